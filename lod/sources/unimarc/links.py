"""Links of UNIMARC to other records (4XX, 604), in the embedded technique and in subfields of their own.

In the embedded technique a field holds whole fields: ``461 #0
$1001013456789$12001#$aHistoire$v3$1700#1$aRoux$bJean``. Each $1 begins one, with its tag and indicators; a
control field has its value there.
"""

from __future__ import annotations

from collections.abc import Iterator

from lod.record import Field

Part = tuple[str, str, set[int]]
"""A code, a value, and the places in the field of UNIMARC that it is from."""

_INDICATORS = slice(3, 5)

_WORK = {"a": "t"} | {code: code for code in "hicdefklmrsu"}
_STANDARD = {
    "001": {"": "0"},
    "010": {"a": "y"},
    "011": {"a": "x"},
    "200": {"a": "t", "e": "o", "h": "h", "i": "i", "f": "f", "v": "v"},
    "205": {"a": "e"},
    "210": {"a": "c", "c": "n", "d": "d"},
    "214": {"a": "c", "c": "n", "d": "d"},
    "215": {"a": "p"},
    "225": {"a": "s"},
    "500": {"a": "t"},
    "506": _WORK,
    "507": _WORK,
    "530": {"a": "t"},
}
"""What a subfield of an embedded field is in the standard subfields of 4XX."""
_TITLES = ("200", "500", "530", "507", "506")
"""Where the title is looked for, the best first."""


def parts(one: Field) -> list[Part]:
    """The subfields of a field, each with its place."""
    return [(code, value, {at}) for at, (code, value) in enumerate(one.subfields)]


def embedded(one: Field) -> Iterator[tuple[Field, list[int]]]:
    """The fields that are embedded in one, each with the places of its subfields; first that of its $1."""
    inner: Field | None = None
    places: list[int] = []
    for at, (code, value) in enumerate(one.subfields):
        if code == "1" and len(value) > 2 and value[:3].isalnum():
            if inner:
                yield inner, places
            own = [("", value[3:])] if value[:2] == "00" else []
            inner, places = Field(value[:3], value[_INDICATORS], own), [at]
        elif inner:
            inner.subfields.append((code, value))
            places.append(at)
    if inner:
        yield inner, places


def standard(one: Field) -> list[Part]:
    """A link in the standard subfields, in whichever technique it came."""
    inner = list(embedded(one))
    if not inner:
        return parts(one)
    there = {field.tag for field, _ in inner}
    best = next((tag for tag in _TITLES if tag in there), "")
    before = next((at for at, (code, _) in enumerate(one.subfields) if code == "1"), 0)
    found: list[Part] = [(code, value, {at}) for at, (code, value) in enumerate(one.subfields[:before])]
    for field, places in inner:
        if field.tag[:1] == "7":
            found += _name(field, places)
        elif field.tag not in _TITLES or field.tag == best:
            found += _parts(field, places)
    return found


def _parts(field: Field, places: list[int]) -> list[Part]:
    """The subfields of an embedded field that the standard ones can hold."""
    listed = _STANDARD.get(field.tag, {})
    own = places if "" in field.all("") or field.tag[:2] == "00" else places[1:]
    found = [
        (listed[code], value, {at})
        for at, (code, value) in zip(own, field.subfields, strict=False)
        if code in listed
    ]
    if found:
        found[0][2].add(places[0])
    return found


def _name(field: Field, places: list[int]) -> list[Part]:
    """The name in an embedded field, as one text."""
    rest = [value.strip(" ,") for value in field.all("b")]
    text = ", ".join(filter(None, [field.first("a").strip(), *rest]))
    if not text:
        return []
    own = {at for at, (code, _) in zip(places[1:], field.subfields, strict=False) if code in "ab"}
    return [("a", text, own | {places[0]})]
