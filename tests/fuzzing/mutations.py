"""Real sources, damaged the way that they are built: fields, elements, values and lines change places.

Random bytes hardly get past the first check of a reader. What goes wrong in the field is a source that is
nearly right: a field twice, a tag that belongs elsewhere, an element in itself, a number where a text was.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from random import Random
from typing import Any

_MARKUP = re.compile(rb"<[^<>]*>|[^<]+|<")
_NAME = re.compile(rb"(?<=<)/?[^\s<>/!?]+")
_ATTRIBUTE = re.compile(rb"""(?<=\s)([^\s=<>"']+)\s*=\s*("[^"]*"|'[^']*')""")
_TURTLE = re.compile(rb'"(?:[^"\\\n]|\\.)*"|<[^<>\s]*>|\s+|[^\s<>"]+|.', re.DOTALL)
_DEEP = (2, 30, 150, 3000)

NOISE = (
    *(b"\x00", b"\x1d", b"\x1e", b"\x1f", b"\x1b", b"\x85", b"\xff", b"\xc3", b"\xe8", b"\xed\xa0\x80"),
    *(b"\xef\xbb\xbf", b"\r", b"\n\n", b"\t", b" ", b"\\", b'"', b"'", b"<", b">", b"&", b"]]>", b"{", b"}"),
    *(b"[", b"]", b",", b";", b"$", b"|", b"#", b"@", b"^^", b"<!--", b"<![CDATA[", b"&x;", b"&#0;"),
    *("\u202e\u05d0", "e\u0301", "\u0301", "\ufffe", "\U0010ffff", "\ud7ff", "\u2028", "é", "ß", "ﬁ"),
    *("http://x y/{}|", "http://[::1", "urn:", "javascript:alert(1)", "//e.nl", "mailto:", "1952", "[195-?]"),
    *("9999999999999999999999", "-0", "1e999", "NaN", "2024-02-30", "0000-00-00", "nl", "nl-", "x-", "true"),
    *(
        "(DE-588)118560379",
        "978902141383X",
        "<script>alert(1)</script>",
        "a" * 5000,
        "id/work/1#x",
        "../../x",
    ),
)
"""What is put in: signs that mean something somewhere, and values that look like something."""


def noise(rng: Random) -> bytes:
    """Something that has no business here."""
    found = rng.choice(NOISE)
    return found if isinstance(found, bytes) else found.encode()


def damaged(data: bytes, format: str, rng: Random) -> bytes:
    """The source with one to four things wrong."""
    ways = (*_WAYS.get(format, ()), *_WAYS.get(format, ()), *_PLAIN) if format in _WAYS else _PLAIN
    for _ in range(rng.choice((1, 1, 2, 4))):
        data = rng.choice(ways)(data, rng) or data
    return data


def _span(size: int, rng: Random) -> tuple[int, int]:
    """A stretch: mostly a short one."""
    start = rng.randrange(size + 1)
    return start, min(size, start + rng.choice((0, 1, 2, 5, 12, 40, 300, 5000)))


def _cut(data: bytes, rng: Random) -> bytes:
    start, end = _span(len(data), rng)
    return data[:start] + data[end:]


def _broken_off(data: bytes, rng: Random) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def _doubled(data: bytes, rng: Random) -> bytes:
    start, end = _span(len(data), rng)
    return data[:end] + data[start:end] * rng.choice((1, 1, 3)) + data[end:]


def _moved(data: bytes, rng: Random) -> bytes:
    start, end = _span(len(data), rng)
    rest = data[:start] + data[end:]
    at = rng.randrange(len(rest) + 1)
    return rest[:at] + data[start:end] + rest[at:]


def _put_in(data: bytes, rng: Random) -> bytes:
    at = rng.randrange(len(data) + 1)
    return data[:at] + noise(rng) + data[at + rng.choice((0, 0, 1, 3)) :]


def _recoded(data: bytes, rng: Random) -> bytes:
    text = data.decode("utf-8", "replace")
    return text.encode(rng.choice(("cp1252", "utf-16", "utf-16-be", "cp437", "utf-8-sig")), "replace")


_PLAIN: tuple[Callable[[bytes, Random], bytes], ...] = (
    _cut,
    _cut,
    _broken_off,
    _doubled,
    _moved,
    _put_in,
    _put_in,
    _recoded,
)


def _pieces(parts: list[bytes], rng: Random, own: Callable[[bytes], bytes]) -> list[bytes]:
    """Parts of a source with one swapped, doubled, left out, put in another, or changed in itself."""
    if not parts:
        return parts
    at, other = rng.randrange(len(parts)), rng.randrange(len(parts))
    match rng.randrange(7):
        case 0:
            parts[at], parts[other] = parts[other], parts[at]
        case 1:
            parts.insert(other, parts[at])
        case 2:
            del parts[at]
        case 3:
            parts[at] = parts[at] + parts[other]
        case 4:
            parts[at:at] = parts[at : at + rng.randrange(40)] * rng.choice((1, 2, 50))
        case _:
            parts[at] = own(parts[at])
    return parts


def _markup(data: bytes, rng: Random) -> bytes:
    """Tags and texts; an element in itself; a name or an attribute that belongs to another."""
    parts = _MARKUP.findall(data)
    if not parts:
        return data
    names = _NAME.findall(data)[:2000] or [b"x"]

    def own(part: bytes) -> bytes:
        if not part.startswith(b"<"):
            return rng.choice((noise(rng), b"", part + noise(rng), noise(rng) * 40))
        attributes = list(_ATTRIBUTE.finditer(part))
        if attributes and rng.random() < 0.6:
            found = rng.choice(attributes)
            start, end = found.span(rng.choice((1, 2)))
            value = noise(rng) if rng.random() < 0.7 else rng.choice(names)
            return part[:start] + (value if start == found.start(1) else b'"' + value + b'"') + part[end:]
        if rng.random() < 0.3:
            return (
                part[:-1]
                + b" "
                + rng.choice((b'xml:lang="x y"', b'xmlns=""', b'xmlns:dc="urn:x"', b'a="1"'))
                + b">"
            )
        return _NAME.sub(rng.choice(names).lstrip(b"/"), part, count=1)

    if rng.random() < 0.1:
        at = rng.randrange(len(parts))
        name = rng.choice(names).lstrip(b"/")
        deep = rng.choice(_DEEP)
        parts[at] = b"<" + name + b">" + parts[at]
        parts[at] = (b"<" + name + b">") * deep + parts[at] + (b"</" + name + b">") * deep
        return b"".join(parts)
    return b"".join(_pieces(parts, rng, own))


def _tree(data: bytes, rng: Random) -> bytes:
    """Keys and values of JSON; what cannot be read is taken for lines."""
    lines = data.split(b"\n")
    at = rng.randrange(len(lines))
    whole = len(lines) == 1 or not lines[0].lstrip().startswith(b"{") or not lines[0].rstrip().endswith(b"}")
    try:
        found = json.loads(data if whole else lines[at])
    except (ValueError, RecursionError):
        return _lines(data, rng)
    _change(found, rng, 0)
    text = json.dumps(found, ensure_ascii=rng.random() < 0.2, allow_nan=True).encode("utf-8", "surrogatepass")
    if whole:
        return text
    lines[at] = text
    return b"\n".join(lines)


def _strange(value: Any, rng: Random) -> Any:
    deep: Any = value
    for _ in range(rng.choice((1, 90, 150))):
        deep = [deep] if rng.random() < 0.5 else {"a": deep}
    text = noise(rng).decode("utf-8", "replace")
    choices = (
        None,
        True,
        -0.0,
        1e308,
        float("nan"),
        [],
        {},
        [value, value],
        {"": value},
        deep,
        text,
        str(value),
        10**30,
    )
    return rng.choice(choices)


def _change(found: Any, rng: Random, depth: int) -> None:
    """Change one thing somewhere in a tree."""
    inner = list(found) if isinstance(found, dict) else range(len(found)) if isinstance(found, list) else []
    if not inner:
        return
    key: Any = rng.choice(list(inner))
    if isinstance(found[key], dict | list) and found[key] and (depth == 0 or rng.random() < 0.75):
        _change(found[key], rng, depth + 1)
    elif rng.random() < 0.2:
        del found[key]
    elif rng.random() < 0.2 and isinstance(found, dict):
        found[rng.choice((key.upper(), key + " ", noise(rng).decode("utf-8", "replace")))] = found.pop(key)
    elif rng.random() < 0.2:
        other = rng.choice(list(inner))
        found[key], found[other] = found[other], found[key]
    else:
        found[key] = _strange(found[key], rng)


def _lines(data: bytes, rng: Random) -> bytes:
    """Lines, and what stands in them between their signs."""
    sign = rng.choice((b"$", b"\x1f", b",", b";", b"\t", b" ", b'"'))

    def own(line: bytes) -> bytes:
        return sign.join(
            _pieces(line.split(sign), rng, lambda part: rng.choice((noise(rng), part[::-1], part * 3)))
        )

    return b"\n".join(_pieces(data.split(b"\n"), rng, own))


def _terms(data: bytes, rng: Random) -> bytes:
    """Terms of Turtle and N-Triples."""
    return b"".join(
        _pieces(_TURTLE.findall(data), rng, lambda term: rng.choice((noise(rng), term[:-1], b"[ " + term)))
    )


def _iso2709(data: bytes, rng: Random) -> bytes:
    """A record of other fields: its directory is right, or it is that of the record before."""
    records = data.split(b"\x1d")
    at = rng.randrange(len(records))
    raw = records[at]
    start, terminator, body = raw[24:].partition(b"\x1e")
    fields = body.split(b"\x1e")[:-1]
    tags = [start[place : place + 3] for place in range(0, len(start), 12)]
    if not terminator or not fields or len(tags) != len(fields):
        return _moved(data, rng)

    def own(field: bytes) -> bytes:
        parts = field.split(b"\x1f")
        return b"\x1f".join(_pieces(parts, rng, lambda part: part[:1] + noise(rng)))

    if rng.random() < 0.5:
        place = rng.randrange(len(tags))
        tags[place] = rng.choice(
            (rng.choice(tags), b"%03d" % rng.randrange(1000), b"88" + b"0", b"LDR", b"   ")
        )
    else:
        fields = _pieces(fields, rng, own)
        tags = [(tags + tags * 60)[place] for place in range(len(fields))]
    leader = bytearray(raw[:24])
    if rng.random() < 0.3:
        leader[rng.choice((5, 6, 7, 8, 9, 17, 18, 19))] = rng.choice(b"abcdefgijkmoprstuvxyz |#8")
    if rng.random() < 0.2:
        records[at] = bytes(leader) + start + b"\x1e" + b"\x1e".join(fields) + b"\x1e"
        return b"\x1d".join(records)
    directory, offset = b"", 0
    for tag, field in zip(tags, fields, strict=True):
        directory += b"%s%04d%05d" % (tag, min(len(field) + 1, 9999), min(offset, 99999))
        offset += len(field) + 1
    base = 24 + len(directory) + 1
    size = b"%05d" % min(base + offset + 1, 99999)
    rest = bytes(leader[5:12]) + b"%05d" % min(base, 99999) + bytes(leader[17:])
    records[at] = size + rest + directory + b"\x1e" + b"".join(field + b"\x1e" for field in fields)
    return b"\x1d".join(records)


_XML = ("marcxml", "picaxml", "lido", "ead", "dc", "mods", "edm", "eac", "a2a", "adlib", "xml")
_WAYS: dict[str, tuple[Callable[[bytes, Random], bytes], ...]] = {
    "marc21": (_iso2709, _iso2709, _iso2709),
    **dict.fromkeys(_XML, (_markup, _markup, _markup)),
    **dict.fromkeys(("json", "linkedart", "marcjson", "picajson"), (_tree, _tree, _tree)),
    **dict.fromkeys(("aleph", "mrk", "iconclass", "pica", "csv"), (_lines, _lines, _lines)),
    "rdf": (_terms, _lines, _markup, _tree),
}
