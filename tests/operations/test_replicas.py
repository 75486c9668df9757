"""A replica has a release whole, or goes on with what it had; and all switch together."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from itertools import cycle
from pathlib import Path

import pytest
from click.testing import CliRunner

from lod.cli import main
from lod.dataset import dumps
from lod.errors import LodError, ReleaseError
from lod.operations import fetch, replicas, send
from lod.operations.depot import Depot
from lod.publish import publish, renew
from lod.register.register import Register
from lod.site import Site
from lod.store.releases import Releases
from tests.register.small_site import Book, Maker, fill, make_site

MAX, HAVELAAR = Book("1", "Max", "Multatuli", ("Java",)), Book("3", "Havelaar", "Eeden")


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = fill(make_site(tmp_path / "site"), {"demo": [MAX, HAVELAAR]})
    publish(made, make=Maker())
    return made


@pytest.fixture
def replica(tmp_path: Path) -> Site:
    return Site.load(make_site(tmp_path / "replica"))


@pytest.fixture(params=["folder", "memory"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A depot in a folder, and one in what behaves as object storage does."""
    return str(tmp_path / "depot") if request.param == "folder" else f"memory://{tmp_path.name}"


def statements(site: Site) -> set[str]:
    current = Releases(site.var).current()
    assert current is not None
    return {str(quad) for quad in current.open()}


def published(site: Site, *books: Book) -> None:
    publish(fill(site.folder, {"demo": list(books)}), make=Maker())


def test_a_replica_serves_what_the_site_serves_from_publish_to_publish(
    site: Site, replica: Site, url: str
) -> None:
    send(site, url)
    first = fetch(replica, url)
    assert first.bytes > 0
    assert statements(replica) == statements(site)
    assert send(site, url).bytes == 0, "only what is new is sent"
    assert fetch(replica, url).bytes == 0, "and fetched"
    for books in ([MAX], [HAVELAAR], [MAX, HAVELAAR], [MAX]):
        published(site, *books)
        send(site, url)
        fetch(replica, url)
        assert statements(replica) == statements(site)
        Releases(replica.var).verify(Releases(replica.var).all()[-1])
    registers = [Register.read_only(one.var / "register.sqlite") for one in (site, replica)]
    with registers[0] as ours, registers[1] as theirs:
        assert list(ours.publications(100)) == list(theirs.publications(100))
        assert ours.thing("instance", "demo-3") == theirs.thing("instance", "demo-3")
    assert len(Releases(replica.var).all()) <= replicas.KEPT
    fetch(Site.load(replica.folder), url)  # the depot was cleaned, and what is needed is there


def test_downloads_that_are_made_later_come_to_a_replica_that_has_the_release(
    site: Site, replica: Site, url: str
) -> None:
    changed = fill(site.folder, {"demo": [MAX]})
    publish(changed, make=Maker(), downloads=False)
    (site.var / "releases/000002/dumps-anew.part").mkdir()
    (site.var / "releases/000002/dumps-anew.part/half").write_text("being made")
    send(site, url)
    fetch(replica, url)
    theirs = Releases(replica.var).all()[-1].path
    assert dumps.waits(theirs)
    assert not list(theirs.glob("*.part")), "what is being made is nobody's yet"
    renew(changed)
    send(site, url)
    fetch(replica, url)
    assert not dumps.waits(theirs)
    ours = Releases(site.var).all()[-1].path
    assert [(one.name, [*one.read(0, one.size)]) for one in dumps.downloads(theirs)] == [
        (one.name, [*one.read(0, one.size)]) for one in dumps.downloads(ours)
    ]


def test_files_that_stay_are_shared_with_the_release_before(site: Site, replica: Site, url: str) -> None:
    send(site, url)
    first = fetch(replica, url)
    published(site, MAX, HAVELAAR, Book("9", "Woutertje", "Multatuli"))
    send(site, url)
    second = fetch(replica, url)
    assert second.bytes < first.bytes + 200_000
    links = [
        path.stat().st_nlink for path in Releases(replica.var).all()[-1].path.rglob("*") if path.is_file()
    ]
    assert max(links) > 1


def test_replicas_switch_together_when_the_publisher_says(site: Site, tmp_path: Path, url: str) -> None:
    several = [Site.load(make_site(tmp_path / f"replica{number}")) for number in range(2)]
    send(site, url)
    for one in several:
        fetch(one, url)
    published(site, MAX)
    told = send(site, url, wait=30).at
    waited: list[float] = []
    before = statements(several[0])

    def sleep(seconds: float) -> None:
        waited.append(time.time() + seconds)
        for one in several[len(waited) - 1 :]:
            assert statements(one) == before, "all is there, and nobody sees it yet"

    for one in several:
        fetch(one, url, sleep)
        assert statements(one) == statements(site)
    assert waited == pytest.approx([told, told], abs=5)


@pytest.mark.parametrize("spoil", ["cut", "other", "missing"])
def test_what_is_not_as_it_was_put_there_is_never_served(
    site: Site, replica: Site, tmp_path: Path, spoil: str
) -> None:
    depot = tmp_path / "depot"
    send(site, str(depot))
    fetch(replica, str(depot))
    before = statements(replica)
    known = set(depot.rglob("objects/*/*"))
    published(site, MAX)
    send(site, str(depot))
    victim = max(set(depot.rglob("objects/*/*")) - known, key=lambda path: path.stat().st_size)
    content = victim.read_bytes()
    if spoil == "missing":
        victim.unlink()
    else:
        victim.write_bytes(content[:-1] + (b"" if spoil == "cut" else bytes([content[-1] ^ 1])))
    with pytest.raises(LodError, match=r"checksum differs|cannot be read"):
        fetch(replica, str(depot))
    assert statements(replica) == before
    if spoil != "other":  # what was cut off when a process died is put there again
        send(site, str(depot))
    else:
        victim.write_bytes(content)
    fetch(replica, str(depot))
    assert statements(replica) == statements(site)


@pytest.mark.parametrize("name", ["../../out", "/etc/x", "store/../../x", "a\\b", ""])
def test_no_name_leads_out_of_a_release(site: Site, replica: Site, tmp_path: Path, name: str) -> None:
    depot = tmp_path / "depot"
    send(site, str(depot))
    latest, listed = Depot(str(depot)).latest()
    files = {**listed.files, name: next(iter(listed.files.values()))}
    Depot(str(depot)).announce(type(listed)(listed.number, listed.base, files, listed.register), latest.at)
    with pytest.raises(LodError, match="expected one inside the release"):
        fetch(replica, str(depot))
    assert Releases(replica.var).current() is None


def killed(work: object, after: float) -> int:
    """Do something in a process that is killed after so many seconds; how it ended."""
    child = os.fork()
    if not child:
        threading.Timer(after, os.kill, (os.getpid(), signal.SIGKILL)).start()
        try:
            work()  # type: ignore[operator]
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_being_killed_at_any_moment_breaks_nothing(site: Site, replica: Site, tmp_path: Path) -> None:
    chance = random.Random(11)
    depot = str(tmp_path / "depot")
    start = time.monotonic()
    send(site, depot)
    fetch(replica, depot)
    whole = (time.monotonic() - start) / 2
    seen, died = [statements(replica)], 0
    for number, books in enumerate(cycle(([MAX], [HAVELAAR], [MAX, HAVELAAR]))):
        if number >= 6 and died > 3:
            break
        assert number < 60, "nobody dies"
        published(site, *books)
        seen.append(statements(site))
        for _ in range(3):
            died += killed(lambda: send(site, depot), chance.uniform(0.001, whole)) == -signal.SIGKILL
            died += killed(lambda: fetch(replica, depot), chance.uniform(0.001, whole)) == -signal.SIGKILL
            current = Releases(replica.var).current()
            assert current is not None
            Releases(replica.var).verify(current)
            assert statements(replica) in seen
    send(site, depot)
    fetch(replica, depot)
    assert statements(replica) == statements(site)


def test_a_list_that_was_begun_when_its_process_was_killed_is_cleared_away(
    site: Site, tmp_path: Path
) -> None:
    depot = tmp_path / "depot"
    send(site, str(depot))
    left = depot / "releases" / "000009.json.part"
    left.write_bytes(b"")
    send(site, str(depot))
    assert not left.exists()
    assert (depot / "releases" / "000001.json").is_file()


def test_mistakes_are_told(site: Site, replica: Site, tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="nothing was published"):
        send(replica, str(tmp_path / "depot"))
    with pytest.raises(LodError, match="no release to be read there"):
        fetch(replica, str(tmp_path / "nowhere"))
    with pytest.raises(LodError, match="no place that fsspec can reach"):
        send(site, "nosuchscheme://x")
    send(site, str(tmp_path / "depot"), wait=10 * 86_400)
    with pytest.raises(LodError, match="is a clock wrong"):
        fetch(replica, str(tmp_path / "depot"))


def test_the_command_sends_and_fetches(site: Site, replica: Site, tmp_path: Path) -> None:
    depot = str(tmp_path / "depot")
    for arguments in ([str(site.folder), "--to", depot], [str(replica.folder), "--from", depot]):
        told = CliRunner().invoke(main, ["replicate", *arguments])
        assert told.exit_code == 0, told.output
        assert "release 1:" in told.output
    assert statements(replica) == statements(site)
    assert CliRunner().invoke(main, ["replicate", str(site.folder)]).exit_code == 2


@pytest.mark.parametrize("words", [[], ["--to", ""], ["--from", ""], ["--to", "a", "--from", "b"]])
def test_a_depot_that_is_not_named_is_neither_sent_to_nor_fetched_from(site: Site, words: list[str]) -> None:
    told = CliRunner().invoke(main, ["replicate", str(site.folder), *words])
    assert told.exit_code == 2
    assert "give one of --to and --from" in told.stderr
