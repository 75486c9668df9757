"""One small release, and the application that serves it."""

from __future__ import annotations

import shutil
import time

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyoxigraph import Store

from lod.site import Site
from tests.webapp.published_site import EVERYTHING, make, serve
from tests.webapp.sample_release import (
    FIXTURE,
    Following,
    Opened,
    Remembering,
    fill,
    write_counts,
    write_days,
)
from webapp.app import build


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Opened:
    """The release, opened read-only from disk as in production."""
    path = tmp_path_factory.mktemp("release")
    store = Store(str(path / "store"))
    fill(store)
    store.flush()
    write_days(path, store)
    del store
    write_counts(path)
    return Opened(Store.read_only(str(path / "store")), path)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Its site folder, in which visits can be counted."""
    folder = tmp_path_factory.mktemp("folder") / "site"
    shutil.copytree(FIXTURE / "site", folder)
    (folder / "var").mkdir()
    return Site.load(folder)


@pytest.fixture(scope="session")
def app(site: Site, release: Opened) -> Flask:
    """The application that serves it."""
    made = build(site, Following(release), Remembering())
    made.testing = True
    return made


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application of a site that was published from files of the demo."""
    return serve(make(tmp_path_factory.mktemp("published")))


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The demo with all its collections, published."""
    return make(tmp_path_factory.mktemp("demo"), EVERYTHING)


@pytest.fixture
def reader(published: Flask) -> FlaskClient:
    """A client of the published site."""
    return published.test_client(use_cookies=False)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A client without a past."""
    return app.test_client(use_cookies=False)


@pytest.fixture
def one_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock stands still: what is limited by the minute is so by those of the clock.

    A client whose requests lie on both sides of the beginning of one may ask once more.
    """
    moment = time.time()
    monkeypatch.setattr(time, "time", lambda: moment)
