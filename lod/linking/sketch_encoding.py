"""Sketches as texts: a letter for what is sketched, and its fields."""

from __future__ import annotations

FIELD, LIST = "\x1f", "\x1e"


def pack(letter: str, *fields: str | int | tuple[str | int, ...]) -> str:
    r"""Fields as one text; a field may be a list.

    >>> pack("i", "max", (1860, 1861), ("x", ""))
    'i\x1fmax\x1f1860\x1e1861\x1fx\x1e'
    """
    told = [LIST.join(map(str, one)) if isinstance(one, tuple) else str(one) for one in fields]
    return FIELD.join((letter, *told))


def unpack(data: str) -> list[str]:
    """The fields in a text of `pack`, without the letter."""
    return data.split(FIELD)[1:]


def listed(field: str) -> tuple[str, ...]:
    """The texts in a field that is a list."""
    return tuple(field.split(LIST)) if field else ()
