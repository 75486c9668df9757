"""Compounds of which only a half is written: "kinder- en jeugdboeken" has kinderboeken as well."""

from __future__ import annotations

import re

SHORTEST = 4
"""Letters that the half which is left out has at least."""
_LETTER = r"[^\W\d_]"
_AND = "(?:en|of|and|or|und|oder|en/of|&)"
_HALF = rf"{_LETTER}{{3,40}}-"
_FIRST = re.compile(
    rf"(?<!\w)({_LETTER}{{3,40}})-(?=(?:, ?{_HALF}){{0,5}} {_AND} ({_LETTER}{{6,40}}))", re.IGNORECASE
)
_LAST = re.compile(rf"(?<!\w)({_LETTER}{{6,40}}) {_AND} -({_LETTER}{{4,40}})", re.IGNORECASE)


def expand(text: str) -> str:
    """The compounds that are written by half, one after the other; empty when there are none.

    Where the other compound may be parted nobody says, so each way to part it is there: nobody asks for those
    that are no words.

    >>> expand("Kinder- en jeugdboeken")
    'Kindergdboeken Kinderdboeken Kinderboeken Kinderoeken Kindereken'
    >>> "zeekaarten" in expand("zee-, lucht- en wegenkaarten"), expand("Noord- en Zuid-Holland")
    (True, '')
    >>> expand("machines en -ketels")
    'machketels machiketels'
    """
    if "- " not in text and " -" not in text and "-," not in text:
        return ""
    made = [
        half + whole[at:]
        for half, whole in _FIRST.findall(text)
        for at in range(3, len(whole) - SHORTEST + 1)
    ]
    made += [
        whole[:at] + half for whole, half in _LAST.findall(text) for at in range(SHORTEST, len(whole) - 2)
    ]
    return " ".join(made)
