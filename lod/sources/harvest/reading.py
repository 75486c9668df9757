"""What was harvested, as one long answer of the server, to be read like a file in its format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import quoteattr

from lod import sources
from lod.record import Unreadable
from lod.sources.formats import by_name, guess
from lod.sources.harvest.kept import Kept
from lod.sources.streams import Blocks

_GATHERED = 2**18
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
class KeptSource:
    """One harvested source of a collection, as it stands on this machine."""

    path: Path
    name: str
    """As the register and messages call it: its address."""
    format: str

    @property
    def stamp(self) -> str:
        """The same stamp, the same records."""
        with Kept(self.path, write=False) as kept:
            return f"{kept.fact('revision')} {self.format}"

    def chunks(self) -> Iterator[sources.Chunk | Unreadable]:
        """The bytes of each record, and what is known to be none."""
        with Kept(self.path, write=False) as kept:
            if not kept.count():
                return iter(())
        return by_name(self.format).split(Blocks(blocks(self.path)), self.name)


def found(path: Path, name: str, format: str | None) -> KeptSource | None:
    """The source that is kept in this file; None when nothing was harvested to its end yet."""
    if not path.exists():
        return None
    with Kept(path, write=False) as kept:
        if not kept.fact("revision"):
            return None
        known = format or kept.fact("format")
        if not known and kept.count():
            known = guess(Blocks(blocks(path)).head(), name).name
    return KeptSource(path, name, known) if known else None


def blocks(path: Path) -> Iterator[bytes]:
    """All that is kept in this file, in pieces."""
    with Kept(path, write=False) as kept:
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
