"""Records built for the tests, right to the byte unless a fault is asked for."""

from __future__ import annotations

from collections.abc import Iterator

from lod.record import Outcome, Record, Unreadable
from lod.sources import Chunk
from lod.sources.formats import by_name
from lod.sources.streams import Blocks

NUMBER = ("001", "42")
TITLE = ("245", "10\x1faMax Havelaar /\x1fcMultatuli.")
MAKER = ("100", "1 \x1faMultatuli,\x1fd1820-1887.")


def iso2709(*fields: tuple[str, str | bytes], leader09: str = "a") -> bytes:
    """A record in ISO 2709 of these tags and contents."""
    contents = [data if isinstance(data, bytes) else data.encode() for _, data in fields]
    directory, at = b"", 0
    for (tag, _), data in zip(fields, contents, strict=True):
        directory += b"%s%04d%05d" % (tag.encode(), len(data) + 1, at)
        at += len(data) + 1
    base = 24 + len(directory) + 1
    body = directory + b"\x1e" + b"".join(data + b"\x1e" for data in contents) + b"\x1d"
    return b"%05dnam %s22%05d a 4500" % (24 + len(body), leader09.encode(), base) + body


def marcxml(*fields: str, leader: str = "00000nam a2200000 a 4500", prefix: str = "") -> str:
    """A record element without a namespace of its own; its fields are given as elements."""
    inner = "".join(fields) or controlfield("001", "42")
    text = f"<record><leader>{leader}</leader>{inner}</record>"
    return text.replace("</", "\x00").replace("<", f"<{prefix}").replace("\x00", f"</{prefix}")


def controlfield(tag: str, text: str) -> str:
    """A control field in MARCXML."""
    return f'<controlfield tag="{tag}">{text}</controlfield>'


def datafield(tag: str, *subfields: str, indicators: str = "  ") -> str:
    """A data field in MARCXML: ``datafield("245", "aMax Havelaar")``."""
    inner = "".join(f'<subfield code="{sub[0]}">{sub[1:]}</subfield>' for sub in subfields)
    return f'<datafield tag="{tag}" ind1="{indicators[0]}" ind2="{indicators[1]}">{inner}</datafield>'


def blocks_of(data: bytes, size: int = 2**16) -> Blocks:
    """These bytes as a source that comes in blocks of this size."""
    return Blocks(data[at : at + size] for at in range(0, len(data), size))


def read_bytes(data: bytes, format: str, size: int = 2**16) -> list[Outcome]:
    """What a source of these bytes gives."""
    row = by_name(format)
    return [
        row.parse(piece.raw, "test", piece.position, piece.offset) if isinstance(piece, Chunk) else piece
        for piece in row.split(blocks_of(data, size), "test")
    ]


def only_record(data: bytes | str, format: str = "marc21") -> Record:
    """The one record in these bytes, which is all there is in them."""
    outcomes = read_bytes(data.encode() if isinstance(data, str) else data, format)
    assert len(outcomes) == 1, outcomes
    assert isinstance(outcomes[0], Record), outcomes
    return outcomes[0]


def only_unreadable(data: bytes | str, format: str = "marc21") -> Unreadable:
    """The one stretch in these bytes, all of which cannot be read."""
    outcomes = read_bytes(data.encode() if isinstance(data, str) else data, format)
    assert len(outcomes) == 1, outcomes
    assert isinstance(outcomes[0], Unreadable), outcomes
    return outcomes[0]


def texts(record: Record) -> Iterator[str]:
    """Every text that leaves the reader with a record."""
    yield record.leader
    yield record.id
    for field in record.fields:
        yield field.tag
        yield field.indicators
        for pair in field.subfields:
            yield from pair


def lines(record: Record) -> list[str]:
    """Its fields, each as one line."""
    return [str(field) for field in record.fields]
