"""Values as far as the form of a field decides them, and the form itself."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True)
class Form:
    """What fields have in common that differ in the texts of their subfields only."""

    tag: str
    indicators: str
    codes: tuple[str, ...]
    facts: dict[str, str] = field(default_factory=dict)
    """Facts of the sort of record that the field is in, by the expressions that rules ask for them."""


class NotStatic(Exception):
    """Something that is not worked out here: the rule runs as it was compiled."""


@dataclass(frozen=True, slots=True)
class Static:
    """A value that the form decides."""

    value: Any


@dataclass(frozen=True, slots=True)
class StaticList:
    """A list (or tuple) of which the form decides how long it is, or which of its texts may be missing."""

    items: tuple[Value, ...]
    filtered: bool = False
    """Whether those that are empty are left out."""
    spelled: str = "[]"


@dataclass(frozen=True, slots=True)
class Twice:
    """Each of some values, as a pair with itself."""

    of: Value


Value: TypeAlias = "Static | StaticList | Twice | str"
"""A text is Python text of what only the field itself decides."""

Part: TypeAlias = "tuple[str, bool]"
"""A piece of a text: as it stands, or the name of what holds it."""


def joined(parts: list[Part]) -> Value:
    """A text made of pieces."""
    if not any(is_name for _, is_name in parts):
        return Static("".join(text for text, _ in parts))
    return f"f{spelled(parts)}"


def spelled(parts: list[Part]) -> str:
    """The pieces of a text between quotation marks, as they stand in an f-string."""
    text = "".join(f"{{{piece}}}" if is_name else _in_f_string(piece) for piece, is_name in parts)
    return f"'{text}'"


def _in_f_string(text: str) -> str:
    return (
        text.replace("\\", "\\\\")
        .replace("'", "\\'")
        .replace("{", "{{")
        .replace("}", "}}")
        .replace("\n", "\\n")
    )


def number(node: ast.expr) -> int:
    """The number that stands there. (`ast.literal_eval` would leave cycles in memory.)"""
    match node:
        case ast.Constant(value=int(found)):
            return found
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int(found))):
            return -found
    raise NotStatic("a number that only the field tells")
