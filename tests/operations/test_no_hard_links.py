"""A site where there are no hard links, as in shared folders and mounted object storage: files are copied."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from types import SimpleNamespace
from typing import NoReturn

import pyoxigraph
import pytest

from lod import disk_errors
from lod.errors import ReleaseError
from lod.operations import fetch, send
from lod.publish import publish
from lod.site import Site
from lod.store import release_builder
from lod.store.releases import Releases
from tests.register.small_site import Book, Maker, fill, make_site

MAX, HAVELAAR = Book("1", "Max", "Multatuli", ("Java",)), Book("3", "Havelaar", "Eeden")


class Unlinked:
    """Stores of which a checkpoint is refused as Oxigraph refuses it there."""

    def __new__(cls, path: str) -> pyoxigraph.Store:  # type: ignore[misc]  # in place of the class itself
        return pyoxigraph.Store(path)

    @staticmethod
    def read_only(path: str) -> SimpleNamespace:
        def refuse(target: str) -> NoReturn:
            Path(target).mkdir()
            raise OSError("IO error: Operation not permitted: While link file")

        return SimpleNamespace(backup=refuse)


@pytest.fixture(params=[errno.EPERM, errno.EOPNOTSUPP, errno.EXDEV])
def without_links(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What such a file system says."""

    def refuse(source: object, target: object) -> NoReturn:
        raise OSError(request.param, os.strerror(request.param), source, None, target)

    monkeypatch.setattr(os, "link", refuse)
    monkeypatch.setattr(release_builder, "Store", Unlinked)


def statements(site: Site) -> set[str]:
    current = Releases(site.var).current()
    assert current is not None
    return {str(quad) for quad in current.open()}


@pytest.mark.usefixtures("without_links")
def test_a_site_is_published_twice_and_replicated_where_there_are_no_hard_links(tmp_path: Path) -> None:
    site = fill(make_site(tmp_path / "site"), {"demo": [MAX, HAVELAAR]})
    publish(site, make=Maker())
    both = statements(site)
    publish(fill(site.folder, {"demo": [MAX]}), make=Maker())
    assert statements(site) < both
    replica = Site.load(make_site(tmp_path / "replica"))
    for _ in range(2):
        send(site, str(tmp_path / "depot"))
        fetch(replica, str(tmp_path / "depot"))
        publish(fill(site.folder, {"demo": [MAX, HAVELAAR]}), make=Maker())
    releases = Releases(replica.var)
    for release in releases.all():
        releases.verify(release)
    assert len(releases.all()) == 2


def test_a_store_that_fails_for_another_reason_is_not_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = fill(make_site(tmp_path / "site"), {"demo": [MAX, HAVELAAR]})
    publish(site, make=Maker())
    monkeypatch.setattr(release_builder, "Store", Unlinked)
    with pytest.raises(ReleaseError, match=r"cannot be written .*While link file"):
        publish(fill(site.folder, {"demo": [MAX]}), make=Maker())
    assert [one.number for one in Releases(site.var).all()] == [1]


def test_only_a_file_system_without_links_is_copied_to(tmp_path: Path) -> None:
    (tmp_path / "one").write_text("x")
    (tmp_path / "two").write_text("y")
    with pytest.raises(FileExistsError):
        disk_errors.link(tmp_path / "one", tmp_path / "two")
    assert (tmp_path / "two").read_text() == "y"
