"""Going back to an older release: what it had is served again, and nobody is told a thing twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from lod.errors import ReleaseError
from lod.publish import publish, rollback
from lod.rdf.iris import Thing
from lod.register.history import versions
from lod.site import Site
from tests.register.small_site import BASE, Book, Maker, make_site
from tests.register.test_histories import check as check_all
from tests.test_publish import HAVELAAR, MAX, MAX_AGAIN, number, put, register_of, state


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_site(tmp_path / "site")


def test_what_a_roll_back_takes_back_is_gone_until_it_comes_again(folder: Path) -> None:
    site = put(folder, MAX)
    publish(site, make=Maker())
    publish(put(folder, MAX, HAVELAAR), make=Maker())
    assert rollback(site).number == 1
    assert state(site, "instance", "demo-3") == "gone"
    report = publish(site, make=Maker())
    assert not report.changed
    assert "which was rolled back" in report.note
    rollback(site, 2)
    assert state(site, "instance", "demo-3") == "live"
    assert number(site) == 2


def test_a_publish_after_a_roll_back_goes_on_from_the_newest_state(folder: Path) -> None:
    site = put(folder, MAX)
    publish(site, make=Maker())
    publish(put(folder, MAX, HAVELAAR), make=Maker())
    rollback(site, 1)
    books = (MAX, HAVELAAR, MAX_AGAIN)
    assert publish(put(folder, *books), make=Maker()).release == 3
    check_all(site, {"demo": books}, set())


def test_a_roll_back_brings_back_only_what_that_release_had(folder: Path) -> None:
    for books in ([MAX], [MAX, HAVELAAR], [MAX, MAX_AGAIN]):
        publish(put(folder, *books), make=Maker())
    site = Site.load(folder)
    for release, expected in ((1, "gone"), (2, "live"), (1, "gone"), (3, "gone")):
        rollback(site, release)
        assert state(site, "instance", "demo-3") == expected, release


@pytest.mark.parametrize("full", [False, True])
def test_what_a_roll_back_took_back_may_go_and_nobody_is_told_twice(folder: Path, full: bool) -> None:
    site = put(folder, MAX)
    publish(site, make=Maker())
    publish(put(folder, MAX, HAVELAAR), make=Maker())
    rollback(site, 1)
    assert publish(put(folder, MAX), full=full, make=Maker()).release == 3
    with register_of(site) as register:
        gone = register.thing("instance", "demo-3")
        told = [one.type for one in versions(register, Thing("instance", "demo-3"), 3)]
    assert gone is not None
    assert gone.state == "gone"
    assert '"Havelaar"' in gone.description
    assert told == ["delete", "create"], "those who follow the log heard of it at the roll-back"
    check_all(site, {"demo": (MAX,)}, set())


def test_what_is_different_is_told_from_what_the_roll_backs_served(folder: Path) -> None:
    for title in ("One", "Two", "Three"):
        publish(put(folder, Book("1", title)), make=Maker())
    site = Site.load(folder)
    rollback(site, 2)
    rollback(site, 1)
    publish(put(folder, Book("1", "Four")), make=Maker())
    with register_of(site) as register:
        told = [one.delta for one in versions(register, Thing("instance", "demo-1"), 4)[:3]]
    name = f"<{BASE}id/instance/demo-1> <https://schema.org/name> ".encode()

    def names(lines: set[bytes]) -> list[bytes]:
        return [line.removeprefix(name) for line in lines if line.startswith(name)]

    assert [(names(one.taken), names(one.added)) for one in told if one] == [
        ([b'"One" .'], [b'"Four" .']),
        ([b'"Two" .'], [b'"One" .']),
        ([b'"Three" .'], [b'"Two" .']),
    ]


def test_a_roll_back_to_nowhere_is_refused(folder: Path) -> None:
    site = put(folder, MAX)
    with pytest.raises(ReleaseError, match="nothing was published yet"):
        rollback(site)
    publish(site, make=Maker())
    with pytest.raises(ReleaseError, match="no complete release before 1"):
        rollback(site)
    with pytest.raises(ReleaseError, match="there is no release 7"):
        rollback(site, 7)
    with pytest.raises(ReleaseError, match="release 1 is served already"):
        rollback(site, 1)
