"""A real browser, and the site of tests/webapp served to it."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Store
from werkzeug.serving import make_server

from lod.site import Site
from tests.webapp.release import FIXTURE, Following, Opened, Remembering, fill, write_counts, write_index
from webapp import search
from webapp.app import build

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--screenshots", default="screenshots", help="folder for pictures of pages")


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the site is served."""
    path = tmp_path_factory.mktemp("release")
    store = Store()
    fill(store)
    write_counts(path)
    write_index(path, store)
    site = Site.load(FIXTURE / "site")
    app = build(site, Following(Opened(store, path)), Remembering(), services=[search.blueprint()])
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[playwright.Browser]:
    """Debian's chromium; tests are skipped where there is none."""
    if CHROMIUM is None:
        pytest.skip("chromium is not installed (apt-get install chromium)")
    with playwright.sync_playwright() as running:
        started = running.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture(scope="session")
def pictures(request: pytest.FixtureRequest) -> Path:
    """Folder for pictures of pages that a person can look through."""
    folder = Path(request.config.getoption("--screenshots", default="screenshots"))
    folder.mkdir(exist_ok=True)
    return folder
