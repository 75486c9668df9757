"""A site changes single templates and files in its own folder, and may live below a path."""

import shutil
from pathlib import Path

import pytest
from jinja2 import StrictUndefined, UndefinedError

from lod.site import Site
from tests.webapp.sample_release import FIXTURE, Following, Opened, Remembering
from webapp import rendering
from webapp.app import build
from webapp.rendering import environments
from webapp.urls import Urls

PAGE = {"Accept": "text/html"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the site that a test may change."""
    return shutil.copytree(FIXTURE / "site", tmp_path / "site")


def test_a_site_replaces_a_template_and_a_style(folder: Path, release: Opened) -> None:
    (folder / "templates").mkdir()
    (folder / "templates" / "about.html").write_text(
        '{% extends "base.html" %}{% block main %}<h1>Ons verhaal</h1>{{ page.contact }}{% endblock %}'
    )
    (folder / "static").mkdir()
    (folder / "static" / "site.css").write_text(":root { --accent: navy }")
    client = build(Site.load(folder), Following(release)).test_client()
    answer = client.get("/about", headers=PAGE).get_data(as_text=True)
    assert "Ons verhaal" in answer
    assert "data@example.org" in answer
    style = answer.partition('<link rel="stylesheet" href="')[2].partition('"')[0]
    assert "navy" in client.get(style).get_data(as_text=True)
    assert client.get("/api", headers=PAGE).status_code == 200


def test_a_site_has_its_own_style_logo_and_words_beside_ours(folder: Path, release: Opened) -> None:
    (folder / "templates").mkdir()
    (folder / "templates" / "home.html").write_text(
        '{% extends "ours/home.html" %}{% block promise %}<p>Ons eigen verhaal</p>{% endblock %}'
    )
    (folder / "static").mkdir()
    (folder / "static" / "own.css").write_text(":root { --accent: navy }")
    (folder / "static" / "logo.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    client = build(Site.load(folder), Following(release)).test_client()
    home = client.get("/", headers=PAGE).get_data(as_text=True)
    assert "Ons eigen verhaal" in home
    assert "Maak er iets mee" in home, "what was not replaced is ours"
    ours, own = [part.partition('"')[0] for part in home.split('<link rel="stylesheet" href="')[1:]]
    assert "site.css" in ours
    assert "navy" in client.get(own).get_data(as_text=True)
    logo = home.partition('<img class="logo" src="')[2].partition('"')[0]
    assert client.get(logo).content_type == "image/svg+xml"


def test_a_version_that_is_installed_meanwhile_changes_no_page_of_this_one(
    folder: Path, release: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its templates name what this code does not know: each page that nobody had asked for was a fault."""
    newer = tmp_path / "newer"
    newer.mkdir()
    for template in rendering.TEMPLATES.glob("*.html"):
        (newer / template.name).write_text("{{ frame.of_the_next_version }}")
    monkeypatch.setattr(rendering, "TEMPLATES", newer)
    client = build(Site.load(folder), Following(release)).test_client()
    assert client.get("/about", headers=PAGE).status_code == 200
    assert client.get("/nothing", headers=PAGE).status_code == 404


def test_a_misspelled_name_in_a_template_is_an_error(folder: Path) -> None:
    (folder / "templates").mkdir()
    (folder / "templates" / "x.html").write_text("{{ page.titel }}")
    environment = environments(["nl"], Urls("https://data.example.org/"), folder / "templates")["nl"]
    assert environment.undefined is StrictUndefined
    with pytest.raises(UndefinedError):
        environment.get_template("x.html").render(page=object())


def test_a_site_may_live_below_a_path(folder: Path, release: Opened) -> None:
    settings = (folder / "site.toml").read_text()
    (folder / "site.toml").write_text(settings.replace("https://data.example.org/", "http://localhost/lod/"))
    client = build(Site.load(folder), Following(release), Remembering()).test_client()
    answer = client.get("/lod/about", headers=PAGE)
    assert answer.status_code == 200
    body = answer.get_data(as_text=True)
    assert 'href="/lod/api"' in body
    assert 'href="/api"' not in body
    assert client.get("/about").status_code == 404
    moved = client.get("/lod/id/instance/verhuisd")
    assert moved.headers["Location"] == "/lod/id/instance/boeken-001"
    style = body.partition('<link rel="stylesheet" href="')[2].partition('"')[0]
    assert client.get(style).status_code == 200
