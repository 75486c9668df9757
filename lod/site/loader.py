"""Reading a site's folder: all mistakes of all files together, each with file, key, found and expected."""

from __future__ import annotations

import dataclasses
import difflib
import itertools
import os
import re
import shutil
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from lod import environment, package_data
from lod.errors import SiteError
from lod.site.harvests import Harvesting, Oai, Sru, key_of
from lod.site.inbox import Inbox, Mail
from lod.site.remote_store import Remote
from lod.site.settings import (
    Collection,
    Expected,
    Limits,
    Organization,
    Place,
    Publishing,
    Request,
    Serving,
    Site,
)
from lod.site.targets import Columns, Target

_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_INNER = {
    "place": Place,
    "request": Request,
    "expected": Expected,
    "limits": Limits,
    "publish": Publishing,
    "harvest": Harvesting,
    "serve": Serving,
    "inbox": Inbox,
    "mail": Mail,
    "store": Remote,
    "oai": Oai,
    "sru": Sru,
    "columns": Columns,
}
Shape = TypeVar("Shape", Site, Collection, Organization, Target)


def create(folder: Path) -> None:
    """Make a new site folder with commented settings and an example collection."""
    _refuse_bytes(folder)
    if folder.exists() and any(folder.iterdir()):
        raise SiteError(f"{folder}: found files in it, expected an empty or a new folder")
    try:
        shutil.copytree(package_data.folder("data") / "new-site", folder, dirs_exist_ok=True)
    except shutil.Error as error:
        reason = str(error.args[0][0][2]).partition(": '")[0]
        raise SiteError(f"{folder}: cannot be written: {reason}") from error
    # an empty folder is in no repository and in no wheel
    (folder / "collections" / "example" / "records").mkdir(exist_ok=True)


def load(path: Path) -> Site:
    """The site in this folder, or whose site.toml this is."""
    folder = (path.parent if path.name == "site.toml" else path).resolve()
    if not (folder / "site.toml").is_file():
        raise SiteError(f"{folder / 'site.toml'}: no such file; `lod init` makes a new site folder")
    _refuse_bytes(folder)
    reading = _Reading(folder)
    site = reading.site()
    if reading.mistakes or site is None:
        raise SiteError("\n".join(reading.mistakes))
    return site


def _refuse_bytes(folder: Path) -> None:
    """The stores find a folder by its name as a text."""
    for path in (folder, environment.read().var or folder):
        try:
            str(path.resolve()).encode()
        except UnicodeEncodeError as error:
            name = os.fsencode(path).decode("utf-8", "backslashreplace")
            raise SiteError(f"{name}: found bytes in this name that are no UTF-8; rename it") from error


class _Reading:
    """One pass over a site's files that collects the mistakes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.mistakes: list[str] = []

    def site(self) -> Site | None:
        organizations = tuple(self.organizations())
        collections = tuple(self.collections())
        targets = tuple(self.targets())
        given = {"folder": self.folder, "collections": (), "organizations": (), "targets": ()}
        table = self.toml("site.toml")
        site = None if table is None else self.shape(Site, "site.toml", table, given)
        if site is None:
            return None
        site = dataclasses.replace(
            site, collections=collections, organizations=organizations, targets=targets
        )
        self.mistakes += together(site)
        return site

    def organizations(self) -> Iterator[Organization]:
        name = "organizations.toml"
        table = self.toml(name)
        for wrong in (table or {}).keys() - {"organization"}:
            self.mistakes.append(_unknown(name, wrong, ["organization"]))
        rows = (table or {}).get("organization", [])
        if not isinstance(rows, list):
            self.mistakes.append(f"{name}: organization: found one table, expected [[organization]]")
            return
        for number, row in enumerate(rows, 1):
            one = self.shape(Organization, f"{name}: organization {number}", row, {})
            if one:
                yield one

    def collections(self) -> Iterator[Collection]:
        for file in sorted(self.folder.glob("collections/*/collection.toml")):
            name = str(file.relative_to(self.folder))
            key = file.parent.name
            if not _KEY.match(key):
                self.mistakes.append(
                    f"{name}: the folder is called {key!r}, expected small letters, digits and single hyphens"
                )
            table = self.toml(name)
            if table is not None:
                one = self.shape(Collection, name, table, {"key": key, "folder": file.parent})
                if one:
                    yield one

    def targets(self) -> Iterator[Target]:
        for file in sorted(self.folder.glob("targets/*.toml")):
            name, key = str(file.relative_to(self.folder)), file.stem
            if not _KEY.match(key):
                self.mistakes.append(
                    f"{name}: the file is called {key!r}, expected small letters, digits and single hyphens"
                )
            table = self.toml(name)
            one = None
            if table is not None:
                one = self.shape(Target, name, table, {"key": key, "folder": file.parent})
            if one:
                if bool(one.files) == bool(one.network):
                    self.mistakes.append(f"{name}: files: expected files, or network; one of the two")
                if one.network and not one.sources:
                    self.mistakes.append(f"{name}: sources: missing: which sources the network is asked for")
                if one.doubtful > one.sure:
                    self.mistakes.append(
                        f"{name}: doubtful: found {one.doubtful}, more than sure ({one.sure})"
                    )
                yield one

    def toml(self, name: str) -> dict[str, Any] | None:
        """What a TOML file holds; None, and a mistake noted, when it cannot be read."""
        try:
            return tomllib.loads((self.folder / name).read_text("utf-8"))
        except FileNotFoundError:
            self.mistakes.append(f"{name}: no such file")
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            self.mistakes.append(f"{name}: cannot be read as TOML: {error}")
        return None

    def shape(self, kind: type[Shape], where: str, table: Any, given: Mapping[str, Any]) -> Shape | None:
        """The table as a value of this kind; None, and its mistakes noted, when it does not fit."""
        if not isinstance(table, dict):
            self.mistakes.append(f"{where}: found {_short(table)}, expected a table")
            return None
        names = [f.name for f in dataclasses.fields(kind) if not f.metadata.get("given")]
        unknown = [key for key in table if key not in names]
        self.mistakes += [_unknown(where, key, names) for key in unknown]
        known = {key: value for key, value in table.items() if key in names}
        try:
            read: Shape = _adapter(kind).validate_python({**known, **given})
            return read
        except ValidationError as error:
            self.mistakes += [_mistake(kind, where, one) for one in error.errors()]
        return None


_adapters: dict[str, TypeAdapter[Any]] = {}


def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    """What reads a table as a shape: dear to make, and the same each time."""
    found = _adapters.get(kind.__name__)
    if found is None:
        found = _adapters[kind.__name__] = TypeAdapter(kind)
    return found


def _mistake(kind: type[Any], where: str, error: ErrorDetails) -> str:
    place = ".".join(_position(part) for part in error["loc"])
    if error["type"] == "unexpected_keyword_argument":
        inner = _INNER.get(str(error["loc"][-2]), kind)
        return _unknown(where, place, [key_of(f.name, f.metadata) for f in dataclasses.fields(inner)])
    if error["type"] in ("missing", "missing_argument"):
        return f"{where}: {place}: missing"
    if error["type"] == "too_short":
        return f"{where}: {place}: found none, expected one or more"
    expected = re.sub(r"^(Value error, |Input should be )", "", error["msg"])
    if error["type"] == "tuple_type":
        expected = "a list between [ and ]"
    return f"{where}: {place}: found {_short(error['input'])}, expected {expected}"


def _position(part: str | int) -> str:
    return str(part + 1) if isinstance(part, int) else part


_PASSWORD = re.compile(r"(?<=//)([^/@\s:]*):[^/\s]*@")
"""In an address, before the host; what wrongly holds one is told without it."""


def _short(value: Any) -> str:
    text = _PASSWORD.sub(r"\1:…@", repr(value))
    return text if len(text) <= 80 else text[:79] + "…"


def _unknown(where: str, key: str, known: list[str]) -> str:
    near = difflib.get_close_matches(key.rpartition(".")[2], known, 1)
    hint = f"do you mean {near[0]!r}?" if near else f"known are {', '.join(known)}"
    return f"{where}: {key}: unknown key; {hint}"


def together(site: Site) -> Iterator[str]:
    """What is wrong between the files of a site, one sentence each."""
    for one in site.collections:
        if not (one.sources or one.oai or one.sru):
            yield f"collections/{one.key}/collection.toml: sources: missing; or oai, or sru"
    yield from _references(site)
    yield from _same_names(site)
    yield from _missing_languages(site)


def _references(site: Site) -> Iterator[str]:
    owners = [("site.toml: publisher", site.publisher)]
    owners += [(f"collections/{c.key}/collection.toml: owner", c.owner) for c in site.collections]
    known = list(site._by_id)
    for where, id in owners:
        if id not in known:
            near = difflib.get_close_matches(id, known, 1)
            hint = f"; do you mean {near[0]!r}?" if near else ""
            yield f"{where}: found {id!r}, expected an isil or id in organizations.toml{hint}"


def _same_names(site: Site) -> Iterator[str]:
    for number, one in enumerate(site.organizations, 1):
        if not one.ids:
            yield f"organizations.toml: organization {number}: missing: isil, or id for one without ISIL"
    for id, times in Counter(id for one in site.organizations for id in one.ids).items():
        if times > 1:
            yield f"organizations.toml: found {id!r} {times} times, expected it once"
    keys = [c.key for c in site.collections]
    for key, other in itertools.product(keys, keys):
        # Record "b-1" of collection "a" and record "1" of "a-b" would share the key "a-b-1".
        if other.startswith(key + "-"):
            yield f"collections/{other}: found a name that starts with {key + '-'!r}, the name of another"


def _missing_languages(site: Site) -> Iterator[str]:
    files: list[tuple[str, Any]] = [("site.toml", site)]
    files += [(f"organizations.toml: organization {n}", o) for n, o in enumerate(site.organizations, 1)]
    files += [(f"collections/{c.key}/collection.toml", c) for c in site.collections]
    files += [(f"targets/{t.key}.toml", t) for t in site.targets]
    for where, shape in files:
        for key, text in (("name", shape.name), ("description", getattr(shape, "description", None))):
            for language in site.languages:
                if text is not None and language not in text:
                    yield f"{where}: {key}.{language}: missing"
