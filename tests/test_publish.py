"""Publishing: what changes and what does not, what is refused, going back, taking out."""

from __future__ import annotations

import gzip
import os
import socket
import subprocess
from pathlib import Path

import pytest

from lod import worker_pool
from lod.errors import Locked, RegisterError, ReleaseError, SourceError
from lod.publish import check, export, publish, status
from lod.rdf.iris import Thing
from lod.register.change_log import Changes
from lod.register.history import versions
from lod.register.ingest import full_update, incremental_update
from lod.register.lock import locked
from lod.register.register import Register
from lod.site import Site
from lod.store.releases import Releases
from tests.register.small_site import BASE, Book, Maker, fill, make_site
from tests.register.test_histories import comparable, served

MAX = Book("1", "Max", "Multatuli", ("Java",))
MAX_AGAIN = Book("2", "Max", "MULTATULI", ("Coffee",))
HAVELAAR = Book("3", "Havelaar", "Eeden")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_site(tmp_path / "site")


def put(folder: Path, *books: Book) -> Site:
    return fill(folder, {"demo": books})


def register_of(site: Site) -> Register:
    return Register.read_only(site.var / "register.sqlite")


def number(site: Site) -> int:
    current = Releases(site.var).current()
    assert current is not None
    return current.number


def state(site: Site, kind: str, key: str) -> str:
    with register_of(site) as register:
        found = register.thing(kind, key)
    return found.state if found else "unknown"


def files_of(site: Site) -> dict[str, tuple[int, int]]:
    """Size and time of every file in var."""
    found = (path for path in site.var.rglob("*") if path.is_file() and path.name != "lock")
    return {str(path): (path.stat().st_size, path.stat().st_mtime_ns) for path in found}


# ---------------------------------------------------------------- what changes, and what does not


def test_unchanged_input_changes_no_byte(folder: Path) -> None:
    site = put(folder, MAX, HAVELAAR)
    publish(site, make=Maker())
    before = files_of(site)
    report = publish(site, make=Maker())
    assert not report.changed
    assert report.release == 1
    assert {k: v for k, v in files_of(site).items() if "register" not in k} == {
        k: v for k, v in before.items() if "register" not in k
    }


def test_another_order_of_records_changes_nothing(folder: Path) -> None:
    publish(put(folder, MAX, HAVELAAR), make=Maker())
    report = publish(put(folder, HAVELAAR, MAX), make=Maker())
    assert not report.changed
    assert report.tallies["demo"].unchanged == 2


def test_another_file_name_changes_nothing(folder: Path) -> None:
    site = put(folder, MAX)
    publish(site, make=Maker())
    records = folder / "collections/demo/records"
    (records / "books.mrc").rename(records / "other.mrc")
    assert not publish(site, make=Maker()).changed


def test_what_others_still_say_stays(folder: Path) -> None:
    site = put(folder, MAX, MAX_AGAIN)
    publish(site, make=Maker())
    publish(put(folder, MAX_AGAIN), make=Maker())
    lines, _ = served(site)
    assert f'<{BASE}id/work/max> <https://schema.org/name> "Max" .' in lines
    assert f'<{BASE}id/agent/multatuli> <https://schema.org/name> "MULTATULI" .' in lines
    assert f'<{BASE}id/agent/multatuli> <https://schema.org/name> "Multatuli" .' not in lines
    assert state(site, "subject", "java") == "gone"


def test_a_deleted_record_leaves_its_last_description_and_may_come_back(folder: Path) -> None:
    site = put(folder, MAX, HAVELAAR)
    publish(site, make=Maker())
    publish(put(folder, HAVELAAR), make=Maker())
    with register_of(site) as register:
        gone = register.thing("instance", "demo-1")
        record = register.record("demo", "1")
    assert gone is not None
    assert gone.state == "gone"
    assert '<https://schema.org/name> "Max"' in gone.description
    assert record is not None
    assert record.raw == MAX.marc()
    publish(put(folder, MAX, HAVELAAR), make=Maker())
    with register_of(site) as register:
        found = [one.type for one in versions(register, Thing("instance", "demo-1"), 3)]
    assert found == ["restore", "delete", "create"]


def test_the_log_keeps_what_came_and_went(folder: Path) -> None:
    site = put(folder, MAX)
    publish(site, make=Maker())
    publish(put(folder, Book("1", "Havelaar", "Multatuli", ("Java",))), make=Maker())
    with register_of(site) as register:
        newest = versions(register, Thing("instance", "demo-1"), 2)[0]
        assert register.records_of(Thing("instance", "demo-1")) == [("demo", "1")]
    assert newest.type == "update"
    assert newest.delta is not None
    assert any(b'"Havelaar"' in line for line in newest.delta.added)
    assert any(b'"Max"' in line for line in newest.delta.taken)


def test_a_second_record_with_the_same_id_is_set_aside(folder: Path) -> None:
    site = put(folder, MAX, Book("1", "Other"))
    publish(site, make=Maker())
    found = status(site).collections[0]
    assert found.records == 1
    assert "found a second record with id '1'" in found.set_aside[0].reason
    assert "Other" not in "".join(served(site)[0])


def test_a_record_without_id_is_published_under_a_digest(folder: Path) -> None:
    site = put(folder, Book("", "Max"), Book("", "Havelaar"))
    assert publish(site, make=Maker()).tallies["demo"].new == 2
    assert publish(put(folder, Book("", "Max")), make=Maker()).tallies["demo"].deleted == 1


@pytest.mark.parametrize("full", [False, True])
def test_a_collection_that_was_taken_out_comes_back_as_it_was(
    folder: Path, tmp_path: Path, full: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_site(folder, ("demo", "other"))
    site = fill(folder, {"demo": [MAX], "other": [HAVELAAR]})
    # What was just written is known by its time, too.
    monkeypatch.setattr("lod.register.ingest.files.JUST_NOW", -1)
    publish(site, make=Maker())
    out = (folder / "collections" / "other").rename(tmp_path / "other")
    publish(Site.load(folder), make=Maker(), full=full)
    site = Site.load(folder)
    assert state(site, "instance", "other-3") == "gone"
    out.rename(folder / "collections" / "other")
    site = Site.load(folder)
    publish(site, make=Maker())
    assert state(site, "instance", "other-3") == "live"
    assert [one.records for one in status(site).collections] == [1, 1]


def test_a_collection_that_is_taken_out_is_gone(folder: Path) -> None:
    make_site(folder, ("demo", "other"))
    site = fill(folder, {"demo": [MAX], "other": [HAVELAAR]})
    publish(site, make=Maker())
    for path in sorted((folder / "collections/other").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    (folder / "collections/other").rmdir()
    publish(Site.load(folder), make=Maker())
    assert state(site, "instance", "other-3") == "gone"
    assert state(site, "collection", "other") == "gone"
    assert state(site, "instance", "demo-1") == "live"


def test_another_isil_of_an_organisation_leads_to_it(folder: Path) -> None:
    site = put(folder, MAX)
    publish(site, make=Maker())
    with register_of(site) as register:
        found = register.thing("organization", "NL-0000000001")
    assert found is not None
    assert found.state == "moved"
    assert found.moved_to == Thing("organization", "NL-Test")


def test_another_mapping_builds_everything_anew_and_keeps_dates_of_what_stays(folder: Path) -> None:
    site = put(folder, MAX)
    publish(site, make=Maker())
    _, before = served(site)
    report = publish(site, make=Maker("!"))
    _, after = served(site)
    assert report.full == "the mapping of demo changed"
    assert after["instance/demo-1"] > before["instance/demo-1"]
    assert after["agent/multatuli"] == before["agent/multatuli"]
    again = publish(site, make=Maker("!"))
    assert (again.full, again.changed) == ("", False), "the other mapping is the one that is known now"


def test_many_changes_are_a_reason_to_build_everything_anew(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(incremental_update, "FEW", 1)
    publish(put(folder, MAX), make=Maker())
    assert publish(put(folder, MAX_AGAIN, HAVELAAR), make=Maker()).full == "much changed"


def test_worker_processes_come_to_the_same(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    books = [Book(str(n % 50), f"Title{n % 7}", f"Author{n % 5}", ("Java",)) for n in range(60)]
    site = put(folder, *books)
    publish(site, make=Maker())
    alone = comparable(site), served(site)[0]
    monkeypatch.setattr(worker_pool, "SMALL", 0)
    monkeypatch.setattr(full_update, "RECORDS", 7)
    monkeypatch.setenv("LOD_PROCESSES", "2")
    publish(site, full=True, make=Maker())
    assert (comparable(site), served(site)[0]) == alone


# ---------------------------------------------------------------- what is refused


def test_too_few_records_are_refused_and_the_release_before_stays(folder: Path) -> None:
    site = put(folder, MAX, HAVELAAR)
    publish(site, make=Maker())
    make_site(folder, expected="{ minimum = 2, maximum = 3 }")
    with pytest.raises(ReleaseError, match=r"expected\.minimum: found 1 records, expected at least 2"):
        publish(put(folder, MAX), make=Maker())
    assert number(site) == 1
    with pytest.raises(ReleaseError, match="expected at least 2"):
        publish(put(folder, MAX), full=True, make=Maker())
    assert number(site) == 1
    assert state(site, "instance", "demo-3") == "live"
    publish(put(folder, HAVELAAR, MAX_AGAIN), make=Maker())
    assert state(site, "instance", "demo-2") == "live"


def test_too_many_unreadable_records_are_refused_with_reasons(folder: Path) -> None:
    toml = folder / "site.toml"
    toml.write_text(toml.read_text().replace("set_aside_max = 1.0", "set_aside_max = 0.1"))
    with pytest.raises(ReleaseError, match=r"found 1 of 2 records set aside(.|\n)*rule title failed"):
        publish(put(folder, MAX, Book("9", "Fails")), make=Maker())
    assert Releases(folder / "var").current() is None
    assert status(Site.load(folder)).holder == ""


def test_of_a_record_that_is_set_aside_is_told_where_it_begins(folder: Path) -> None:
    site = put(folder, MAX, Book("9", "Fails"))
    publish(site, make=Maker())
    (aside,) = status(site).collections[0].set_aside
    assert str(aside).startswith(f"records/books.mrc record 2 (at byte {len(MAX.marc()):,}): ")


def test_a_process_that_was_ended_is_not_said_to_publish(folder: Path) -> None:
    site = put(folder, MAX)
    with locked(site.var):
        assert status(site).holder.startswith(f"process {os.getpid()} on ")
        ended = subprocess.Popen(["true"])
        ended.wait()
        told = (site.var / "lock").read_text().replace(f"process {os.getpid()} ", f"process {ended.pid} ")
        (site.var / "lock").write_text(told)
        assert status(site).holder == ""
        (site.var / "lock").write_text(told.replace(socket.gethostname(), "elsewhere.example"))
        assert status(site).holder.startswith("process ")


def test_a_source_that_names_no_file_is_refused(folder: Path) -> None:
    with pytest.raises(SourceError, match=r"found no file for 'records/\*.mrc'"):
        publish(Site.load(folder), make=Maker())


def test_records_are_not_deleted_because_their_file_is_cut_off(folder: Path) -> None:
    site = put(folder, MAX, HAVELAAR)
    records = folder / "collections/demo/records"
    (records / "books.mrc").write_bytes(gzip.compress(MAX.marc() + HAVELAAR.marc() * 40))
    publish(site, make=Maker())
    whole = (records / "books.mrc").read_bytes()
    (records / "books.mrc").write_bytes(whole[: len(whole) // 2])
    for full in (False, True):
        with pytest.raises(SourceError, match=r"the file breaks off, and [12] records that it had before"):
            publish(site, full=full, make=Maker())
    assert number(site) == 1


def test_a_second_publish_says_who_holds_the_lock(folder: Path) -> None:
    site = put(folder, MAX)
    with locked(site.var), pytest.raises(Locked, match=f"being published by process {os.getpid()} "):
        publish(site, make=Maker())
    assert publish(site, make=Maker()).release == 1


def test_a_register_of_a_newer_program_is_refused(folder: Path) -> None:
    site = put(folder, MAX)
    publish(site, make=Maker())
    with Register(site.var / "register.sqlite") as register:
        register.db.execute("PRAGMA user_version = 99")
    with pytest.raises(RegisterError, match="found a register of version 99"):
        publish(site, make=Maker())


# ---------------------------------------------------------------- looking and taking out


def test_exports_are_the_same_bytes_for_the_same_data_and_together_the_whole(folder: Path) -> None:
    publish(put(folder, MAX, MAX_AGAIN), make=Maker())
    site = put(folder, MAX, HAVELAAR)
    publish(site, make=Maker())
    first = {path.name: path.read_bytes() for path in export(site, folder / "a")}
    assert {path.name: path.read_bytes() for path in export(site, folder / "b")} == first
    lines = {name: set(gzip.decompress(first[name]).decode().splitlines()) for name in first if "gz" in name}
    about = {line for line in lines["all.nt.gz"] if "/id/organization/" in line or "/id/collection/" in line}
    assert lines["demo.nt.gz"] | about == lines["all.nt.gz"]
    ours = {line for line in lines["demo.nt.gz"] if line.startswith(f"<{BASE}id/")}
    graph = f" <{BASE}id/collection/demo> ."
    assert {line[:-2] + graph for line in ours} <= lines["demo.nq.gz"]


def test_the_status_tells_releases_and_what_is_left_over(folder: Path) -> None:
    site = put(folder, MAX, Book("9", "Fails"), Book("8", "Odd"))
    publish(site, make=Maker())
    found = status(site)
    assert (found.current, found.holder) == (1, "")
    one = found.collections[0]
    assert (one.records, one.issues, len(one.set_aside)) == (2, 1, 1)
    assert one.left_over == [("100$a", len("Multatuli"))]


def test_a_damaged_release_is_found(folder: Path) -> None:
    site = put(folder, MAX)
    publish(site, make=Maker())
    (site.var / "releases/000001/counts.json").write_text("{}")
    assert any(found.fault and "counts.json" in found.text for found in check(site))


def test_what_moved_to_what_moved_on_leads_to_the_end_in_one_step(folder: Path) -> None:
    site = put(folder, MAX, HAVELAAR)
    publish(site, make=Maker())
    with Register(site.var / "register.sqlite") as register:
        with register.publication("publish", 1) as publication:
            changes = Changes(register.db, publication, BASE)
            for old, new in (("agent/a", "agent/b"), ("agent/b", "agent/c"), ("agent/c", "instance/demo-1")):
                changes.move({old: new})
        for old in "abc":
            known = register.thing("agent", old)
            assert known
            assert known.moved_to == Thing("instance", "demo-1")
