"""Where the register of a site is: a file in its var, or a schema of a PostgreSQL server.

A register is never begun anew because one looks for it in the wrong place: a site whose register went to a
server has a note of that in var, and one that still has its file is told to move it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from lod.errors import RegisterError
from lod.site import Site
from lod.site.database import Address, address

FILE = "register.sqlite"
"""The register's file, in a site's var."""
NOTE = "register.at"
"""The file in var that says on which server the register is."""


@dataclass(frozen=True, slots=True)
class Server:
    """A register on a server."""

    address: Address
    base: str
    """Of the site whose register it is."""
    note: Path

    def __str__(self) -> str:
        return str(self.address)

    @property
    def is_noted(self) -> bool:
        """Whether this site is known to have its register there, whatever its base was called."""
        try:
            return self.note.read_text("utf-8").strip() == str(self.address)
        except OSError:
            return False

    def noted(self) -> None:
        """Note that the site has its register there."""
        if not self.is_noted:
            self.note.parent.mkdir(parents=True, exist_ok=True)
            self.note.write_text(f"{self.address}\n", "utf-8")


Place = Path | Server


def of(site: Site) -> Place:
    """Where the register of a site is; RegisterError when site.toml says otherwise, or it is unreadable."""
    try:
        return _of(site)
    except PermissionError as fault:
        raise RegisterError(f"{site.var}: cannot be read ({fault.strerror})") from fault


def _of(site: Site) -> Place:
    file, note = site.var / FILE, site.var / NOTE
    if not site.register:
        if not file.exists() and note.exists():
            where = note.read_text("utf-8").strip()
            raise RegisterError(
                f'{note}: the register is on a server; expected register = "{where}" in site.toml '
                "(lod move-register brings it back into a file)"
            )
        return file
    if file.exists():
        raise RegisterError(
            f"site.toml: register: found a register in {file} besides; expected one in one place: "
            f"lod move-register {site.folder} {site.register}"
        )
    return Server(address(site.register), site.base, note)


def holder(place: Place) -> str:
    """Who is publishing to a register on a server, on whichever machine; empty when nobody is."""
    if isinstance(place, Path):
        return ""
    from lod.register.database import postgres  # only where it is asked for: an extra

    return postgres.holder(place)


def is_there(place: Place) -> bool:
    """Whether there is a register already: something was published."""
    if isinstance(place, Path):
        return place.exists()
    from lod.register.database import postgres  # only where it is asked for: an extra

    return postgres.is_there(place)
