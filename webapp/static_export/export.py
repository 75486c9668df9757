"""`lod export --static`: the whole site as files, in worker processes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lod import __version__, disk_errors, environment
from lod.errors import LodError, ReleaseError
from lod.rdf.iris import Thing
from lod.register.database import location
from lod.register.register import Register
from lod.site import Site
from lod.store import sparql_server
from lod.store.current_release import Opened
from lod.store.releases import Releases
from lod.worker_pool import Processes
from webapp.static_export import host_rules, search_index
from webapp.static_export.app_client import AppClient
from webapp.static_export.file_writer import Files, Tally, clean
from webapp.static_export.pages import Fate, Pages

MARKER = "export.json"
"""Says that a folder was made by us, of which release."""
CHUNK = 100
"""So many things a worker process is given at once."""
FEW = 400
"""With fewer things, starting processes takes longer than they save."""
TOPS = (
    "doc", "id", "list", "source", "vocab", "links", "dumps", "changes", "ldes", "sitemaps", "static",
    "stories", "api", ".well-known", search_index.BUNDLE,
)  # fmt: skip
"""Folders in which every file is ours."""

Tell = Callable[[str, int], None]


@dataclass(slots=True)
class Exported:
    """What was exported."""

    release: int
    things: int = 0
    searchable: int = 0
    """Pages in the search index."""
    removed: int = 0
    files: Tally = field(default_factory=Tally)
    fate: Fate = field(default_factory=Fate)


def export(site: Site, folder: Path, tell: Tell = lambda stage, done: None) -> Exported:
    """Write the release that is served into a folder; files that are as they should be are not touched.

    LodError when Pagefind is missing, nothing was published, the folder holds something else, or the disk is
    full.
    """
    search_index.program()
    with disk_errors.named(folder):
        return _exported(site, folder, tell)


def _exported(site: Site, folder: Path, tell: Tell) -> Exported:
    current = Releases(site.var).current()
    if current is None:
        raise ReleaseError(f"{site.var}: nothing was published yet, so there is nothing to export")
    _ours(folder)
    made = Exported(current.number)
    marker = {"release": made.release, "base": site.base, "program": f"lod-collections {__version__}"}
    files = Files(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARKER).write_text(json.dumps(marker, indent=1) + "\n", encoding="utf-8")
    things = _things(site)
    made.things = len(things)
    for tally, fate in _written(site, folder, current.number, things):
        made.files.add(tally)
        made.fate.moved += fate.moved
        made.fate.gone += fate.gone
        tell("things", CHUNK)
    pages = Pages(AppClient(site, Opened(current, sparql_server.of_site(site))), files)
    pages.site()
    for name, content in host_rules.files(pages.places, made.fate, site):
        files.put(name, content)
    tops = (*TOPS, *site.languages[1:])
    made.files.add(files.take())
    # before the index is made: a page that is there no longer shall not be found
    made.removed = clean(folder, [top for top in tops if top != search_index.BUNDLE], set(made.files.names))
    made.searchable = search_index.write(files)
    made.files.add(files.take())
    made.removed += clean(folder, [search_index.BUNDLE], set(made.files.names))
    return made


def _ours(folder: Path) -> None:
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MARKER).is_file():
        raise LodError(f"{folder}: found files in it, expected a new folder or one that was exported before")


def _things(site: Site) -> list[Thing]:
    """Everything that ever had a URI, in one order."""
    with Register.read_only(location.of(site)) as register:
        rows = register.db.execute("SELECT kind, key FROM thing ORDER BY kind, key")
        return [Thing(kind, key) for kind, key in rows]


def _written(site: Site, folder: Path, release: int, things: Sequence[Thing]) -> Iterator[tuple[Tally, Fate]]:
    """Write the files of things, some at a time, in order."""
    chunks = [things[at : at + CHUNK] for at in range(0, len(things), CHUNK)]
    workers = environment.read().workers
    pool = Processes(0 if len(things) < FEW or workers == 1 else workers)
    with pool.at_work(_start, site.folder, folder, release) as executor:
        yield from executor.map(_chunk, chunks)


_pages: list[Pages] = []
"""What this process writes with."""


def _start(site: Path, folder: Path, release: int) -> None:
    loaded = Site.load(site)
    opened = Opened(Releases(loaded.var).release(release), sparql_server.of_site(loaded))
    _pages[:] = [Pages(AppClient(loaded, opened), Files(folder))]


def _chunk(things: Sequence[Thing]) -> tuple[Tally, Fate]:
    (pages,) = _pages
    for thing in things:
        pages.thing(thing)
    fate, pages.fate = pages.fate, Fate()
    return pages.files.take(), fate
