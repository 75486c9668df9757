"""A site that is published from real files: two collections of the demo, of several licences."""

from __future__ import annotations

import fcntl
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from flask import Flask

from lod import package_data
from lod.publish import publish
from lod.site import Site
from webapp.app import create_app

COLLECTIONS = ("leeszaal", "museum")
BASE = "https://data.voorbeeldstad.example/"


EVERYTHING = ("bibliotheek", "leeszaal", "museum", "archief")


def make(
    folder: Path, collections: tuple[str, ...] = COLLECTIONS, before: Callable[[], None] | None = None
) -> Site:
    """The site, published; `before` that, its folder can be changed."""
    if before is None:
        shutil.copytree(_once(collections), folder, symlinks=True, dirs_exist_ok=True)
        return Site.load(folder)
    demo = package_data.folder("data") / "demo"
    for name in ("site.toml", "organizations.toml"):
        shutil.copy(demo / name, folder)
    shutil.copytree(demo / "targets", folder / "targets")
    for key in collections:
        shutil.copytree(demo / "collections" / key, folder / "collections" / key)
    before()
    site = Site.load(folder)
    publish(site)
    return site


def _once(collections: tuple[str, ...]) -> Path:
    """The site as the first of the processes of this run published it that needed it."""
    folder = Path(tempfile.gettempdir(), f"published-{'-'.join(collections)}")
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            under_way = Path(tempfile.mkdtemp())
            make(under_way, collections, lambda: None)
            under_way.rename(folder)
    return folder


def serve(site: Site) -> Flask:
    """The application that serves it."""
    app = create_app(site)
    app.testing = True
    # a publish in a test is over sooner than a server looks for another release
    app.extensions["lod"].current._follower._every = 0
    return app


class _Stay(HTTPRedirectHandler):
    """Redirects are looked at, not followed."""

    def redirect_request(self, *_: object, **__: object) -> None:
        return None


def ask(base: str, path: str, accept: str = "*/*") -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of what a server answers."""
    request = Request(f"{base}{path}", headers={"Accept": accept})
    try:
        with build_opener(_Stay).open(request, timeout=30) as answer:
            return answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read()
    except HTTPError as fault:
        with fault:
            return fault.code, {k.lower(): v for k, v in fault.headers.items()}, fault.read()
