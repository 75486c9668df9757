"""Registers that older programs made, of versions 1 and 2: what they know goes on, and a backup stays.

The dumps in `older/` were made by those programs out of the history of this project, as the `small_site`
of their day published twice: records 1, 3 and one that fails, then record 1 changed, 3 gone and 5 new.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lod.errors import RegisterError
from lod.publish import publish
from lod.register.database import schema
from lod.register.register import Register
from lod.site import Site
from tests.register.small_site import Book, Maker, fill, make_site

OLDER = Path(__file__).parent / "older"
BOOKS = [Book("1", "Max", "MULTATULI", ("Coffee",)), Book("5", "Walden", "Thoreau")]


@pytest.fixture(params=[1, 2])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Site, int]:
    """A site whose register is of an older version; its releases are gone."""
    site = fill(make_site(tmp_path / "site"), {"demo": BOOKS})
    site.var.mkdir(exist_ok=True)
    with closing(sqlite3.connect(site.var / "register.sqlite")) as db:
        db.executescript((OLDER / f"version-{request.param}.sql").read_text("utf-8"))
    return site, int(request.param)


def states(site: Site) -> dict[str, tuple[str, str]]:
    """State and day of making of each edition."""
    with Register.read_only(site.var / "register.sqlite") as register:
        found = {key: register.thing("instance", f"demo-{key}") for key in "135"}
        rows = register.db.execute(
            "SELECT key, time FROM thing JOIN publication ON number = created WHERE kind = 'instance'"
        )
        made = {key: datetime.fromtimestamp(time, UTC).isoformat() for key, time in rows.fetchall()}
    return {key: (one.state, made[f"demo-{key}"]) for key, one in found.items() if one}


def published(path: Path) -> dict[int, str]:
    """When each publication of a register was."""
    with closing(sqlite3.connect(path)) as db:
        rows = db.execute("SELECT number, time FROM publication").fetchall()
    return {number: datetime.fromtimestamp(time, UTC).isoformat() for number, time in rows}


def test_an_older_register_is_not_read_before_a_publish_migrated_it(old: tuple[Site, int]) -> None:
    site, version = old
    with pytest.raises(RegisterError, match=f"register of version {version}, expected {schema.VERSION}"):
        Register.read_only(site.var / "register.sqlite")


def test_what_an_older_register_knows_goes_on_and_a_backup_stays(old: tuple[Site, int]) -> None:
    site, version = old
    report = publish(site, make=Maker())
    assert report.changed
    found = states(site)
    assert {key: state for key, (state, _) in found.items()} == {"1": "live", "3": "gone", "5": "live"}
    made = published(site.var / f"register.version-{version}.sqlite")
    assert [found[key][1] for key in "135"] == [made[1], made[1], made[2]], "things are as old as they were"
    with Register.read_only(site.var / "register.sqlite") as register:
        gone = register.thing("instance", "demo-3")
        assert gone
        assert "Havelaar" in gone.description
        assert [one.number for one in register.publications()][-2:] == [2, 1]
    with closing(sqlite3.connect(site.var / "register.sqlite")) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (schema.VERSION,)
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    with closing(sqlite3.connect(site.var / f"register.version-{version}.sqlite")) as backup:
        assert backup.execute("PRAGMA user_version").fetchone() == (version,)
        assert backup.execute("SELECT count(*) FROM publication").fetchone() == (2,)
    before = states(site)
    publish(fill(site.folder, {"demo": [*BOOKS, Book("3", "Havelaar", "Eeden")]}), make=Maker())
    assert states(site) == {**before, "3": ("live", before["3"][1])}, "what comes back is the same thing"
