"""What was harvested, to be read like a file in its format: no module that asks another machine is needed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lod import sources
from lod.errors import SourceError
from lod.record import Unreadable
from lod.site import Collection
from lod.site.value_parsers import is_address
from lod.sources.formats import by_name, guess
from lod.sources.harvest.harvest_store import HarvestStore
from lod.sources.streams import Blocks

_GATHERED = 2**18
_NAME = re.compile(r"[^A-Za-z0-9._-]+")
_OAI = (
    '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'
    '<request verb="ListRecords" metadataPrefix={}/><ListRecords>',
    "</ListRecords></OAI-PMH>",
)
_SRU = (
    '<searchRetrieveResponse xmlns="http://www.loc.gov/zing/srw/"><records schema={}>',
    "</records></searchRetrieveResponse>",
)


@dataclass(frozen=True, slots=True)
class HarvestedSource:
    """One harvested source of a collection, as it stands on this machine."""

    path: Path
    name: str
    """As the register and messages call it: its address."""
    format: str
    fault: str = ""
    """Why nobody can tell in which format it is; empty when it can be read."""

    @property
    def stamp(self) -> str:
        """A text that changes whenever the records do."""
        with HarvestStore(self.path, write=False) as kept:
            return f"{kept.fact('revision')} {self.format}"

    def chunks(self) -> Iterator[sources.Chunk | Unreadable]:
        """The bytes of each record; what cannot be read comes as Unreadable."""
        with HarvestStore(self.path, write=False) as kept:
            if not kept.count():
                return iter(())
        return by_name(self.format).split(Blocks(blocks(self.path)), self.name)


def found(path: Path, name: str, format: str | None) -> HarvestedSource | None:
    """The source that is kept in this file; None when nothing was harvested to its end yet."""
    if not path.exists():
        return None
    with HarvestStore(path, write=False) as kept:
        if not kept.fact("revision"):
            return None
        known = format or kept.fact("format")
        if not known and kept.count():
            try:
                known = guess(beginning(path), name).name
            except SourceError as error:
                return HarvestedSource(path, name, "", str(error).removeprefix(f"{name}: "))
    return HarvestedSource(path, name, known) if known else None


def beginning(path: Path) -> bytes:
    """The first bytes of what is kept in this file."""
    return Blocks(blocks(path)).head()


def blocks(path: Path) -> Iterator[bytes]:
    """All that is kept in this file, in pieces."""
    from xml.sax.saxutils import quoteattr  # with urllib.request: not where nothing is harvested

    with HarvestStore(path, write=False) as kept:
        begin, end = _OAI if path.stem == "oai" else _SRU
        gathered = [begin.format(quoteattr(kept.fact("prefix"))).encode()]
        size = 0
        for raw in kept.records():
            gathered.append(raw)
            size += len(raw)
            if size > _GATHERED:
                yield b"\n".join(gathered)
                gathered, size = [b""], 0
        yield b"\n".join([*gathered, end.encode()])


def lock_folder(var: Path) -> Path:
    """The folder of all harvests of a site, whose lock a harvest holds."""
    return var / "harvest"


def place(folder: Path, url: str) -> Path:
    """Where the file of this address is kept, whether it is there yet or not.

    >>> place(Path("h"), "https://library.example/a/books.mrc.gz?v=1").as_posix()
    'h/files/c02cc629aa6feb7d/books.mrc.gz'
    """
    last = unquote(urlsplit(url).path).rpartition("/")[2]
    name = _NAME.sub("-", last).strip(".-")[-80:] or "file"
    return folder / "files" / hashlib.sha256(url.encode()).hexdigest()[:16] / name


def harvested_sources(one: Collection, var: Path) -> Iterator[tuple[str, Path | HarvestedSource | None]]:
    """The address of each source that is harvested, and what is kept of it; None: nothing yet."""
    folder = lock_folder(var) / one.key
    for url in filter(is_address, one.sources):
        path = place(folder, url)
        yield url, path if path.exists() else None
    for kind in ("oai", "sru"):
        source = getattr(one, kind)
        if source is not None:
            yield source.url, found(folder / f"{kind}.sqlite", source.url, one.format)
