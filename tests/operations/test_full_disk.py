"""A disk without room: each command says which, what is served stays, and all goes on once there is room."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from lod import package_data
from lod.cli import main
from lod.errors import LodError
from lod.operations import backup, fetch, restore, send
from lod.publish import export, harvest, publish, rollback
from lod.search.index import build, update
from lod.search.index_entries import Entry
from lod.site import Site
from lod.store.releases import Releases
from tests.register.small_site import Book, Maker, fill, make_site
from tests.sources.harvest.oai_server import Held, Server, marc, serving
from tests.sources.harvest.test_files import Server as Files
from webapp.documents.register_lookups import RegisterLookups
from webapp.serve import has_room

MAX = Book("1", "Max", "Multatuli", ("Java",))
MANY = [Book(str(n), f"{n}{'x' * 900}") for n in range(100, 300)]


class Disk:
    """A small disk, which can be filled up to so many bytes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._filling = folder / "filling"

    def leave(self, room: int) -> None:
        """Fill it, but for so many bytes."""
        self.clear()
        with self._filling.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, shutil.disk_usage(self.folder).free - room)

    def clear(self) -> None:
        """Make room."""
        self._filling.unlink(missing_ok=True)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    folder = tmp_path / "disk"
    folder.mkdir()
    try:
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(folder)], check=True, capture_output=True
        )
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("a small disk to fill is mounted, which only root may do, and only on Linux")
    yield Disk(folder)
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def site(disk: Disk) -> Site:
    made = fill(make_site(disk.folder / "site"), {"demo": [MAX]})
    publish(made, make=Maker())
    return made


def number(site: Site) -> int:
    current = Releases(site.var).current()
    assert current is not None
    return current.number


@pytest.mark.parametrize("room", [0, 40_000, 150_000, 300_000, 500_000])
@pytest.mark.parametrize("full", [True, False], ids=["full", "quick"])
def test_a_publish_names_the_disk_and_goes_on_when_there_is_room(
    disk: Disk, site: Site, room: int, full: bool
) -> None:
    made = fill(site.folder, {"demo": [MAX, *MANY]})
    disk.leave(room)
    with pytest.raises(LodError) as told:
        publish(made, full, make=Maker())
    assert str(site.var) in str(told.value)
    assert number(site) == 1
    disk.clear()
    publish(made, make=Maker())
    assert number(site) > 1


def test_going_back_names_the_disk_and_changes_nothing(disk: Disk, site: Site) -> None:
    made = fill(site.folder, {"demo": [MAX, *MANY]})
    publish(made, make=Maker())
    before = number(site)
    disk.leave(0)
    with pytest.raises(LodError, match=str(site.var)):
        rollback(made)
    assert number(site) == before
    disk.clear()
    rollback(made)
    assert number(site) == 1


@pytest.mark.parametrize("room", [20_000, 80_000, 120_000])
def test_a_harvest_names_the_disk_and_stops_no_other(disk: Disk, site: Site, room: int) -> None:
    server = Server()
    with serving(server):
        file = site.folder / "collections/demo/collection.toml"
        file.write_text(file.read_text().replace('format = "marc21"', f'oai = "{server.url}"'))
        settings = site.folder / "site.toml"
        settings.write_text(settings.read_text() + "[harvest]\npause_seconds = 0\n")
        loaded = Site.load(site.folder)
        for n in range(200):
            server.held[f"oai:{n}"] = Held(marc(str(n), os.urandom(500).hex()))
        disk.leave(room)
        (outcome,) = harvest(loaded)
        assert str(site.var / "harvest") in outcome.fault
        disk.clear()
        (outcome,) = harvest(loaded)
        assert not outcome.fault


def test_a_file_that_has_no_room_is_asked_for_once(disk: Disk, site: Site) -> None:
    server = Files(body=os.urandom(400_000))
    with serving(server):
        file = site.folder / "collections/demo/collection.toml"
        file.write_text(file.read_text().replace("records/*.mrc", server.url))
        loaded = Site.load(site.folder)
        disk.leave(60_000)
        (outcome,) = harvest(loaded)
    assert "No space left on device" in outcome.fault
    assert str(site.var / "harvest") in outcome.fault
    assert len(server.asked) == 1


def test_a_backup_onto_another_disk_needs_no_room_on_that_of_the_site(
    disk: Disk, site: Site, tmp_path: Path
) -> None:
    disk.leave(50_000)
    assert backup(site, tmp_path / "backup.tar.zst").files
    assert restore(tmp_path / "backup.tar.zst", tmp_path / "again")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["again", "backup.tar.zst", "disk"]


@pytest.mark.parametrize("room", [0, 8_000])
def test_a_backup_and_what_is_made_of_it_name_the_disk(
    disk: Disk, site: Site, room: int, tmp_path: Path
) -> None:
    file = disk.folder / "backup.tar.zst"
    disk.leave(room)
    with pytest.raises(LodError, match=rf"{disk.folder}.*: No space left|{disk.folder}.*is full"):
        backup(site, file)
    assert not file.exists()
    disk.clear()
    backup(site, tmp_path / "backup.tar.zst")
    disk.leave(room)
    with pytest.raises(LodError, match=rf"{disk.folder}.*(No space left|is full)"):
        restore(tmp_path / "backup.tar.zst", disk.folder / "again")
    disk.clear()
    assert restore(tmp_path / "backup.tar.zst", disk.folder / "again")


@pytest.mark.parametrize("room", [0, 60_000])
def test_a_depot_and_a_replica_name_the_disk(disk: Disk, site: Site, room: int, tmp_path: Path) -> None:
    disk.leave(room)
    with pytest.raises(LodError, match=str(disk.folder)):
        send(site, str(disk.folder / "depot"))
    disk.clear()
    send(site, str(tmp_path / "depot"))
    replica = Site.load(make_site(disk.folder / "replica"))
    disk.leave(room)
    with pytest.raises(LodError, match=str(replica.var)):
        fetch(replica, str(tmp_path / "depot"))
    assert Releases(replica.var).current() is None
    disk.clear()
    fetch(replica, str(tmp_path / "depot"))
    assert number(replica) == 1


@pytest.mark.parametrize("room", [0, 20_000])
def test_an_index_names_the_disk(disk: Disk, room: int) -> None:
    def entries() -> list[Entry]:
        return [Entry(f"e:{n}", "object", {"nl": os.urandom(100).hex()}) for n in range(300)]

    build(disk.folder / "first", entries())
    disk.leave(room)
    for made in (
        lambda: build(disk.folder / "second", entries()),
        lambda: update(disk.folder / "third", disk.folder / "first", entries(), ()),
    ):
        with pytest.raises(OSError, match=r"No space left on device|Input/output error"):
            made()


@pytest.mark.parametrize("way", ["-o", "--out-dir"])
def test_what_is_mapped_onto_a_full_disk_is_whole_or_not_there(disk: Disk, tmp_path: Path, way: str) -> None:
    source = package_data.folder("data") / "demo/collections/leeszaal/catalogus.xml"
    to = disk.folder / ("mapped.nt" if way == "-o" else "mapped")
    disk.leave(100_000)
    ended = CliRunner().invoke(main, ["map", str(source), way, str(to)])
    assert ended.exit_code == 2
    assert f"{disk.folder}/mapped" in ended.output
    assert "cannot be written: No space left on device" in ended.output
    assert not [*disk.folder.rglob("*.nt*")]


def test_a_new_site_names_the_disk(disk: Disk) -> None:
    disk.leave(0)
    ended = CliRunner().invoke(main, ["init", str(disk.folder / "new")])
    assert ended.exit_code == 2
    assert f"{disk.folder}/new: cannot be written: " in ended.output


def test_an_export_names_the_disk(disk: Disk, site: Site) -> None:
    target = disk.folder / "export"
    disk.leave(0)
    with pytest.raises(LodError, match=str(target)):
        export(site, target)
    disk.clear()
    assert export(site, target)


def test_a_register_that_could_not_be_opened_is_read_once_there_is_room(
    disk: Disk, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webapp.documents.register_lookups.PATIENCE", 0.0)
    remembered = RegisterLookups(site)
    disk.leave(0)
    assert remembered.register() is None
    disk.clear()
    assert remembered.register() is not None


def test_a_process_counts_for_itself_where_there_is_no_room_to_count_together(disk: Disk) -> None:
    disk.leave(100_000)
    assert not has_room(disk.folder)
    assert [one.name for one in disk.folder.iterdir()] == ["filling"]
    disk.clear()
    assert has_room(disk.folder)


COUNTS = """
import os, shutil, sys
from pathlib import Path
from lod import environment
from webapp.serve import has_room
folder = Path(sys.argv[1])
assert has_room(folder)
environment.count_in(folder)
with (folder / "filling").open("wb") as file:
    os.posix_fallocate(file.fileno(), 0, shutil.disk_usage(folder).free)
from webapp.http.metrics import Metrics
metrics = Metrics(folder)
for route in range(100):
    for status in range(200, 210):
        metrics.answered(str(route), "GET", str(status), 0.1)
print(metrics.text(None).count(b'lod_requests_total{'))
"""


def test_counting_ends_no_process_when_the_disk_fills_up(disk: Disk) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", COUNTS, str(disk.folder)], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, f"the kernel ends who writes into a hole: {ended}"
    assert ended.stdout == "1000\n"
