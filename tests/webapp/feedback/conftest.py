"""A copy of the published site with an inbox of its own, empty before each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lod.site import Site
from tests.webapp.published_site import serve


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, published: Flask) -> Site:
    folder = tmp_path_factory.mktemp("letters") / "site"
    shutil.copytree(published.extensions["lod"].site.folder, folder, symlinks=True)
    for old in folder.glob("var/inbox.sqlite*"):
        old.unlink()
    return Site.load(folder)


@pytest.fixture(scope="session")
def app(site: Site) -> Flask:
    return serve(site)


@pytest.fixture
def client(app: Flask, site: Site) -> Iterator[FlaskClient]:
    yield app.test_client(use_cookies=False)
    for file in site.var.glob("inbox.sqlite*"):
        file.unlink()
