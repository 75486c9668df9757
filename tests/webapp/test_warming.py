"""What the first visitors of a new worker would wait for is made before they come."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import Environment

from lod.search.searcher import Searcher
from lod.site import Site
from tests.webapp.published_site import make, serve
from webapp.context import KEY
from webapp.warming import warm

HEADERS = {"Accept": "text/html", "Accept-Language": "nl", "User-Agent": "Mozilla/5.0"}


def test_after_it_a_first_search_compiles_nothing_and_looks_for_no_tips(
    demo: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = serve(demo)
    warm(app.extensions[KEY])
    compiled: list[str] = []
    compile = Environment.compile

    def noted(
        self: Environment, source: str, name: str | None = None, *rest: object, **named: object
    ) -> object:
        compiled.append(name)
        return compile(self, source, name, *rest, **named)  # type: ignore[call-overload]

    searches: list[object] = []
    search = Searcher.search
    monkeypatch.setattr(Environment, "compile", noted)
    monkeypatch.setattr(Searcher, "search", lambda self, asked: searches.append(asked) or search(self, asked))
    client = app.test_client(use_cookies=False)
    assert "Zoektips" in client.get("/search?q=rembrandt", headers=HEADERS).text
    assert client.get("/doc/object/museum-MVS-0004", headers=HEADERS).status_code == 200
    assert (compiled, len(searches)) == ([], 1)


def test_a_site_without_a_release_is_warmed_as_far_as_it_goes(tmp_path: Path) -> None:
    folder = make(tmp_path / "site").folder
    (folder / "var" / "current").unlink()
    warm(serve(Site.load(folder)).extensions[KEY])
