"""The register by itself: opening, versions, compression, the hash of things and statements, files."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lod.errors import RegisterError, SourceError
from lod.register.database import schema
from lod.register.ingest import compression
from lod.register.ingest.compression import Packer, pack_diff, train, unpack_diff
from lod.register.ingest.files import files
from lod.register.register import Register
from lod.register.statements import NOT_OURS, Delta, by_thing, digest_of
from tests.register.small_site import Book, fill, make_site

BASE = "https://data.example.org/"


def test_a_new_register_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "var" / "register.sqlite"
    with Register(path) as register:
        assert register.head() is None
        assert register.publications() == []
        assert register.thing("work", "x") is None
    assert [p.name for p in path.parent.iterdir()] == ["register.sqlite"]


def test_a_register_that_is_not_there_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match="no register is there; lod publish makes it"):
        Register.read_only(tmp_path / "register.sqlite")


def test_a_database_of_another_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "register.sqlite"
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE cookies (crumbs)")
        db.commit()
    with pytest.raises(RegisterError, match="database of another program"):
        Register(path)


def test_what_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "register.sqlite"
    path.write_bytes(b"\x00" * 5_000)
    with pytest.raises(RegisterError):
        Register(path)


def test_a_register_can_be_read_where_nothing_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "register.sqlite"
    Register(path).close()
    monkeypatch.setattr("lod.register.database.schema.os.access", lambda place, mode: False)
    with Register.read_only(path) as register:
        assert register.thing("work", "x") is None
        assert [p.name for p in tmp_path.iterdir()] == ["register.sqlite"]


def test_an_older_register_is_migrated_with_a_backup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "register.sqlite"
    Register(path).close()
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)
    with pytest.raises(RegisterError, match="lod publish migrates it"):
        Register.read_only(path)
    step = {schema.VERSION - 1: lambda db: db.execute("CREATE TABLE newer (x)")}
    monkeypatch.setattr(schema, "MIGRATIONS", step)
    with Register(path) as register:
        assert register.db.execute("SELECT count(*) FROM newer").fetchone() == (0,)
    assert (tmp_path / f"register.version-{schema.VERSION - 1}.sqlite").exists()


def test_a_migration_that_fails_leaves_the_register_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "register.sqlite"
    Register(path).close()
    before = schema.VERSION

    def fail(db: sqlite3.Connection) -> None:
        db.execute("CREATE TABLE newer (x)")
        raise RegisterError("no")

    with monkeypatch.context() as patch:
        patch.setattr(schema, "VERSION", before + 1)
        patch.setattr(schema, "MIGRATIONS", {before: fail})
        with pytest.raises(RegisterError, match="no"):
            Register(path)
    with Register(path) as register:
        assert register.db.execute("SELECT name FROM sqlite_master WHERE name = 'newer'").fetchone() is None


def test_the_time_of_a_publication_never_goes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Register(tmp_path / "register.sqlite") as register:
        for clock in (1_000_000, 1_000_000, 5):
            monkeypatch.setattr("lod.register.register.time.time", lambda clock=clock: clock)
            with register.publication("publish", 1):
                pass
        assert [int(p.time.timestamp()) for p in register.publications()] == [1_000_002, 1_000_001, 1_000_000]


def test_a_publication_that_fails_never_was(tmp_path: Path) -> None:
    with Register(tmp_path / "register.sqlite") as register:
        with pytest.raises(ZeroDivisionError), register.publication("publish", 1):
            raise ZeroDivisionError
        assert register.publications() == []


# ---------------------------------------------------------------- packing and statements


@pytest.fixture(scope="module")
def dictionary() -> bytes:
    samples = [b"00714cam a2200205 a 4500" + str(n).encode() * 9 for n in range(compression.FEWEST_SAMPLES)]
    found = train(samples)
    assert found
    return found


@given(st.binary(max_size=200))
def test_packed_records_come_back_as_they_were(dictionary: bytes, raw: bytes) -> None:
    packer = Packer(dictionary)
    assert packer.unpack(packer.pack(raw)) == raw


def test_few_records_have_no_dictionary() -> None:
    assert train([b"a"] * 10) is None
    assert train([b""] * 1_000) is None


LINES = st.sets(st.binary(max_size=20).filter(lambda line: b"\n" not in line))


@given(LINES, LINES)
def test_packed_differences_come_back_as_they_were(added: set[bytes], taken: set[bytes]) -> None:
    assert unpack_diff(pack_diff(Delta(added, taken))) == Delta(added, taken)


@given(st.lists(st.binary(), unique=True))
def test_a_digest_does_not_depend_on_order(lines: list[bytes]) -> None:
    assert digest_of(lines) == digest_of(reversed(lines)) < 1 << 40


@pytest.mark.parametrize(
    ("subject", "name"),
    [
        (f"{BASE}id/work/x", "work/x"),
        (f"{BASE}id/work/x#title", "work/x"),
        (f"{BASE}id/work/x#a#b", "work/x"),
        (f"{BASE}id/thing/x", NOT_OURS),
        (f"{BASE}doc/work/x", NOT_OURS),
        ("https://elsewhere.example/id/work/x", NOT_OURS),
    ],
)
def test_a_statement_is_about_the_thing_in_its_subject(subject: str, name: str) -> None:
    line = f'<{subject}> <https://schema.org/name> "a > b" .'.encode()
    assert by_thing(line + b"\n", BASE) == {name: [line]}


# ---------------------------------------------------------------- files


def test_files_are_read_in_order_each_once_and_hidden_ones_never(tmp_path: Path) -> None:
    folder = make_site(tmp_path / "site")
    toml = folder / "collections/demo/collection.toml"
    toml.write_text(toml.read_text().replace('["records/*.mrc"]', '["records/b.mrc", "records"]'))
    (folder / "collections/demo/records/.snapshots").mkdir()
    for name in ("b.mrc", "a.mrc", ".hidden.mrc", ".snapshots/a.mrc"):
        site = fill(folder, {"demo": [Book("1", "Max")]}, name)
    assert [file.name for file in files(site.collections[0])] == ["records/b.mrc", "records/a.mrc"]


def test_the_settings_of_a_collection_are_no_records_of_it(tmp_path: Path) -> None:
    folder = make_site(tmp_path / "site")
    toml = folder / "collections/demo/collection.toml"
    toml.write_text(toml.read_text().replace('"records/*.mrc"', '"*"'))
    (toml.parent / "loose.mrc").write_bytes(Book("1", "Max").marc())
    assert [file.name for file in files(fill(folder, {}).collections[0])] == ["loose.mrc"]


def test_a_file_outside_the_folder_is_named_by_its_whole_path(tmp_path: Path) -> None:
    folder = make_site(tmp_path / "site")
    outside = tmp_path / "outside.mrc"
    outside.write_bytes(Book("1", "Max").marc())
    toml = folder / "collections/demo/collection.toml"
    toml.write_text(toml.read_text().replace('"records/*.mrc"', f'"{tmp_path}/out*.mrc"'))
    site = fill(folder, {})
    assert [file.name for file in files(site.collections[0])] == [str(outside)]


def test_a_file_of_an_unknown_format_is_refused(tmp_path: Path) -> None:
    folder = make_site(tmp_path / "site")
    toml = folder / "collections/demo/collection.toml"
    toml.write_text(toml.read_text().replace('format = "marc21"\n', ""))
    (folder / "collections/demo/records/x.mrc").write_bytes(b"nothing that anyone knows \x00\x01")
    with pytest.raises(SourceError, match="in none of the known formats"):
        files(fill(folder, {}).collections[0])
