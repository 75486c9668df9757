"""A site's own mappings folder, held against what is read of it: nothing is passed over unsaid."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

from lod.errors import MappingError
from lod.mapping.language import yaml_loader
from lod.mapping.language.loader import available


def own(overlay: Path) -> tuple[str, ...]:
    """Names of the mappings that an overlay changes or adds; MappingError for what would never be read."""
    if not overlay.is_dir():
        raise MappingError(f"{overlay}: found no folder of mappings there")
    if others := sorted(overlay.glob("**/*.yml")):
        raise MappingError(f"{others[0]}: is not read, expected {others[0].stem}.yaml")
    stray = sorted(path.name for path in overlay.glob("*.yaml"))
    if stray:
        raise MappingError(
            f"{overlay / stray[0]}: rules stand in a folder with the name of the mapping they are laid over; "
            f"expected {overlay}/marc21-schema/{stray[0]} or the like"
        )
    found = {path.parent.name: path.parent for path in sorted(overlay.glob("*/*.yaml"))}
    for name, folder in found.items():
        if name not in available() and not _says_its_name(folder):
            near = ", ".join(get_close_matches(name, available(), 3)) or "none"
            raise MappingError(
                f"{folder}: no mapping is called “{name}” (nearest: {near}), "
                "and a new one says its name in one of its files, by “mapping:”"
            )
    return tuple(found)


def asked(overlay: Path) -> tuple[str, ...]:
    """The same, of a folder that somebody named: it must have a mapping in it."""
    found = own(overlay)
    if not found:
        raise MappingError(
            f"{overlay}: found no mappings in it, expected folders such as marc21-schema with *.yaml"
        )
    return found


def _says_its_name(folder: Path) -> bool:
    return any(yaml_loader.read(path).get("mapping") for path in sorted(folder.glob("*.yaml")))
