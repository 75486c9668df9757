"""Whose a site is: root keeps off what is another's, and what cannot be read is not served."""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from lod.cli import main
from lod.errors import RegisterError
from lod.operations import examine
from lod.register.database import location
from lod.site import Site
from lod.site.ownership import current_user
from lod.store.current_release import Follower
from lod.store.releases import Releases
from tests.webapp.published_site import make

SERVICE = 40_404
"""A user who has no name here."""

only_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files to others")


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A published site of the service's."""
    made = make(tmp_path)
    for path in (tmp_path, *tmp_path.rglob("*")):
        os.chown(path, SERVICE, SERVICE, follow_symlinks=False)
    return made


@only_root
@pytest.mark.parametrize("command", ["publish", "rollback", "harvest"])
def test_root_does_not_write_in_a_site_of_somebody_else(site: Site, command: str) -> None:
    """With a umask of 077 what it published was an error on every page: the service could not read it."""
    before = sorted(site.var.rglob("*"))
    told = CliRunner().invoke(main, [command, str(site.folder)])
    assert told.exit_code == 2
    assert f"belongs to {SERVICE}" in told.output
    assert f"sudo -u {SERVICE} lod" in told.output
    assert sorted(site.var.rglob("*")) == before


@only_root
def test_the_doctor_names_what_belongs_to_somebody_else(site: Site) -> None:
    theirs = site.var / "releases" / "000001"
    os.chown(theirs, 0, 0)
    told = [found.text for found in examine(site, asking=False) if found.level == "wrong"]
    assert told == [f"{theirs}: not {SERVICE}'s, as {site.var} is: chown -R {SERVICE}: {site.var}"]


def test_who_may_not_read_what_was_published_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As with umask 077: the workers of the server ended in a traceback, and were begun again for ever."""
    site = make(tmp_path)
    reading, listing = Path.stat, os.scandir

    def stat(path: Path, *, follow_symlinks: bool = True) -> os.stat_result:
        if path.parent == site.var:
            raise PermissionError(13, "Permission denied", str(path))
        return reading(path, follow_symlinks=follow_symlinks)

    def scandir(path: Path) -> Iterator[os.DirEntry[str]]:
        if Path(path) == site.var:
            raise PermissionError(13, "Permission denied", str(path))
        return listing(path)

    monkeypatch.setattr(Path, "stat", stat)
    monkeypatch.setattr(os, "scandir", scandir)
    monkeypatch.setattr("webapp.serve.serve", lambda *_: None)
    told = CliRunner().invoke(main, ["serve", str(site.folder)])
    assert told.exit_code == 2, told.output
    assert f"{site.var}: cannot be read (" in told.output
    with pytest.raises(RegisterError, match="cannot be read"):
        location.of(site)


def test_a_release_that_may_not_be_read_leaves_the_one_before_served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was an error on every page, while the release before stood beside it."""
    var = make(tmp_path).var
    releases = Releases(var)
    served = Follower(var, every=0).current().number
    building = releases.begin(from_current=False)
    facts = {"created": "2026-11-20T09:00:00Z", "base": "https://x.example/", "mappings": {}, "counts": {}}
    building.finish(facts)
    newer = releases.all()[-1]
    releases.switch(newer)
    reading = Path.stat

    def refused(path: Path, *, follow_symlinks: bool = True) -> os.stat_result:
        if path.parent == newer.path:
            raise PermissionError(13, "Permission denied", str(path))
        return reading(path, follow_symlinks=follow_symlinks)

    monkeypatch.setattr(Path, "stat", refused)
    assert Follower(var, every=0).current().number == served


def test_a_user_without_a_name_is_called_by_their_number(monkeypatch: pytest.MonkeyPatch) -> None:
    def nameless() -> str:
        raise KeyError("getpwuid(): uid not found: 40404")

    monkeypatch.setattr(getpass, "getuser", nameless)
    assert current_user() == str(os.getuid())
