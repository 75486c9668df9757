"""What the compiler makes of a rule."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from lod.mapping.compiler.preconditions import single_assignment


@dataclass(frozen=True)
class Compiled:
    """A rule as a function."""

    function: Callable[..., int]
    asks: tuple[str, ...] | None
    """Expressions of what it asks of the rest of its record; None when nobody can tell."""
    text: str = ""
    """The function as it was written; empty when nobody can fit it to a form of field."""
    namespace: dict[str, Any] = field(default_factory=dict)
    """What the names in it stand for."""
    facts: tuple[str, ...] = ()
    """What it asks that only tells the sort of record: there are few answers."""

    @cached_property
    def tree(self) -> ast.Module | None:
        """The function for those who fit it to a form of field; few do, so it is made when asked for."""
        return single_assignment(self.text) if self.text else None
