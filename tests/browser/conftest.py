"""A real browser, and the site of tests/webapp served to it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import RdfFormat, Store

from lod.site import Site
from lod.store.releases import Releases
from lod.store.sandbox.limits import Limits
from lod.store.sandbox.service import Sandbox
from tests.ports import listening
from tests.webapp.sample_release import (
    BASE,
    FIXTURE,
    Following,
    Opened,
    Remembering,
    fill,
    write_counts,
    write_days,
    write_index,
)
from tests.webapp.test_hierarchy_and_maps import RECORDS, siblings
from webapp.app import build
from webapp.sparql.endpoint import blueprint as sparql
from webapp.views import search, service_blueprints, stories

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")

# Without the windows and services of a desk browser, which no test looks at, it asks less of the processor.
CHROMIUMS = ("chromium-headless-shell", "chromium", "chromium-browser")
CHROMIUM = next(filter(None, map(shutil.which, CHROMIUMS)), None)
PATIENCE = 120_000
"""A page is waited for so many milliseconds: machines that run tests are slow and busy."""
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Few processes and threads: where other tests keep the machine busy, more of them only wait longer.
    "--renderer-process-limit=1",
    "--js-flags=--single-threaded",
)

STORY = """+++
title = "Koffie"
intro = "Hoe een boek over koffie een land veranderde."
date = 2026-11-01
author = "De bibliotheek"
search = "q=havelaar"
things = ["instance/boeken-001", "object/haven-7", "agent/multatuli"]
+++
Een *tekst* over [Max Havelaar](instance/boeken-001).

# Wat er te zien is

Boeken, en een schilderij.
"""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--screenshots", default=None, help="folder for pictures of pages (default: none)")


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the site is served, with all that a site can have."""
    path = tmp_path_factory.mktemp("release")
    store = Store()
    fill(store)
    store.load(RECORDS, format=RdfFormat.TURTLE)
    store.extend(siblings())
    write_counts(path)
    write_days(path, store)
    write_index(path, store)
    folder = tmp_path_factory.mktemp("site") / "site"
    shutil.copytree(FIXTURE / "site", folder)
    (folder / "stories").mkdir()
    (folder / "stories" / "koffie.md").write_text(STORY, "utf-8")
    site = Site.load(folder)
    releases = Releases(site.var)
    building = releases.begin(from_current=False)
    building.store.bulk_extend(store)
    releases.switch(building.finish())
    with Sandbox(site.var, Limits(seconds=20), base=BASE + "sparql", brisk=1) as asked:
        services = [
            search.blueprint(),
            stories.blueprint(),
            *service_blueprints.blueprints(),
            sparql(asked, BASE + "sparql"),
        ]
        app = build(site, Following(Opened(store, path)), Remembering(), services=services)
        with listening(app) as address:
            yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[playwright.Browser]:
    """Debian's chromium; tests are skipped where there is none."""
    if CHROMIUM is None:
        pytest.skip("chromium is not installed (apt-get install chromium-headless-shell)")
    with playwright.sync_playwright() as running:
        started = running.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS), timeout=PATIENCE)
        begin = started.new_context

        def patient(**options: Any) -> playwright.BrowserContext:
            context = begin(**options)
            context.set_default_timeout(PATIENCE)
            return context

        started.new_context = patient
        playwright.expect.set_options(timeout=PATIENCE)
        yield started
        started.close()


@pytest.fixture(scope="session")
def pictures(request: pytest.FixtureRequest) -> Path | None:
    """Folder for pictures of pages that a person can look through; None when nobody asked for them."""
    asked = request.config.getoption("--screenshots", default=None)
    if asked is None:
        return None
    folder = Path(asked)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
