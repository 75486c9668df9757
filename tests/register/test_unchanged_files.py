"""Files that did not change are not read again, and what is published is the same as if they were."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from lod.publish import Report, publish
from lod.register import bookkeeping as bookkeeping
from lod.register.ingest.files import File
from lod.register.register import Register
from lod.site import Site
from tests.register.small_site import Book, Maker, make_site
from tests.register.test_histories import comparable, served

FILES = ("a.mrc", "b.mrc", "c.mrc")
BOOKS = st.builds(Book, st.sampled_from(["1", "2", "3", "4", ""]), st.sampled_from(["Max", "Java", "Fails"]))
STATES = st.fixed_dictionaries({name: st.lists(BOOKS, max_size=3) for name in FILES})
Files = Mapping[str, Sequence[Book]]


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files count as written long ago."""
    monkeypatch.setattr("lod.register.ingest.files.JUST_NOW", 0)


def put(folder: Path, files: Files) -> Site:
    """Write files, those that are as they were not again; without records there is no file."""
    for name, some in files.items():
        file = folder / "collections/demo/records" / name
        data = b"".join(book.marc() for book in some)
        if not data:
            file.unlink(missing_ok=True)
        elif not file.is_file() or file.read_bytes() != data:
            file.write_bytes(data)
    return Site.load(folder)


def outcome(site: Site, report: Report) -> object:
    """All that a publish leaves, but times."""
    tally = report.tallies.get("demo")
    return served(site)[0], comparable(site), tally and (tally.deleted, tally.new)


@settings(
    max_examples=6,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(STATES, min_size=3, max_size=4))
def test_passing_files_over_changes_nothing(states: list[Files]) -> None:
    sites = [Path(tempfile.mkdtemp()) for _ in range(2)]
    try:
        for folder in sites:
            make_site(folder)
            # a file that is always there and never changes, so that there is one to be passed over
            put(folder, {"0.mrc": [Book("1", "Max"), Book("9", "Zee")]})
        for state in states:
            found = []
            for folder, every in zip(sites, (False, True), strict=True):
                with pytest.MonkeyPatch.context() as patch:
                    if every:
                        patch.setattr(bookkeeping, "exact", lambda register, collection: {})
                    site = put(folder, state)
                    found.append(outcome(site, publish(site, make=Maker(), downloads=False)))
            assert found[0] == found[1]
    finally:
        for folder in sites:
            shutil.rmtree(folder)


def test_a_file_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = make_site(tmp_path / "site")
    read: list[str] = []
    chunks = File.chunks

    def noted(file: File) -> Iterator[object]:
        read.append(file.path.name)
        return chunks(file)

    monkeypatch.setattr(File, "chunks", noted)
    old = {"a.mrc": [Book("1", "Max"), Book("2", "Java")]}
    for title in ("Zee", "Duin"):
        site = put(folder, {**old, "b.mrc": [Book("3", title)]})
        del read[:]
        publish(site, make=Maker(), downloads=False)
    assert read == ["b.mrc"]
    site = put(folder, {"a.mrc": [Book("1", "Max")], "b.mrc": [Book("3", "Duin")]})
    publish(site, make=Maker(), downloads=False)
    with Register.read_only(site.var / "register.sqlite") as register:
        assert register.db.execute("SELECT key FROM record WHERE live AND collection = 1").fetchall()
        gone = register.db.execute("SELECT key FROM record WHERE NOT live").fetchall()
    assert gone == [("2",)]
