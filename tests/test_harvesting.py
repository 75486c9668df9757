"""Publishing what is harvested: without the network, and without losing anything when a harvest fails."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from lod.cli import main
from lod.errors import Locked, SiteError
from lod.publish import check, harvest, harvest_or_go_on, publish
from lod.register.lock import locked
from lod.register.register import Register
from lod.site import Site
from lod.sources import Chunk
from lod.sources.formats import by_name
from lod.sources.harvest import lock_folder
from lod.sources.streams import Blocks
from tests.register.small_site import Maker, make_site
from tests.sources.harvest.oai_server import DC, MARC, Held, Server, marc, serving
from tests.sources.samples import SAMPLES


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server({f"oai:x:{n}": Held(marc(str(n), f"Title{n}")) for n in range(5)})
    with serving(made):
        yield made


@pytest.fixture
def folder(tmp_path: Path, server: Server) -> Path:
    """A site whose only collection is harvested."""
    made = make_site(tmp_path / "site")
    settings = made / "site.toml"
    settings.write_text(settings.read_text() + "[harvest]\npause_seconds = 0\nattempts = 1\n")
    use(made, server.url)
    return made


def use(folder: Path, url: str, prefix: str = "") -> None:
    """Harvest from this address from now on."""
    file = folder / "collections/demo/collection.toml"
    lines = [
        line for line in file.read_text().splitlines() if not line.startswith(("sources", "format", "oai"))
    ]
    found = f'{{ url = "{url}", prefix = "{prefix}" }}' if prefix else f'"{url}"'
    file.write_text("\n".join([*lines, f"oai = {found}"]) + "\n")


def go(folder: Path) -> tuple[list[str], int]:
    """Harvest and publish; the faults, and how many records live."""
    site = Site.load(folder)
    faults = [one.fault for one in harvest_or_go_on(site) if one.fault]
    publish(site, make=Maker())
    with Register.read_only(site.var / "register.sqlite") as register:
        (live,) = register.db.execute(
            "SELECT count(*) FROM record JOIN collection ON collection.id = collection"
            " WHERE live AND collection.key = 'demo'"
        ).fetchone()
    return faults, live


def test_what_is_harvested_is_published_and_followed(folder: Path, server: Server) -> None:
    assert go(folder) == ([], 5)
    server.held["oai:x:1"] = Held("", "2024-07-01T00:00:00Z", deleted=True)
    server.held["oai:x:9"] = Held(marc("9", "Nine"), "2024-07-01T00:00:00Z")
    server.held["oai:x:2"] = Held(marc("2", "Two"), "2024-07-01T00:00:00Z")
    site = Site.load(folder)
    assert [one.fault for one in harvest(site)] == [""]
    tally = publish(site, make=Maker()).tallies["demo"]
    assert (tally.new, tally.changed, tally.unchanged, tally.deleted) == (1, 1, 3, 1)


def test_a_publish_asks_nobody(folder: Path, server: Server) -> None:
    go(folder)
    server.asked.clear()
    assert not publish(Site.load(folder), make=Maker()).changed
    publish(Site.load(folder), full=True, make=Maker())
    assert server.asked == []


def test_a_source_that_fails_takes_nothing_away(folder: Path, server: Server) -> None:
    go(folder)
    server.mischief = [lambda asking: asking.give(b"", 503)] * 9
    faults, live = go(folder)
    assert "503" in faults[0]
    assert live == 5


@pytest.mark.parametrize("full", [False, True])
def test_a_harvest_that_got_lost_takes_nothing_away(folder: Path, server: Server, full: bool) -> None:
    go(folder)
    site = Site.load(folder)
    shutil.rmtree(lock_folder(site.var))
    report = publish(site, full=full, make=Maker())
    assert report.tallies["demo"].unchanged == 5
    assert report.tallies["demo"].deleted == 0
    assert go(folder) == ([], 5)


@pytest.mark.parametrize("full", [False, True])
def test_a_harvest_in_no_known_format_stops_no_other_and_takes_nothing_away(
    folder: Path, server: Server, full: bool
) -> None:
    other = folder / "collections" / "other"
    shutil.copytree(folder / "collections" / "demo", other)
    go(folder)
    server.prefixes = {"odd": "urn:x", **server.prefixes}
    use(folder, server.url, "odd")
    server.held = {f"oai:x:{n}": Held("<datensatz><feld/></datensatz>", "2024-07-01") for n in range(5)}
    shutil.rmtree(lock_folder(Site.load(folder).var) / "demo")
    site = Site.load(folder)
    assert "it is MAB2" in next(iter(harvest(site, ["demo"]))).fault
    report = publish(site, full=full, make=Maker())
    (told,) = report.unread
    assert told.startswith(f"collections/demo: {server.url}: it is MAB2")
    assert told.endswith("; what it had before stays, and the other files are published")
    with Register.read_only(site.var / "register.sqlite") as register:
        rows = register.db.execute(
            "SELECT collection.key, count(*) FROM record JOIN collection ON collection.id = collection"
            " WHERE live AND collection.key <> '' GROUP BY collection.key"
        ).fetchall()
    assert dict(rows) == {"demo": 5, "other": 5}


def test_another_address_that_fails_at_first_takes_nothing_away(folder: Path, server: Server) -> None:
    go(folder)
    use(folder, "http://127.0.0.1:9/oai")
    shutil.rmtree(lock_folder(Site.load(folder).var))
    faults, live = go(folder)
    assert "tried 1 times" in faults[0]
    assert live == 5


def test_a_collection_that_was_never_harvested_is_empty_and_told(folder: Path, server: Server) -> None:
    server.mischief = [lambda asking: asking.give(b"<html/>")] * 9
    found = [one.text for one in check(Site.load(folder))]
    assert any("was not harvested yet" in text for text in found)
    faults, live = go(folder)
    assert faults
    assert live == 0


def test_two_harvests_at_once_are_one_and_a_publish_goes_on(folder: Path) -> None:
    site = Site.load(folder)
    with locked(lock_folder(site.var), "harvested"):
        with pytest.raises(Locked, match="being harvested by process"):
            list(harvest(site))
        assert "being harvested" in next(harvest_or_go_on(site)).fault


def test_only_the_collections_named_are_harvested(folder: Path, server: Server) -> None:
    site = Site.load(folder)
    assert [one.collection for one in harvest(site, ["demo"])] == ["demo"]
    with pytest.raises(SiteError, match="no collection 'dmo' that is harvested; there are demo"):
        list(harvest(site, ["dmo"]))


def test_a_file_by_its_address_is_published(folder: Path, server: Server) -> None:
    records = "".join(marc(str(n), f"Title{n}") for n in range(3))
    server.answer = lambda query: f"<collection>{records}</collection>"  # type: ignore[method-assign]
    file = folder / "collections/demo/collection.toml"
    file.write_text(file.read_text().replace("oai = ", "sources = [").rstrip() + "]\n")
    assert go(folder) == ([], 3)
    server.mischief = [lambda asking: asking.give(b"", 404)]
    assert go(folder)[1] == 3


def test_the_commands_say_what_came_and_what_failed(folder: Path, server: Server) -> None:
    done = CliRunner().invoke(main, ["harvest", str(folder)])
    assert done.exit_code == 0, done.output
    assert "5 records" in done.stderr
    server.mischief = [lambda asking: asking.give(b"", 404)] * 9
    done = CliRunner().invoke(main, ["harvest", str(folder), "demo", "--full"])
    assert done.exit_code == 1
    assert "not harvested: http://127.0.0.1" in done.stderr
    assert "404" in done.stderr


def test_publish_harvests_first_unless_told_not_to(folder: Path, server: Server) -> None:
    done = CliRunner().invoke(main, ["publish", str(folder), "--no-harvest"])
    assert done.exit_code == 0, done.output
    assert server.asked == []
    done = CliRunner().invoke(main, ["publish", str(folder)])
    assert done.exit_code == 0, done.output
    assert len(server.lists()) == 2
    server.mischief = [lambda asking: asking.give(b"", 404)] * 9
    done = CliRunner().invoke(main, ["publish", str(folder)])
    assert done.exit_code == 1, done.output
    assert "is still served, for nothing changed" in done.stderr


NAMESPACES = {
    "marcxml": MARC,
    "picaxml": "info:srw/schema/5/picaXML-v1.0",
    "lido": "http://www.lido-schema.org",
    "ead": "urn:isbn:1-931666-22-9",
    "eac": "urn:isbn:1-931666-33-4",
    "a2a": "http://Mindbus.nl/A2A",
    "mods": "http://www.loc.gov/mods/v3",
    "edm": "http://www.europeana.eu/schemas/edm/",
    "dc": DC,
    "adlib": "",  # has none: a collection names the prefix
}
"""Formats that are harvested, and by what a server tells that it has them."""


def bodies(format: str) -> list[str]:
    """Two records of a format, as a server of OAI-PMH gives them."""
    source = SAMPLES[format]
    if format == "ead":
        return [source.decode(), source.decode().replace("<eadid>a<", "<eadid>b<")]
    chunks = [
        each for each in by_name(format).split(Blocks(iter([source])), format) if isinstance(each, Chunk)
    ]
    return [each.raw.decode() for each in chunks]


@pytest.mark.parametrize("format", NAMESPACES)
def test_a_record_that_a_server_deleted_disappears_whatever_its_format_calls_it(
    folder: Path, server: Server, format: str
) -> None:
    server.prefixes = {"rich": NAMESPACES[format]}
    if not NAMESPACES[format]:
        use(folder, server.url, "rich")
    server.held = {f"oai:x:{at}": Held(body) for at, body in enumerate(bodies(format))}
    faults, live = go(folder)
    assert (faults, live) == ([], 4 if format == "ead" else 2)
    server.held["oai:x:0"] = Held("", "2024-07-01T00:00:00Z", deleted=True)
    assert go(folder) == ([], live // 2)
    assert server.lists()[-1]["from"]
    server.held["oai:x:0"] = Held(bodies(format)[0], "2024-08-01T00:00:00Z")
    assert go(folder) == ([], live)
