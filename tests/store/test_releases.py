"""Releases: built apart, switched to in one step, never changed after that, whoever dies when."""

import random
import resource
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
from pyoxigraph import NamedNode

from lod.errors import ReleaseError
from lod.store.current_release import Follower, Opened
from lod.store.release import Release
from lod.store.releases import Releases

ROOT = Path(__file__).resolve().parents[2]


def line(number: int) -> str:
    return f'<https://a.example/{number}> <https://a.example/p> "{number}" .\n'


def lines(*numbers: int) -> str:
    return "".join(map(line, numbers))


def published(var: Path, *numbers: int) -> Release:
    """One more release, which says this."""
    releases = Releases(var)
    building = releases.begin(from_current=True)
    building.apply([], [line(n) for n in numbers])
    release = building.finish()
    releases.switch(release)
    return release


def said(release: Release) -> set[str]:
    """The subjects of a release, without what is the same in all."""
    return {str(q.subject.value).rpartition("/")[2] for q in release.open()}


def test_there_is_no_current_release_before_the_first(tmp_path: Path) -> None:
    assert Releases(tmp_path).current() is None
    assert Releases(tmp_path).all() == []
    with pytest.raises(ReleaseError, match="nothing is published yet"):
        Follower(tmp_path).current()


def test_a_release_is_seen_only_after_the_switch(tmp_path: Path) -> None:
    releases = Releases(tmp_path)
    building = releases.begin(from_current=False)
    building.load_ntriples([lines(1, 2).encode()])
    release = building.finish({"base": "https://a.example/", "counts": {"records": 2}, "note": "first"})
    assert releases.current() is None
    releases.switch(release)
    current = releases.current()
    assert current is not None
    assert said(current) == {"1", "2"}
    assert (tmp_path / "current").readlink() == Path("releases/000001")
    manifest = current.manifest
    assert (manifest.number, manifest.base, manifest.counts, manifest.facts) == (
        1,
        "https://a.example/",
        {"records": 2},
        {"note": "first"},
    )
    assert manifest.created.endswith("Z")


def test_files_and_chunks_are_loaded_in_bulk_wherever_they_are_cut(tmp_path: Path) -> None:
    (tmp_path / "one.nt").write_text(lines(1, 2))
    (tmp_path / "two.nt").write_text(lines(3))
    releases = Releases(tmp_path / "var")
    building = releases.begin(from_current=False)
    building.load_ntriples([tmp_path / "one.nt", tmp_path / "two.nt"])
    whole = lines(4, 5).encode()
    building.load_ntriples(whole[at : at + 7] for at in range(0, len(whole), 7))
    assert said(building.finish()) == {"1", "2", "3", "4", "5"}


def test_a_delta_leaves_the_release_it_began_from_as_it_was(tmp_path: Path) -> None:
    first = published(tmp_path, 1, 2, 3)
    releases = Releases(tmp_path)
    building = releases.begin(from_current=True)
    building.apply([line(1), line(9)], [lines(4, 5), line(2).rstrip("\n")])
    second = building.finish()
    releases.switch(second)
    assert said(first) == {"1", "2", "3"}
    assert said(second) == {"2", "3", "4", "5"}
    releases.verify(first)


def test_what_was_never_finished_is_no_release_and_its_number_is_not_used_again(tmp_path: Path) -> None:
    published(tmp_path, 1)
    releases = Releases(tmp_path)
    half = releases.begin(from_current=True)
    half.apply([], [line(2)])
    del half
    assert [r.number for r in releases.all()] == [1]
    with pytest.raises(ReleaseError, match="never completed"):
        releases.switch(Release(2, tmp_path / "releases/000002"))
    assert published(tmp_path, 3).number == 3


def test_an_abandoned_building_leaves_nothing(tmp_path: Path) -> None:
    building = Releases(tmp_path).begin(from_current=False)
    building.abandon()
    assert list((tmp_path / "releases").iterdir()) == []
    with pytest.raises(ReleaseError, match="not being built any more"):
        building.apply([], [line(1)])


def test_roll_back_is_a_switch_to_an_older_release(tmp_path: Path) -> None:
    first, second = published(tmp_path, 1), published(tmp_path, 2)
    releases = Releases(tmp_path)
    releases.switch(releases.release(1))
    assert releases.current() == first
    third = published(tmp_path, 3)
    assert third.number == 3
    assert said(third) == {"1", "3"}
    assert said(second) == {"1", "2"}
    with pytest.raises(ReleaseError, match="no release 7; complete are: 1, 2, 3"):
        releases.release(7)


def test_cleaning_keeps_the_newest_and_the_current_one(tmp_path: Path) -> None:
    for number in range(1, 6):
        published(tmp_path, number)
    releases = Releases(tmp_path)
    releases.switch(releases.release(2))
    releases.begin(from_current=False)
    assert releases.clean(keep=2) == [1, 3, 6]
    assert [r.number for r in releases.all()] == [2, 4, 5]


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda r: next(r.path.glob("store/*.sst")).unlink(), r"\.sst: cannot be read"),
        (lambda r: next(r.path.glob("store/*.sst")).write_bytes(b"x"), r"\.sst: 1 bytes, expected"),
        (
            lambda r: (r.path / "store/CURRENT").write_bytes(b"MANIFEST-999999\n"),
            r"CURRENT: not as it was written",
        ),
        (lambda r: (r.path / "manifest.json").write_bytes(b"{}"), r"manifest.json: not as it was written"),
        (lambda r: (r.path / "manifest.json").unlink(), r"manifest.json: missing"),
        (lambda r: (r.path / "complete").unlink(), r"never completed"),
    ],
)
def test_a_damaged_release_is_found_and_its_file_is_named(tmp_path: Path, spoil, told: str) -> None:  # type: ignore[no-untyped-def]
    release = published(tmp_path, 1)
    releases = Releases(tmp_path)
    releases.verify(release)
    spoil(release)
    with pytest.raises(ReleaseError, match=told):
        releases.verify(release)


def test_a_damaged_release_is_not_served_but_the_one_before_it(tmp_path: Path) -> None:
    published(tmp_path, 1)
    damaged = published(tmp_path, 2)
    (damaged.path / "store/CURRENT").write_bytes(b"nonsense")
    assert Follower(tmp_path).current().number == 1


def test_while_one_opens_a_new_release_the_others_go_on_with_the_one_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(tmp_path, 1)
    follower = Follower(tmp_path, every=0)
    assert follower.current().number == 1
    opening, opened, open_now = Event(), Event(), follower._open

    def slowly() -> Opened:
        opening.set()
        assert opened.wait(60)
        return open_now()

    monkeypatch.setattr(follower, "_open", slowly)
    published(tmp_path, 2)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(follower.current)
        assert opening.wait(60)
        assert follower.current().number == 1
        opened.set()
        assert first.result().number == 2
    assert follower.current().number == 2


def test_what_cannot_be_served_is_told_once_however_often_it_is_tried(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (published(tmp_path, 1).path / "store/CURRENT").write_bytes(b"nonsense")
    follower = Follower(tmp_path, every=0)
    for _ in range(3):
        with pytest.raises(ReleaseError):
            follower.current()
    assert len(caplog.records) == 1


def test_who_may_read_the_folder_may_read_all_of_it(tmp_path: Path) -> None:
    building = Releases(tmp_path).begin(from_current=False)
    building.apply([], [line(1)])
    own = building.path / "own"
    own.write_text("x")
    own.chmod(0o600)
    granted = building.path.stat().st_mode & 0o444
    assert own.stat().st_mode & 0o777 == 0o600
    assert all(
        p.stat().st_mode & granted == granted for p in building.finish().path.rglob("*") if p.is_file()
    )


def test_reading_a_release_leaves_it_as_it_was_written(tmp_path: Path) -> None:
    release = published(tmp_path, 1)
    assert list(release.open().quads_for_pattern(NamedNode("https://a.example/1"), None, None))
    Releases(tmp_path).verify(release)


def test_a_follower_notices_the_switch_and_lets_the_old_release_go(tmp_path: Path) -> None:
    published(tmp_path, 1)
    follower = Follower(tmp_path, every=0.05)
    old = follower.current()
    assert old.number == 1
    assert follower.current() is old
    published(tmp_path, 2)
    time.sleep(0.06)
    new = follower.current()
    assert (new.number, new.created) == (2, Releases(tmp_path).release(2).created)
    assert len(old.store) == 1, "who still holds the old one reads on"
    Releases(tmp_path).clean(keep=1)
    assert len(old.store) == 1
    assert new.path.name == "000002"


def test_a_statement_that_is_none_stops_the_release(tmp_path: Path) -> None:
    building = Releases(tmp_path).begin(from_current=False)
    with pytest.raises(ReleaseError, match="not N-Triples"):
        building.load_ntriples([b"<https://a.example/1> nonsense .\n"])
    with pytest.raises(ReleaseError, match="not N-Triples"):
        building.apply([], ["<https://a.example/1> nonsense .\n"])


PUBLISHES = f"""
import sys; sys.path.insert(0, {str(ROOT)!r})
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from lod.store.releases import Releases
releases = Releases(Path(sys.argv[1]))
number = (releases.current() or type("", (), dict(number=0))).number
while True:
    number += 1
    building = releases.begin(from_current=True)
    line = '<https://a.example/%d> <https://a.example/p> "%d" .\\n'
    building.apply([], [line % (i, number) for i in range(200)])
    if len(sys.argv) > 2:
        building.load_ntriples([(line % (i, i)).encode() for i in range(99_999)])
    releases.switch(building.finish())
    releases.clean(keep=2)
    print(number, flush=True)
"""


def test_a_publisher_killed_at_any_moment_leaves_a_whole_release_current(tmp_path: Path) -> None:
    chance = random.Random(5)
    published(tmp_path, 1)
    for _ in range(6):
        publisher = subprocess.Popen(
            [sys.executable, "-c", PUBLISHES, str(tmp_path)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert publisher.stdout
        publisher.stdout.readline()
        time.sleep(chance.random() * 0.1)
        publisher.send_signal(signal.SIGKILL)
        publisher.communicate()
        releases = Releases(tmp_path)
        current = releases.current()
        assert current is not None
        releases.verify(current)
        values = {
            q.object.value
            for q in current.open().quads_for_pattern(NamedNode("https://a.example/7"), None, None)
        }
        assert len(values) > 0
    last = releases.current()
    assert last is not None
    assert published(tmp_path, 2).number > last.number


def test_a_full_disk_stops_the_release_and_not_the_site(tmp_path: Path) -> None:
    first = published(tmp_path, 1)

    def no_room() -> None:
        # a file that may not grow fails as on a full disk
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))

    publisher = subprocess.run(
        [sys.executable, "-c", PUBLISHES, str(tmp_path), "much"],
        capture_output=True,
        text=True,
        preexec_fn=no_room,
    )
    assert publisher.returncode == 1
    assert "lod.errors.ReleaseError" in publisher.stderr.splitlines()[-1]
    assert Releases(tmp_path).current() == first
    assert published(tmp_path, 2).number > 1
