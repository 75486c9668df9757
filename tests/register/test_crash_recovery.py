"""A publish may die anywhere: a whole release is served, and the next run completes."""

from __future__ import annotations

import gzip
import random
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from lod.dataset import dumps
from lod.site import Site
from lod.store.releases import Releases
from tests.killable_processes import Mortal
from tests.register.killable_publish import LATER, POINTS
from tests.register.small_site import Book, fill, make_site
from tests.register.test_histories import check as check_all
from tests.register.test_histories import expected, served

MAX = Book("1", "Max", "Multatuli", ("Java",))
MAX_AGAIN = Book("2", "Max", "MULTATULI", ("Coffee",))
HAVELAAR = Book("3", "Havelaar", "Eeden")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_site(tmp_path / "site")


def put(folder: Path, *books: Book) -> Site:
    return fill(folder, {"demo": books})


class Killable(Mortal):
    """Publishes in processes that die."""

    def __init__(self) -> None:
        super().__init__("tests.register.killable_publish")

    def publish(self, site: Site, seconds: float = 0, point: str = "-", what: str = "publish") -> int:
        return self.work(site.folder, what, seconds, point)


@pytest.fixture(scope="module")
def killable() -> Iterator[Killable]:
    made = Killable()
    yield made
    made.close()


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("first", [True, False])
def test_dying_at_any_point_leaves_a_whole_release_and_the_next_run_completes(
    folder: Path, killable: Killable, point: str, first: bool
) -> None:
    site = put(folder, MAX)
    ever: set[str] = set()
    if not first:
        assert killable.publish(site) == 0
        check_all(site, {"demo": [MAX]}, ever)
        site = put(folder, MAX_AGAIN, HAVELAAR)
    after = [MAX] if first else [MAX_AGAIN, HAVELAAR]
    ended = killable.publish(site, point=point)
    assert ended == (0 if point == ("applied" if first else "loaded") else -signal.SIGKILL)
    current = Releases(site.var).current()
    assert (current is None) == (first and point not in ("applied", "switched"))
    if current is not None:
        Releases(site.var).verify(current)
        lines, _ = served(site)
        assert lines in (expected(site, {"demo": [MAX]}), expected(site, {"demo": after}))
    assert killable.publish(site) == 0
    check_all(site, {"demo": after}, ever)


@pytest.mark.parametrize("point", ["switched", *LATER])
def test_dying_while_downloads_are_made_leaves_the_earlier_ones_and_the_next_run_makes_them(
    folder: Path, killable: Killable, point: str
) -> None:
    assert killable.publish(put(folder, MAX)) == 0
    before = downloads(put(folder, MAX))
    site = put(folder, MAX_AGAIN, HAVELAAR)
    assert killable.publish(site, point=point) == -signal.SIGKILL
    current = Releases(site.var).current()
    assert current is not None
    assert current.number == 2, "what is served is the new release"
    assert served(site)[0] == expected(site, {"demo": [MAX_AGAIN, HAVELAAR]})
    if point != "moved":
        assert dumps.waits(current.path)
        assert downloads(site) == before, "and they say of which one they are"
        assert dumps.since(current.path).release == 1
    assert killable.publish(site) == 0, "nothing changed but that they are missing"
    current = Releases(site.var).current()
    assert current is not None
    assert (current.number, dumps.waits(current.path)) == (2, False)
    assert not list(current.path.glob("*.part"))
    told = gzip.decompress(downloads(site)["all.nt.gz"]).decode().splitlines()
    assert sorted(told) == sorted(f"{quad.triple} ." for quad in current.open())


def downloads(site: Site) -> dict[str, bytes]:
    current = Releases(site.var).current()
    assert current is not None
    return {one.name: b"".join(one.read(0, one.size)) for one in dumps.downloads(current.path)}


def lasting(killable: Killable, site: Site) -> float:
    """How long a publish takes here that nobody kills."""
    start = time.monotonic()
    assert killable.publish(site) == 0
    return time.monotonic() - start


def test_being_killed_at_any_moment_loses_nothing(folder: Path, killable: Killable) -> None:
    chance = random.Random(7)
    pool = [MAX, MAX_AGAIN, HAVELAAR, Book("4", "Odd"), Book("5", "Fails"), Book("6", "Max", "Eeden")]
    ever: set[str] = set()
    good: list[list[Book]] = [[MAX]]
    site = put(folder, MAX)
    whole = lasting(killable, site)
    for _ in range(14):
        books = chance.sample(pool, chance.randint(1, 5))
        site = put(folder, *books)
        if killable.publish(site, seconds=chance.uniform(0.001, whole)) == 0:
            good = [books]
        else:
            good.append(books)
        current = Releases(site.var).current()
        assert current is not None
        Releases(site.var).verify(current)
        lines, _ = served(site)
        assert any(lines == expected(site, {"demo": some}) for some in good)
    assert killable.publish(site) == 0
    check_all(site, {"demo": books}, ever)


def sound(site: Site) -> None:
    """The register is whole, and so is what is served."""
    with closing(sqlite3.connect(site.var / "register.sqlite")) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("PRAGMA foreign_key_check").fetchone() is None
    current = Releases(site.var).current()
    assert current is not None
    Releases(site.var).verify(current)


@pytest.mark.parametrize("point", ["withdrawn", "committed", "switched"])
def test_a_roll_back_may_die_at_any_point(folder: Path, killable: Killable, point: str) -> None:
    ever: set[str] = set()
    for books in ([MAX], [MAX_AGAIN, HAVELAAR]):
        site = put(folder, *books)
        assert killable.publish(site) == 0
        check_all(site, {"demo": books}, ever)
    assert killable.publish(site, point=point, what="rollback") == -signal.SIGKILL
    sound(site)
    lines, _ = served(site)
    assert lines in (expected(site, {"demo": [MAX]}), expected(site, {"demo": [MAX_AGAIN, HAVELAAR]}))
    assert killable.publish(put(folder, HAVELAAR)) == 0  # the same records again would change nothing
    check_all(site, {"demo": [HAVELAAR]}, ever)


def test_publishing_and_going_back_may_be_killed_at_any_moment(folder: Path, killable: Killable) -> None:
    chance = random.Random(23)
    ever: set[str] = set()
    states = [[MAX], [MAX_AGAIN, HAVELAAR], [HAVELAAR]]
    site = put(folder, *states[0])
    whole = lasting(killable, site)
    ends: list[int] = []
    while len(ends) < 20 or ends.count(-signal.SIGKILL) < 6:
        assert len(ends) < 200, "nobody dies"
        site = put(folder, *states[len(ends) % 3])
        what = "rollback" if len(ends) % 2 else "publish"
        ends.append(killable.publish(site, seconds=chance.uniform(0.001, whole), what=what))
        if len(ends) % 20 == 0 and -signal.SIGKILL not in ends[-20:]:
            whole /= 2  # the machine was busier when it was measured
        sound(site)
        lines, _ = served(site)
        assert any(lines == expected(site, {"demo": books}) for books in states)
    last = [MAX_AGAIN, Book("7", "Last")]  # what was published and gone back from would change nothing
    assert killable.publish(put(folder, *last)) == 0
    check_all(site, {"demo": last}, ever)


@pytest.mark.parametrize("room", [100, 4_000, 40_000, 80_000, 150_000])
def test_a_full_disk_stops_a_publish_and_not_the_site(folder: Path, killable: Killable, room: int) -> None:
    ever: set[str] = set()
    site = put(folder, MAX)
    assert killable.publish(site) == 0
    check_all(site, {"demo": [MAX]}, ever)
    site = put(folder, MAX_AGAIN, HAVELAAR, *(Book(str(n), "x" * 900 + str(n)) for n in range(100, 140)))
    assert killable.publish(site, point=f"full-{room}") == 1, "an error that is told"
    sound(site)
    assert served(site)[0] == expected(site, {"demo": [MAX]}), "what was served is served"
    site = put(folder, MAX_AGAIN, HAVELAAR)
    assert killable.publish(site) == 0
    check_all(site, {"demo": [MAX_AGAIN, HAVELAAR]}, ever)
