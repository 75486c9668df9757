"""Looking at everything that a site needs: machine, disk, what is kept, the servers it harvests from."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import platform
import re
import resource
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from lod import __version__
from lod.dataset import dumps
from lod.errors import LodError
from lod.operations.server_checks import check_servers
from lod.publish import check, status
from lod.publish.data_loss_checks import refuse_missing_register
from lod.publish.site_status import size
from lod.register.database import location
from lod.register.lock import leads_nowhere
from lod.register.register import Register
from lod.site import Site
from lod.site.ownership import files_of_others, user_name
from lod.sources.harvest import lock_folder
from lod.store.releases import Releases

ENOUGH_FILES = 4096
"""The store keeps its files open, and each visitor's connection is one."""
GB = 1 << 30
NOT_FETCHED = (
    "the SPARQL editor and the typefaces were not fetched, and pages do without them: "
    "run .ci/frontend.py in the folder of the program, then install it again (docs/deploy.md)"
)
A_WHILE = 60.0
"""Seconds that clocks may differ, and publishes may follow each other ahead of the clock."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    level: Literal["ok", "note", "wrong"]
    what: str
    """What was looked at, in a word or two."""
    text: str


def examine(site: Site, asking: bool = True) -> Iterator[Finding]:
    """Look at everything; with `asking`, at the servers it harvests from too."""
    for look in (_program, _limits, _memory, _disk, _register, _harvests, _releases):
        yield from _guarded(look, site)
    for found in check(site):
        yield Finding("wrong" if found.fault else "note", "site", found.text)
    if asking:
        for level, text in check_servers(site):
            yield Finding(level, "sources", text)


def _guarded(look: Callable[[Site], Iterator[Finding]], site: Site) -> Iterator[Finding]:
    """What a look finds; where it cannot look, that."""
    try:
        yield from look(site)
    except (LodError, OSError, sqlite3.Error) as fault:
        yield Finding("wrong", look.__name__.lstrip("_"), str(fault))


def _program(site: Site) -> Iterator[Finding]:
    """Versions, and whether those of the libraries are what the program asks for."""
    yield Finding(
        "ok", "program", f"lod {__version__}, Python {platform.python_version()}, {platform.platform()}"
    )
    told = []
    for name in sorted(_needed()):
        try:
            told.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            yield Finding("wrong", "program", f"the library {name} is not installed")
    yield Finding("ok", "libraries", ", ".join(told))
    pages = importlib.util.find_spec("webapp")
    if pages and pages.origin and not (Path(pages.origin).parent / "static" / "vendor").is_dir():
        yield Finding("note", "program", NOT_FETCHED)


def _needed() -> set[str]:
    """Names of the libraries that the program says it needs."""
    try:
        lines = importlib.metadata.requires("lod-collections") or []
    except importlib.metadata.PackageNotFoundError:
        # in a checkout nothing is installed: those without which nothing works
        lines = ["pyoxigraph", "Flask", "granian", "lxml", "pydantic", "tantivy", "zstandard", "httpx2"]
    names = (re.match(r"[A-Za-z0-9._-]+", line) for line in lines if "extra ==" not in line)
    return {name[0] for name in names if name}


def _limits(site: Site) -> Iterator[Finding]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    enough = soft == resource.RLIM_INFINITY or soft >= ENOUGH_FILES
    advice = "" if enough else f"; {ENOUGH_FILES:,} is safer (LimitNOFILE= in systemd, ulimit -n)"
    yield Finding("ok" if enough else "note", "open files", f"{soft:,} of at most {hard:,}{advice}")
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    yield Finding("ok", "processors", f"{processors}")


def _memory(site: Site) -> Iterator[Finding]:
    """Whether queries may use more memory than there is."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    allowed = _cgroup()
    have = min(total, allowed) if allowed else total
    most = site.limits.concurrent * site.limits.memory_mb * (1 << 20)
    text = f"{have / GB:.1f} GB; queries may take {most / GB:.1f} GB together"
    if most > have * 0.8:
        yield Finding("note", "memory", f"{text}: lower limits.concurrent or limits.memory_mb in site.toml")
    else:
        yield Finding("ok", "memory", text)


def _cgroup() -> int:
    """What a container or service may use; 0 when nothing is said."""
    try:
        text = Path("/sys/fs/cgroup/memory.max").read_text("ascii").strip()
    except OSError:
        return 0
    return int(text) if text.isdigit() else 0


def _disk(site: Site) -> Iterator[Finding]:
    """Whether another release fits beside those that there are."""
    if nowhere := leads_nowhere(site.var):
        yield Finding("wrong", "disk", nowhere)
    var = next(path for path in (site.var, *site.var.parents) if path.is_dir())
    free = shutil.disk_usage(var).free
    current = Releases(site.var).current()
    needed = 2 * size(current.path) if current else 0
    register = site.var / location.FILE
    needed += register.stat().st_size if register.exists() else 0
    text = f"{free / GB:.1f} GB free where {var} is"
    if free < max(needed, GB // 4):
        yield Finding("wrong", "disk", f"{text}; a full publish may need {needed / GB:.1f} GB")
    else:
        yield Finding("ok", "disk", text)
    if not os.access(var, os.W_OK):
        yield Finding("note", "disk", f"{var} cannot be written to: it can be served, not published")
    if site.var.is_dir() and (others := [*files_of_others(site.var)]):
        owner = user_name(site.var.stat().st_uid)
        told = ", ".join(str(path) for path in others[:3]) + (" …" if len(others) > 3 else "")
        advice = f"chown -R {owner}: {site.var}"
        yield Finding("wrong", "disk", f"{told}: not {owner}'s, as {site.var} is: {advice}")


def _register(site: Site) -> Iterator[Finding]:
    """The register is whole, and nobody forgot to let go of it."""
    path = location.of(site)
    if not location.is_there(path):
        refuse_missing_register(site)
        yield Finding("note", "register", "nothing was published yet")
        return
    if not isinstance(path, Path):
        yield from _served(path)
        return
    with Register.read_only(path) as register:
        (said,) = register.db.execute("PRAGMA quick_check").fetchone()
        wrong = register.db.execute("PRAGMA foreign_key_check").fetchone()
        (records,) = register.db.execute("SELECT count(*) FROM record WHERE live").fetchone()
        yield from _to_come(register)
    if said != "ok" or wrong:
        yield Finding("wrong", "register", f"damaged ({said if said != 'ok' else wrong}): restore a backup")
    else:
        size = path.stat().st_size / 1e6
        yield Finding("ok", "register", f"whole; {records:,} records, {size:,.1f} MB")
    holder = status(site).holder
    if holder:
        yield Finding("note", "register", f"being published by {holder}")


def _served(server: location.Server) -> Iterator[Finding]:
    """A register on a server: whether its pages are whole is for who runs that to look at."""
    with Register.read_only(server) as register:
        (records,) = register.db.execute("SELECT count(*) FROM record WHERE live").fetchone()
        (size,) = register.db.execute(
            "SELECT coalesce(sum(pg_total_relation_size(oid)), 0) FROM pg_class"
            " WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace"
        ).fetchone()
        (version,) = register.db.execute("SELECT current_setting('server_version')").fetchone()
        yield from _to_come(register)
    yield Finding(
        "ok",
        "register",
        f"in {server}, PostgreSQL {version}; {records:,} records, {size / 1e6:,.1f} MB",
    )
    holder = location.holder(server)
    if holder:
        yield Finding("note", "register", f"being published by {holder}")


def _to_come(register: Register) -> Iterator[Finding]:
    """The newest publish is not of a moment to come, as it is where a clock was wrong."""
    for last in register.publications(1):
        if (last.time - datetime.now(UTC)).total_seconds() > A_WHILE:
            when = f"{last.time:%Y-%m-%d %H:%M:%S} UTC"
            yield Finding(
                "note",
                "register",
                f"the newest publish is of {when}, which is to come: was a clock wrong? "
                "Until then each publish is dated a second after the one before",
            )


def _harvests(site: Site) -> Iterator[Finding]:
    """What was harvested is whole, and when that was."""
    for path in sorted(lock_folder(site.var).glob("*/*.sqlite")):
        name = f"{path.parent.name}/{path.stem}"
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=10)) as db:
            (said,) = db.execute("PRAGMA quick_check").fetchone()
            facts = dict(db.execute("SELECT name, value FROM fact"))
            (records,) = db.execute("SELECT count(*) FROM record").fetchone()
        if said != "ok":
            yield Finding("wrong", "harvest", f"{name}: damaged ({said}): delete {path} and harvest again")
        elif facts.get("failed"):
            yield Finding("note", "harvest", f"{name}: failed on {facts['failed']}: {facts.get('fault', '')}")
        else:
            when = facts.get("harvested", "never to its end")
            yield Finding("ok", "harvest", f"{name}: {records:,} records, harvested {when}")


def _releases(site: Site) -> Iterator[Finding]:
    """Each release is as it was written."""
    releases = Releases(site.var)
    current = releases.current()
    if current is None and releases.all():
        yield Finding("wrong", "releases", f"none is served, but there are some: lod rollback {site.folder}")
    for release in releases.all():
        served = ", served" if current and release.number == current.number else ""
        try:
            releases.verify(release)
            yield Finding("ok", "releases", f"release {release.number} is as it was written{served}")
        except LodError as fault:
            yield Finding("wrong", "releases", f"release {release.number}{served}: {fault}")
        for path in dumps.damaged(release.path):
            yield Finding("wrong", "releases", f"release {release.number}{served}: {path} is damaged")
