"""The same site, served from the embedded store and from a SPARQL server of its own."""

import dataclasses
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from lod import package_data
from lod.publish import publish, rollback
from lod.site import Site
from lod.site.remote_store import Remote
from lod.store.current_release import Follower
from lod.store.releases import Releases
from lod.store.remote_loading import Loader
from lod.store.remote_release import RemoteStore
from lod.store.sparql_server import SparqlServer, of_site
from tests.sparql_servers import oxigraph
from webapp.app import build, create_app
from webapp.context import KEY

LOOKED_AT = 12
"""So many things of each kind are looked at."""


@pytest.fixture(scope="module")
def engine(published: Flask) -> Iterator[SparqlServer]:
    """An engine that was loaded with the published site."""
    site = published.extensions[KEY].site
    with oxigraph(site.base) as running:
        release = Releases(site.var).current()
        assert release is not None
        Loader(running).bring(release)
        yield running


def addresses(site: Site) -> Iterator[str]:
    """Pages and data of some things of each kind, and what is read from the store besides."""
    release = Releases(site.var).current()
    assert release is not None
    seen: dict[str, int] = {}
    subjects = sorted({q.subject.value for q in release.open() if "#" not in q.subject.value})  # type: ignore[union-attr]
    for iri in subjects:
        path = iri.removeprefix(f"{site.base}id/")
        kind = path.partition("/")[0]
        if path == iri or seen.setdefault(kind, 0) == LOOKED_AT:
            continue
        seen[kind] += 1
        yield from (f"/doc/{path}.{suffix}" for suffix in ("html", "nt", "jsonld", "json"))
        yield f"/same-as?uri={iri}"
    assert len(seen) > 5
    yield from ("/search?q=de", "/datasets", "/libraries")


def test_every_page_is_the_same_from_an_engine(published: Flask, engine: SparqlServer) -> None:
    site = published.extensions[KEY].site
    given = Remote(engine.query, engine.update, engine.graph_store)
    other = create_app(dataclasses.replace(site, store=given))
    ours, theirs = (app.test_client(use_cookies=False) for app in (published, other))
    different = []
    for address in addresses(site):
        here, there = ours.get(address), theirs.get(address)
        same = sorted(here.data.splitlines()) == sorted(there.data.splitlines())
        if (here.status_code, here.headers.get("ETag")) != (
            there.status_code,
            there.headers.get("ETag"),
        ) or not same:
            different.append(address)
    assert not different


def test_an_engine_that_is_away_is_a_page_that_says_so(published: Flask) -> None:
    own = published.extensions[KEY].site
    away = SparqlServer(own.base, "http://127.0.0.1:9/query", "http://127.0.0.1:9/update")
    app = build(own, Follower(own.var, engine=away))
    answer = app.test_client(use_cookies=False).get("/doc/collection/museum.html")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]


def test_publishing_loads_the_engine_and_rolling_back_finds_what_is_there(tmp_path: Path) -> None:
    demo = package_data.folder("data") / "demo"
    for name in ("site.toml", "organizations.toml"):
        shutil.copy(demo / name, tmp_path)
    shutil.copytree(demo / "collections" / "museum", tmp_path / "collections" / "museum")
    with oxigraph(Site.load(tmp_path).base) as running:
        settings = (tmp_path / "site.toml").read_text("utf-8").partition("\n[")
        table = f'[store]\nquery = "{running.query}"\nupdate = "{running.update}"\n'
        (tmp_path / "site.toml").write_text("".join(settings) + "\n" + table, encoding="utf-8")
        site = Site.load(tmp_path)
        engine = of_site(site)
        assert engine is not None
        first = publish(site)
        assert RemoteStore(engine, first.release).count() == first.counts["statements"]
        second = publish(site, full=True)
        assert RemoteStore(engine, second.release).count() == second.counts["statements"]
        assert rollback(site).number == first.release
        page = create_app(site).test_client().get("/doc/collection/museum.html")
        assert page.status_code == 200
