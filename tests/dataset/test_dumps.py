"""Downloads: equal to what is served, the same bytes whatever the history, in pieces that fit together."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import shutil
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import zstandard
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, RdfFormat, parse

from lod.dataset import dumps
from lod.dataset.dumps import distinct_objects, partitioning, void_statistics
from lod.dataset.dumps.downloads import WHOLE, Download
from lod.dataset.dumps.parts import GRAPHS, LINES, Part
from lod.publish import export, publish
from lod.rdf.namespaces import expand
from lod.site import Site
from lod.store import statistics
from lod.store.releases import Releases
from tests.register.small_site import BASE, Book, Maker, fill, make_site
from tests.register.test_histories import STATES, State, empty_site


def unpacked(one: Download) -> bytes:
    """What is in a download."""
    data = b"".join(one.read(0, one.size))
    assert len(data) == one.size
    assert f"{zlib.adler32(data):08x}" == one.adler32
    assert not one.sha256 or hashlib.sha256(data).hexdigest() == one.sha256
    if one.form.suffix.endswith("gz"):
        return gzip.decompress(data)
    reader = zstandard.ZstdDecompressor().stream_reader(io.BytesIO(data), read_across_frames=True)
    return reader.read()


def found(site: Site) -> dict[str, Download]:
    current = Releases(site.var).current()
    assert current is not None
    return {one.name: one for one in dumps.downloads(current.path)}


def check(site: Site) -> dict[str, str]:
    """All downloads say what is served; their checksums."""
    current = Releases(site.var).current()
    assert current is not None
    served = sorted(f"{quad.triple} ." for quad in current.open())
    all = found(site)
    assert sorted(unpacked(all["all.nt.gz"]).decode().splitlines()) == served
    for name, one in all.items():
        lines = unpacked(one).decode().splitlines()
        if one.form not in GRAPHS:
            check_shown(name, one, unpacked(all[f"{name.partition('.')[0]}.nt.gz"]))
            continue
        assert len(lines) == len(set(lines)), f"{name} says something twice"
        if name.endswith(".gz"):
            assert unpacked(all[name[:-2] + "zst"]).decode().splitlines() == lines
        if ".nq." in name and one.collection == WHOLE:
            assert sorted({f"{line[: line.rindex(' <')]} ." for line in lines}) == served
    check_counted(current.path, [line.encode() for line in served])
    return {name: one.etag for name, one in all.items()}


def check_counted(release: Path, served: list[bytes]) -> None:
    """What was counted of what came and went is what there is."""
    counting = void_statistics.StatementCounter()
    for about in void_statistics.things(served).values():
        counting.add(about)
    wanted = counting.tally().statistics
    found = statistics.of_release(release)
    assert found == wanted
    part = Part("own.all", 0)
    with tempfile.TemporaryDirectory() as folder:
        part.path(Path(folder), "nt.zst").touch()
        counting.write(part, Path(folder))
        assert found.objects == distinct_objects.counted(Path(folder), [part])


def check_shown(name: str, one: Download, statements: bytes) -> None:
    """Lines of JSON-LD say what the statements do; tables have a row for each of what they are of."""
    quads = list(parse(statements, RdfFormat.N_TRIPLES))
    if one.form is LINES:
        lines = unpacked(one).splitlines()
        assert len({json.loads(line)["id"] for line in lines}) == len(lines), f"{name} tells of a thing twice"
        told = {q.triple for line in lines for q in parse(line, RdfFormat.JSON_LD)}
        assert told == {quad.triple for quad in quads}
        return
    rows = list(csv.DictReader(io.StringIO(unpacked(one).decode(), newline="")))
    table = name.split(".")[1]
    ours = f"{BASE}id/"
    things = {
        q.subject.value for q in quads if q.subject.value.startswith(ours) and "#" not in q.subject.value
    }
    of_table: dict[str, Callable[[str], bool]] = {
        "agents": lambda kind: kind == "agent",
        "copies": lambda kind: kind == "item",
        "things": lambda kind: kind not in ("agent", "item"),
    }
    if table == "links":
        links = {(row["uri"], expand(row["property"]), row["same_as"]) for row in rows}
        wanted = {p[1:-1].decode() for p in void_statistics.LINKS}
        assert links == {
            (q.subject.value, q.predicate.value, q.object.value)
            for q in quads
            if q.predicate.value in wanted and q.subject.value in things and isinstance(q.object, NamedNode)
        }
        return
    kinds = of_table[table]
    assert sorted(row["uri"] for row in rows) == sorted(
        iri for iri in things if kinds(iri.removeprefix(ours).partition("/")[0])
    )
    names = {(q.subject.value, q.object.value) for q in quads if q.predicate.value == expand("schema:name")}
    for row in rows:
        for column in [column for column in row if column in ("name_nl", "name_en", "name_other")]:
            assert all((row["uri"], text) in names for text in row[column].split(" | ") if text)


@settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
@given(STATES, STATES, STATES, st.booleans())
def test_after_small_publishes_downloads_are_those_of_a_large_one(
    first: State, second: State, third: State, waiting: bool
) -> None:
    """Also those that waited for several publishes."""
    with pytest.MonkeyPatch.context() as patch, empty_site() as folder:
        patch.setattr(partitioning, "LARGEST", 4)
        patch.setattr(
            "lod.register.ingest.partitions.BYTES", 2_000
        )  # parts of several partitions, and several in one
        patch.setattr("lod.register.change_log.xsd_datetime", lambda seconds: "2026-11-28T00:00:00Z")
        site = fill(folder, first)
        publish(site, make=Maker())
        before = check(site)
        site = fill(folder, second)
        publish(site, make=Maker(), downloads=not waiting)
        if waiting:
            assert {name: one.etag for name, one in found(site).items()} == before
        site = fill(folder, third)
        publish(site, make=Maker())
        small = check(site)
        publish(site, full=True, make=Maker())
        assert check(site) == small


def test_a_part_with_nothing_changed_is_the_file_of_the_release_before(tmp_path: Path) -> None:
    folder = make_site(tmp_path / "site", ("demo", "other"))
    publish(fill(folder, {"demo": [Book("1", "Max")], "other": [Book("2", "Java")]}), make=Maker())
    site = fill(folder, {"demo": [Book("1", "Havelaar")], "other": [Book("2", "Java")]})
    publish(site, make=Maker())
    one, two = (site.var / f"releases/00000{n}/parts" for n in ("1/dumps", "2/dumps-anew"))
    same = {p.name for p in two.iterdir() if (one / p.name).exists() and p.samefile(one / p.name)}
    assert "own.other-0000.nt.gz" in same
    assert "own.demo-0000.nt.gz" not in same
    assert BASE.encode() + b"id/work/max>" in unpacked_part(one / "own.demo-0000.nt.gz")


@pytest.mark.parametrize("small", [0, 4 << 20])
def test_a_small_publish_reads_no_piece_that_it_did_not_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: int
) -> None:
    """With the one exception of small files that changed, whose SHA-256 is wanted all the same.

    Different objects of a large site are counted when there is nothing else to do.
    """
    monkeypatch.setattr(sys.modules[Download.__module__], "SMALL", small)
    monkeypatch.setattr(distinct_objects, "FEW", small)
    folder = make_site(tmp_path / "site", ("demo", "other"))
    site = fill(folder, {"demo": [Book("1", "Max")], "other": [Book("2", "Java")]})
    publish(site, make=Maker())
    assert all(one.sha256 for one in found(site).values())
    before = {one.etag: one.sha256 for one in found(site).values()}
    site = fill(folder, {"demo": [Book("1", "Havelaar")], "other": [Book("2", "Java")]})
    with opened() as read:
        publish(site, make=Maker())
    parts = site.var / "releases/000002/dumps-anew/parts"
    origin = site.var / "releases/000001/dumps/parts"
    same = [file.name for file in parts.iterdir() if file.stat().st_nlink > 1]
    assert same
    release = site.var / "releases/000002"
    folders = (parts, origin, release / "dumps/parts", release / "dumps-anew.part/parts")
    linked = {str(folder / name) for name in same for folder in folders}
    looked_into = {name for name in linked & read if not name.endswith("nt.zst")}  # those say what was said
    assert bool(looked_into) == bool(small)
    counted = statistics.of_release(release)
    assert counted is not None
    assert (counted.objects is not None) == bool(small)
    publish(site, make=Maker())
    check(site)
    for one in found(site).values():
        assert bool(one.sha256) == (bool(small) or one.etag in before)


@contextmanager
def opened() -> Iterator[set[str]]:
    """The names of files that are opened for reading meanwhile; not those that are brought to disk."""
    names: set[str] = set()
    watching = True

    def note(event: str, arguments: tuple[Any, ...]) -> None:
        if watching and event == "open" and "r" in (arguments[1] or ""):
            names.add(str(arguments[0]))

    sys.addaudithook(note)
    yield names
    watching = False  # a hook cannot be taken away


def unpacked_part(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes())


def test_any_range_of_a_download_is_what_it_is_in_the_whole_file(tmp_path: Path) -> None:
    folder = make_site(tmp_path / "site", ("demo", "other"))
    books = {"demo": [Book("1", "Max")], "other": [Book("2", "Max", "Multatuli")]}
    site = fill(folder, books)
    publish(site, make=Maker())
    one = found(site)["all.nq.gz"]
    data = b"".join(one.read(0, one.size))
    assert len(one.pieces) > 2
    for start in range(0, one.size, 97):
        for end in (start + 1, start + 500, one.size):
            assert b"".join(one.read(start, min(end, one.size))) == data[start:end]
    written = {path.name: path for path in export(site, tmp_path / "out")}
    assert written["all.nq.gz"].read_bytes() == data
    shutil.rmtree(tmp_path / "out")


def test_counts_of_lines_come_and_go() -> None:
    lines = [
        b'<https://a.example/id/work/x> <https://schema.org/name> "x" .',
        b"<https://a.example/id/work/x> <https://schema.org/sameAs> <http://www.wikidata.org/entity/Q1> .",
        b"<https://a.example/id/work/x#p> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <p:q> .",
    ]
    tally = void_statistics.count(lines)
    assert (tally.triples, tally.entities, tally.classes) == (3, 1, {"p:q": 1})
    assert tally.links == {"https://schema.org/sameAs www.wikidata.org": 1}
    tally.add(void_statistics.count(lines[1:]), -1)
    assert (tally.triples, tally.links) == (1, {})
