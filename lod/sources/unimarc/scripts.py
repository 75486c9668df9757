"""Fields of UNIMARC that repeat another in another script ($6 and $7), as 880 of MARC 21."""

from __future__ import annotations

from lod.record import Field
from lod.sources.unimarc.conversion_record import Converted

_LATIN = "ba"
_SCRIPTS = {
    "ba": "(B", "ca": "(N", "da": "$1", "db": "$1", "dc": "$1", "ea": "$1", "fa": "(3", "ga": "(S",
    "ha": "(2", "ka": "$1",
}  # fmt: skip
"""Script of UNIMARC (Appendix D) → the code that MARC 21 has behind the number of the link."""


def pairs(fields: list[Field]) -> list[tuple[Field, Field, str]]:
    """Each field, one that repeats it in another script, and the code of that script.

    Fields are linked by the number in $6 (`a01`). The one in Latin script is the field, else the first.
    """
    groups: dict[tuple[str, str], list[Field]] = {}
    for one in fields:
        link = one.first("6").strip()
        if link and one.first("7"):
            groups.setdefault((one.tag, link[:3]), []).append(one)
    found = []
    for group in groups.values():
        if len({_script(one) for one in group}) != len(group) or len(group) < 2:
            continue
        main = next((one for one in group if _script(one) == _LATIN), group[0])
        found += [(main, one, _SCRIPTS.get(_script(one), "")) for one in group if one is not main]
    return found


def _script(one: Field) -> str:
    return one.first("7").strip()[:2]


def linked(
    made: list[Field], others: list[tuple[Field, Field, str]], by_field: dict[int, list[Field]]
) -> list[Field]:
    """The fields, with those in another script as 880 that are linked to what they repeat."""
    number = 0
    changed: dict[int, Field] = {}
    for main, other, script in others:
        for one, repeated in zip(by_field[id(main)], by_field[id(other)], strict=False):
            if one.tag != repeated.tag or not isinstance(repeated, Converted):
                continue
            number += 1
            told = f"880-{number:02d}"
            if not one.first("6"):
                one.subfields.insert(0, ("6", told))
            sign = f"{one.tag}-{one.first('6')[4:6]}" + (f"/{script}" if script else "")
            inner = Field("880", repeated.indicators, [("6", sign), *repeated.subfields])
            changed[id(repeated)] = Converted(inner, repeated.origin)
    return [changed.get(id(one), one) for one in made]
