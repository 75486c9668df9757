"""Databases are closed by who opened them, not by chance: also those that turn out to be none."""

from __future__ import annotations

import gc
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from lod.errors import LodError
from lod.inbox.box import FILE, Box
from lod.linking.external import links
from lod.linking.external.index import Index
from lod.register.register import Register
from lod.sources.harvest.harvest_store import HarvestStore
from tests.webapp.published_site import make
from webapp.documents.register_lookups import RegisterLookups


def held(path: Path) -> bool:
    """Whether this process has a file open."""
    return str(path.resolve()) in {file.path for file in psutil.Process().open_files()}


OPENERS: dict[str, Callable[[Path], object]] = {
    "register": Register.read_only,
    "register-to-write": Register,
    "harvest": HarvestStore,
    "inbox": lambda path: Box(path.parent),
    "index": Index,
}


@pytest.mark.parametrize("what", OPENERS)
def test_a_file_that_is_no_database_is_let_go_of(what: str, tmp_path: Path) -> None:
    path = tmp_path / FILE
    path.write_bytes(b"This is no database. " * 500)
    with pytest.raises((LodError, sqlite3.DatabaseError)) as told:
        OPENERS[what](path)
    assert told.tb  # what was opened would live on in it
    assert not held(path)


def test_a_register_is_let_go_of_when_the_thread_that_read_it_ends(tmp_path: Path) -> None:
    site = make(tmp_path)
    remembered, seen = RegisterLookups(site), []

    def reads() -> None:
        register = remembered.register()
        assert register is not None
        assert register.head() is not None
        seen.append(register.db)

    reader = threading.Thread(target=reads)
    reader.start()
    reader.join()
    gc.collect()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        seen[0].execute("SELECT 1")


def test_indexes_of_targets_are_open_as_long_as_they_are_asked(tmp_path: Path) -> None:
    with links.opened(make(tmp_path)) as made:
        paths = [index.path for _, index in made.targets]
        assert paths
        assert all(map(held, paths))
    assert not any(map(held, paths))


def test_indexes_are_let_go_of_when_the_files_that_they_were_made_of_are_gone(tmp_path: Path) -> None:
    site = make(tmp_path)
    with links.opened(site) as made:
        paths = [index.path for _, index in made.targets]
    for file in (tmp_path / "targets").iterdir():
        if file.suffix != ".toml":
            file.unlink()
    with pytest.raises(LodError, match="found no file") as told, links.opened(site):
        raise AssertionError("there is nothing to link to")
    assert told.tb  # what was opened would live on in it
    assert not any(map(held, paths))
