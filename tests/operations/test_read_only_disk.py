"""A site on a disk that can only be read from: it is served whole, and publishing says why it cannot."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from lod.cli import main
from lod.operations import backup, examine, restore
from lod.site import Site
from lod.store.sandbox.limits import Limits
from lod.store.sandbox.service import Sandbox
from tests.webapp.published_site import make
from webapp.app import create_app
from webapp.sparql_service import endpoint_of, prefixes_of


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site, mounted so that not even root can write to it."""
    folder = tmp_path_factory.mktemp("published")
    with closing(sqlite3.connect(make(folder).var / "noted.sqlite")) as noted:
        noted.execute("PRAGMA journal_mode = WAL")
        noted.execute("CREATE TABLE t (n)")
    if os.geteuid():
        subprocess.run(["chmod", "-R", "a-w", str(folder)], check=True)
        yield Site.load(folder)
        subprocess.run(["chmod", "-R", "u+w", str(folder)], check=True)
        return
    try:
        subprocess.run(["mount", "--bind", str(folder), str(folder)], check=True, capture_output=True)
        subprocess.run(["mount", "-o", "remount,bind,ro", str(folder)], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        subprocess.run(["umount", str(folder)], check=False, capture_output=True)
        pytest.skip("root may write to any folder here, and may not mount one read-only")
    yield Site.load(folder)
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture(scope="module")
def client(site: Site) -> Iterator[FlaskClient]:
    """The application that serves it."""
    with Sandbox(
        site.var, Limits(seconds=20), base=endpoint_of(site), prefixes=prefixes_of(site), brisk=1
    ) as sandbox:
        yield create_app(site, sandbox.folder).test_client()


@pytest.mark.parametrize(
    "path", ["/", "/search?q=de", "/suggest?q=de", "/status", "/usage", "/oai?verb=Identify", "/about"]
)
def test_it_is_served(client: FlaskClient, path: str) -> None:
    found = client.get(path)
    assert found.status_code == 200, found.text


def test_long_answers_have_another_place(client: FlaskClient) -> None:
    query = "SELECT * { ?s ?p ?o } LIMIT 5000"
    for _ in range(2):
        found = client.get(f"/sparql?query={quote(query)}", headers={"Accept": "text/csv"})
        assert found.status_code == 200, found.text
        assert len(found.data) > 1 << 16


def test_what_cannot_be_kept_is_told_without_naming_a_file(client: FlaskClient, site: Site) -> None:
    found = client.post("/q", data={"query": "ASK {}"}, headers={"Accept": "application/json"})
    assert found.status_code == 503
    assert "korte links" in found.text
    assert str(site.var) not in found.text


def test_publishing_says_why_it_cannot(site: Site) -> None:
    found = CliRunner().invoke(main, ["publish", str(site.folder)])
    assert found.exit_code == 2
    assert "cannot be written" in found.output
    assert any("cannot be written to" in one.text for one in examine(site, asking=False))


def test_it_is_backed_up(site: Site, tmp_path: Path) -> None:
    """A disk that fails is made read-only by the kernel: then a backup is wanted most."""
    assert backup(site, tmp_path / "backup.tar.zst").files
    assert restore(tmp_path / "backup.tar.zst", tmp_path / "again")
    assert (tmp_path / "again/var/noted.sqlite").is_file()
