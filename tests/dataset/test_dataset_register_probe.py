"""What is promised is asked for: a server that keeps its word passes, each way of breaking it is told."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from lod import package_data
from lod.cli import main
from lod.publish import dataset_register_probe, publish
from lod.publish.dataset_register_probe import probe_current
from lod.site import Site
from lod.store.sandbox.limits import Limits
from lod.store.sandbox.service import Sandbox
from tests.ports import listening
from webapp.app import create_app

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine takes longer to answer, which is no fault of what is served."""
    monkeypatch.setattr(dataset_register_probe, "SECONDS", 60)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The reading room of the demo, published."""
    folder = tmp_path_factory.mktemp("probed")
    demo = package_data.folder("data") / "demo"
    for name in ("site.toml", "organizations.toml"):
        shutil.copy(demo / name, folder)
    shutil.copytree(demo / "collections/leeszaal", folder / "collections/leeszaal")
    made = Site.load(folder)
    publish(made)
    return made


@pytest.fixture(scope="module")
def app(site: Site) -> Iterator[Wsgi]:
    """The application that serves it, with its endpoint."""
    with Sandbox(site.var, Limits(seconds=20), base=site.base + "sparql", brisk=1) as sandbox:
        yield create_app(site, sandbox.folder)


@pytest.fixture
def serving() -> Iterator[Callable[[Wsgi], str]]:
    """Serves an application at an address of this machine."""
    with ExitStack() as servers:
        yield lambda app: servers.enter_context(listening(app)) + "/"


def breaking(app: Wsgi, path: str, how: Callable[[str, list[tuple[str, str]]], tuple[str, Any]]) -> Wsgi:
    """The application, with other answers where the path begins like this."""

    def broken(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        def changed(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            return start(*how(status, headers), *rest)

        return app(environ, changed if environ["PATH_INFO"].startswith(path) else start)

    return broken


def typed(type: str) -> Callable[[str, list[tuple[str, str]]], tuple[str, Any]]:
    """Answers that say they are of another media type."""
    return lambda status, headers: (
        status,
        [*((n, v) for n, v in headers if n.lower() != "content-type"), ("Content-Type", type)],
    )


def told(site: Site, at: str) -> list[str]:
    return [one.text for one in probe_current(site, at) if one.fault]


def test_what_is_served_is_what_is_promised(site: Site, app: Wsgi, serving: Callable[[Wsgi], str]) -> None:
    at = serving(app)
    assert [*probe_current(site, at)] == []
    result = CliRunner().invoke(main, ["check", str(site.folder), "--at", at.rstrip("/")])
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize(
    ("path", "how", "said"),
    [
        ("/dumps/", typed("application/octet-stream"), "HEAD http.*promised was"),
        ("/dumps/", lambda status, headers: ("503 Busy", headers), "antwoordt met / answers with 503"),
        ("/sparql", typed("text/html; charset=utf-8"), "endpoint gives a page"),
        ("/sparql", lambda status, headers: ("500 Oops", headers), "POST http.*answers with 500"),
    ],
)
def test_a_promise_that_is_not_kept_is_told(
    site: Site, app: Wsgi, serving: Callable[[Wsgi], str], path: str, how: Any, said: str
) -> None:
    found = told(site, serving(breaking(app, path, how)))
    assert any(re.search(said, one) for one in found), found
    assert all(" / " in one for one in found), "in Dutch and English"


def test_where_it_is_not_served_one_remark_says_so(site: Site, serving: Callable[[Wsgi], str]) -> None:
    def another(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        start("200 OK", [("Content-Type", "application/json")])
        return [b'{"status": "ok", "created": "2020-01-01T00:00:00Z"}']

    for at in ("http://127.0.0.1:9/", serving(another)):
        (found,) = probe_current(site, at)
        assert not found.fault
        assert "--at" in found.text
    (found,) = probe_current(site, "file:///etc/")
    assert found.fault


def test_the_check_of_settings_that_are_wrong_says_so_in_both_languages(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text('base = "nonsense"\n')
    result = CliRunner().invoke(main, ["check", str(tmp_path)])
    assert result.exit_code == 2
    assert "de instellingen kloppen niet / the settings are not in order" in result.output
