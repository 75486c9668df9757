"""A disk that has no room is named, and what was begun is undone."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from lod.disk_errors import named, whole
from lod.errors import LodError


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A database that cannot become larger, which ends as on a full disk."""
    with closing(sqlite3.connect(tmp_path / "small.sqlite", isolation_level=None)) as made:
        made.execute("CREATE TABLE a (x NOT NULL)")
        made.execute("PRAGMA max_page_count = 20")
        yield made


def test_a_full_disk_is_told_as_that_and_what_was_begun_is_undone(
    db: sqlite3.Connection, tmp_path: Path
) -> None:
    place = tmp_path / "small.sqlite"
    with pytest.raises(LodError) as told, named(place), whole(db):
        db.executemany("INSERT INTO a VALUES (zeroblob(?))", [(4000,)] * 100)
    assert str(told.value) == f"{place}: cannot be written: database or disk is full"
    assert db.execute("SELECT count(*) FROM a").fetchone() == (0,)
    with whole(db):
        db.execute("INSERT INTO a VALUES (1)")
    assert db.execute("SELECT count(*) FROM a").fetchone() == (1,)


def test_any_other_fault_undoes_what_was_begun_and_is_told_as_it_is(
    db: sqlite3.Connection, tmp_path: Path
) -> None:
    with pytest.raises(sqlite3.IntegrityError), named(tmp_path), whole(db):
        db.executemany("INSERT INTO a VALUES (?)", [(1,), (None,)])
    assert db.execute("SELECT count(*) FROM a").fetchone() == (0,)
    with pytest.raises(FileNotFoundError), named(tmp_path):
        (tmp_path / "nothing").read_bytes()


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EROFS])
def test_a_disk_is_named_by_the_file_where_the_system_names_one(number: int, tmp_path: Path) -> None:
    with pytest.raises(LodError, match=r"/a/file: cannot be written"), named(tmp_path):
        raise OSError(number, "No", "/a/file")
    with pytest.raises(LodError, match=f"{tmp_path.name}: cannot be written"), named(tmp_path):
        raise OSError(number, "No")
