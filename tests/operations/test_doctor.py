"""The doctor sees what is wrong, and says what to do."""

from __future__ import annotations

import os
import resource
import shutil
import ssl
from collections.abc import Iterator
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest
from click.testing import CliRunner

from lod.cli import main
from lod.dataset import dumps
from lod.operations import Finding, doctor, examine
from lod.operations.doctor import NOT_FETCHED
from lod.operations.server_checks import addresses, lasting
from lod.publish import publish
from lod.register.register import Register
from lod.site import Site
from lod.store.releases import Releases
from tests.register.small_site import Book, Maker, fill, make_site
from tests.sources.harvest.oai_server import Server, serving


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_site(tmp_path_factory.mktemp("published") / "site")
    publish(fill(folder, {"demo": [Book("1", "Max", "Multatuli")]}), make=Maker())
    return folder


@pytest.fixture
def site(published: Path, tmp_path: Path) -> Site:
    return Site.load(shutil.copytree(published, tmp_path / "site", symlinks=True))


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    with serving(made):
        yield made


def found(site: Site, what: str, asking: bool = False) -> list[Finding]:
    return [one for one in examine(site, asking) if one.what == what]


def test_a_healthy_site_has_no_faults(site: Site) -> None:
    assert [one for one in examine(site, asking=False) if one.level == "wrong"] == []
    assert {one.what for one in examine(site, asking=False)} >= {
        "program", "libraries", "open files", "processors", "memory", "disk", "register", "releases",
    }  # fmt: skip


@pytest.mark.parametrize("fetched", [True, False])
def test_what_pages_were_installed_without_is_told(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fetched: bool
) -> None:
    if fetched:
        (tmp_path / "webapp/static/vendor").mkdir(parents=True)
    spec = ModuleSpec("webapp", None, origin=str(tmp_path / "webapp/__init__.py"))
    monkeypatch.setattr("importlib.util.find_spec", lambda name: spec)
    told = [found.text for found in examine(site, asking=False) if found.level == "note"]
    assert (NOT_FETCHED in told) is not fetched


def test_a_damaged_register_is_found(site: Site) -> None:
    path = site.var / "register.sqlite"
    content = bytearray(path.read_bytes())
    content[8192 * 4 : 8192 * 5] = os.urandom(8192)
    path.write_bytes(content)
    path.with_name(path.name + "-wal").unlink(missing_ok=True)
    assert any(one.level == "wrong" for one in found(site, "register"))


def test_a_publish_of_a_moment_to_come_is_told(site: Site) -> None:
    assert not [one for one in found(site, "register") if "to come" in one.text]
    with Register(site.var / "register.sqlite") as register:
        register.db.execute("UPDATE publication SET time = time + 3600")
    (one,) = (one for one in found(site, "register") if "to come" in one.text)
    assert one.level == "note"


def test_a_damaged_release_is_named(site: Site) -> None:
    current = Releases(site.var).current()
    assert current is not None
    (current.path / "counts.json").write_text("{}")
    (one,) = found(site, "releases")
    assert one.level == "wrong"
    assert "counts.json" in one.text


def test_a_full_disk_few_files_and_too_generous_limits_are_told(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda which: (256, 4096))
    monkeypatch.setattr(doctor, "_cgroup", lambda: 1 << 30)
    usage = type("Usage", (), {"free": 1 << 20})
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda path: usage)
    assert found(site, "open files")[0].level == "note"
    assert "LimitNOFILE" in found(site, "open files")[0].text
    assert "lower limits" in found(site, "memory")[0].text
    assert found(site, "disk")[0].level == "wrong"


def test_a_harvest_that_failed_and_one_that_is_damaged_are_told(site: Site, server: Server) -> None:
    file = site.folder / "collections/demo/collection.toml"
    file.write_text(file.read_text().replace('format = "marc21"', f'oai = "{server.url}"'))
    loaded = Site.load(site.folder)
    CliRunner().invoke(main, ["harvest", str(site.folder)])
    (one,) = found(loaded, "harvest")
    assert one.level == "ok"
    server.mischief = [lambda asking: asking.give(b"", 404)]
    CliRunner().invoke(main, ["harvest", str(site.folder)])
    (one,) = found(loaded, "harvest")
    assert one.level == "note"
    assert "404" in one.text
    (site.var / "harvest/demo/oai.sqlite").write_bytes(b"nonsense" * 1000)
    assert any(one.level == "wrong" for one in examine(loaded, asking=False))


def test_servers_are_asked_once_each_and_offline_not_at_all(site: Site, server: Server) -> None:
    file = site.folder / "collections/demo/collection.toml"
    text = file.read_text()
    file.write_text(f'{text}oai = "{server.url}"\nsru = {{ url = "{server.url}", query = "x" }}\n')
    loaded = Site.load(site.folder)
    assert [*addresses(loaded)] == [(server.url, {"verb": "Identify"})]
    assert [one.level for one in found(loaded, "sources", asking=True)] == ["ok"]
    assert server.asked == [{"verb": "Identify"}]
    server.mischief = [lambda asking: asking.give(b"", 500)]
    assert [one.level for one in found(loaded, "sources", asking=True)] == ["wrong"]
    assert found(loaded, "sources") == []


def test_a_damaged_download_is_found(site: Site) -> None:
    current = Releases(site.var).current()
    assert current is not None
    assert {one.level for one in found(site, "releases")} == {"ok"}
    (piece, *_), *_ = dumps.downloads(current.path)[0].pieces
    piece.write_bytes(piece.read_bytes()[::-1])
    (told,) = [one.text for one in found(site, "releases") if one.level == "wrong"]
    assert piece.name in told


@pytest.mark.parametrize(
    ("until", "level"),
    [("Jan  1 00:00:00 2031 GMT", "ok"), ("Mar 20 00:00:00 2030 GMT", "note"), ("", "note")],
)
def test_a_certificate_that_ends_soon_is_told(until: str, level: str) -> None:
    assert lasting("x.example", until, ssl.cert_time_to_seconds("Mar 10 00:00:00 2030 GMT"))[0] == level


def test_the_command_ends_with_1_when_something_is_wrong(site: Site) -> None:
    done = CliRunner().invoke(main, ["doctor", str(site.folder), "--offline"])
    assert done.exit_code == 0, done.output
    assert "ok     register: whole" in done.stdout
    current = Releases(site.var).current()
    assert current is not None
    (current.path / "counts.json").unlink()
    done = CliRunner().invoke(main, ["doctor", str(site.folder), "--offline"])
    assert done.exit_code == 1
