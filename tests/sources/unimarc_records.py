"""Records in UNIMARC, made up in the manner of the catalogues that write it: one a block, a line a field."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape

from lod.record import Field

Written = tuple[str, list[Field]]
"""A leader and fields."""

TEXTS = {
    path.stem: path.read_text(encoding="utf-8")
    for path in sorted(Path(__file__).with_name("unimarc").glob("*.txt"))
}
"""By name, the records in tests/sources/unimarc."""


def written(text: str) -> Written:
    """The record in such a block."""
    leader, fields = " " * 24, []
    for line in filter(None, text.split("\n")):
        if line.startswith("LDR "):
            leader = line[4:].replace("#", " ").ljust(24)
            continue
        tag, rest = line[:3], line[4:]
        at = rest.find("$")
        if at < 0:
            fields.append(Field(tag, "", [("", rest)]))
            continue
        marks = rest[:at].replace("#", " ").ljust(2)[:2]
        subfields = [(part[:1], part[1:]) for part in rest[at:].split("$")[1:] if part]
        fields.append(
            Field(
                tag,
                marks,
                [(code, value.replace("#", " ") if code == "1" else value) for code, value in subfields],
            )
        )
    return leader, fields


def in_iso2709(record: Written, encoding: str = "utf-8") -> bytes:
    """The record as ISO 2709."""
    leader, fields = record
    directory, data = b"", b""
    for one in fields:
        subfields = "".join(f"\x1f{code}{value}" if code else value for code, value in one.subfields)
        body = (one.indicators + subfields).encode(encoding) + b"\x1e"
        directory += f"{one.tag}{len(body):04d}{len(data):05d}".encode()
        data += body
    start = 24 + len(directory) + 1
    head = f"{start + len(data) + 1:05d}{leader[5:10]}22{start:05d}{leader[17:20]}{leader[20:24] or '450 '}"
    return head.encode() + directory + b"\x1e" + data + b"\x1d"


def in_xml(record: Written, around: str = "record", namespace: str = "info:lc/xmlns/marcxchange-v2") -> str:
    """The record as MarcXchange."""
    leader, fields = record
    inner = ""
    for one in fields:
        if one.tag[:2] == "00" and one.text:
            inner += f'<mxc:controlfield tag="{one.tag}">{escape(one.text)}</mxc:controlfield>'
            continue
        subfields = "".join(
            f'<mxc:subfield code="{code}">{escape(value)}</mxc:subfield>' for code, value in one.subfields
        )
        first, second = one.indicators
        inner += f'<mxc:datafield tag="{one.tag}" ind1="{first}" ind2="{second}">{subfields}</mxc:datafield>'
    return (
        f'<mxc:{around} xmlns:mxc="{namespace}" format="Unimarc" type="Bibliographic">'
        f"<mxc:leader>{escape(leader)}</mxc:leader>{inner}</mxc:{around}>"
    )
