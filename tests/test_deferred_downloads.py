"""The command line says when downloads are those of an earlier release, and makes them when asked."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lod.cli import main
from lod.register.ingest import mappings
from lod.site import Site
from tests.register.small_site import Book, Maker, fill, make_site


@pytest.fixture(autouse=True)
def small_mapping(monkeypatch: pytest.MonkeyPatch) -> None:
    """Publish by the small mapping of tests."""
    monkeypatch.setattr("lod.publish.pipeline.Mappings", Maker)
    assert mappings.Mappings is not Maker


def run(*words: str) -> Result:
    done = CliRunner().invoke(main, list(words))
    assert done.exit_code == 0, done.output
    return done


def test_downloads_are_left_until_they_are_asked_for(tmp_path: Path) -> None:
    site = fill(make_site(tmp_path / "site"), {"demo": [Book("1", "Max")]})
    folder = str(site.folder)
    assert "anew: nothing to build on" in run("publish", folder).stderr
    assert "downloads" not in run("status", folder).stdout
    change(site, "Java")
    left = run("publish", folder, "--no-downloads")
    assert "release 2 is served now" in left.stderr
    assert "downloads were made anew" not in left.stderr
    assert "its downloads are those of release 1" in run("status", folder).stdout
    assert "note: the downloads are as of" in run("export", folder, "--out-dir", str(tmp_path / "out")).stderr
    asked = run("publish", folder)
    assert "release 2 is still served, for nothing changed" in asked.stderr
    assert "downloads were made anew" in asked.stderr
    assert "downloads" not in run("status", folder).stdout
    assert "note" not in run("export", folder, "--out-dir", str(tmp_path / "out")).stderr
    change(site, "Zee")
    assert "downloads were made anew" in run("publish", folder).stderr, "by itself"


def change(site: Site, title: str) -> None:
    fill(site.folder, {"demo": [Book("1", title)]})
