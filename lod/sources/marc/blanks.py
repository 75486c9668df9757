"""Blanks that were made visible: ``00000nam#a22#####…``, as MARC's own documentation prints them."""

from __future__ import annotations

from lod.record import Field

_SIGNS = "#^\\"
_CODED = ("006", "007", "008")


def has_signs(leader: str) -> bool:
    """Whether the leader, in which these signs mean nothing, has one of them.

    >>> has_signs("01138nam#a2200325#c#4500"), has_signs("01138nam a2200325 c 4500")
    (True, False)
    """
    return "#" in leader or "^" in leader or "\\" in leader


def restored(leader: str, fields: list[Field], warnings: list[str]) -> str:
    """The leader with blanks as blanks; in the coded control fields they are restored in place."""
    if not has_signs(leader):
        return leader
    sign = next(sign for sign in leader if sign in _SIGNS)
    warnings.append(f"{sign} in the leader stands for a blank: read so there and in 006, 007 and 008")
    for field in fields:
        if field.tag in _CODED:
            field.subfields = [(code, value.replace(sign, " ")) for code, value in field.subfields]
    return leader.replace(sign, " ")
