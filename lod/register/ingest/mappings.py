"""The mappings of lod/mapping as the register uses them: a mapper for a plan, and an honest version."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from lod import mapping
from lod.errors import MappingError
from lod.mapping.language import overlays
from lod.mapping.language.loader import CONVERSIONS
from lod.package_data import folder
from lod.register.ingest.record_mapping import MapperLike, Plan
from lod.site import Site

LIBRARIES = ("edtf", "langcodes", "pymarc", "pyoxigraph", "python-calamine", "python-stdnum")
"""Libraries of others that decide what a record becomes."""

ROOMS = ("mapping", "rdf", "sources")
"""Rooms of the program that decide what a record becomes."""


class Mappings:
    """Makes mappers from the shipped mappings and a site's own."""

    def __init__(self) -> None:
        self._loaded: dict[tuple[tuple[str, ...], Path | None], mapping.Mapping] = {}
        self._versions: dict[tuple[tuple[str, ...], Path | None], str] = {}

    def __getstate__(self) -> dict[str, object]:
        """Nothing to be sent to worker processes: they load mappings themselves."""
        return {"_loaded": {}, "_versions": {}}

    def version(self, plan: Plan, format: str) -> str:
        """A text that changes when the same bytes may become other statements."""
        parts = (
            *(self._version(_names(plan, format), plan.overlay), program(), format, plan.collection),
            *(plan.base, plan.owner, plan.language, plan.licence),
        )
        return hashlib.blake2b("\0".join(parts).encode(), digest_size=16).hexdigest()

    def _version(self, names: tuple[str, ...], overlay: Path | None) -> str:
        """The version of these rules as they were when it was first asked: one publish is by one version."""
        known = self._versions.get((names, overlay))
        if known is None:
            known = self._versions[names, overlay] = mapping.version(names, overlay)
        return known

    def mapper(self, plan: Plan, format: str) -> MapperLike:
        """A mapper for the records of this format in this collection."""
        made = self._mapping(plan, format)
        return made.mapper(plan.base, plan.collection, plan.owner, plan.language, plan.licence)

    def _mapping(self, plan: Plan, format: str) -> mapping.Mapping:
        names = _names(plan, format)
        found = self._loaded.get((names, plan.overlay))
        if found is None:
            found = mapping.load(names, plan.overlay)
            if plan.overlay:
                found.check()  # else a mistake in a site's own rule would set aside each record that it reads
            self._loaded[names, plan.overlay] = found
        return found


def _names(plan: Plan, format: str) -> tuple[str, ...]:
    names = plan.mappings or mapping.default_mappings(format)
    if not names:
        raise MappingError(
            f"{plan.collection}: mappings: missing; the program has none for {format}, "
            "and lod mapping draft writes a first one"
        )
    return names


@cache
def program() -> str:
    """A digest of what decides what a record becomes: program, conversions, code lists and libraries."""
    whole = hashlib.blake2b(unicodedata.unidata_version.encode(), digest_size=16)
    for path in _files():
        whole.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    for name in LIBRARIES:
        try:
            whole.update(f"{name} {version(name)}\0".encode())
        except PackageNotFoundError:
            whole.update(f"{name} none\0".encode())
    return whole.hexdigest()


def _files() -> Iterator[Path]:
    home = Path(__file__).parents[2]
    yield home / "record.py"
    for room in ROOMS:
        yield from sorted((home / room).rglob("*.py"))
    for name in sorted(CONVERSIONS):
        yield from sorted((folder("mappings") / name).glob("*.yaml"))
    yield from sorted(path for path in folder("vocabularies").rglob("*") if path.is_file())


def plans(site: Site) -> Iterator[Plan]:
    """How the records of each collection are mapped, and what the site says about itself (key "").

    MappingError when something in the site's own mappings would never be read.
    """
    overlay = site.folder / "mappings"
    if overlay.is_dir():
        overlays.own(overlay)
    yield Plan("", site.base)
    for one in site.collections:
        owner = site.organization(one.owner)
        yield Plan(
            one.key,
            site.base,
            one.mappings,
            overlay if overlay.is_dir() else None,
            owner.ids[0] if owner else one.owner,
            one.language,
            one.licence,
        )
