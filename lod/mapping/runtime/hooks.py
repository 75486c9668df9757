"""Hooks: the few things that rules cannot say as data. Each is named, typed, tested and called by a rule."""

from __future__ import annotations

from collections.abc import Callable

from lod.errors import MappingError
from lod.mapping.runtime.record_run import Run
from lod.record import Field

Hook = Callable[[Run, "Field | None", Field, dict[str, list[str]], dict[str, list[str]], str], None]

HOOKS: dict[str, Hook] = {}
"""By the name that a rule calls them."""


def hook(name: str) -> Callable[[Hook], Hook]:
    """Register a hook; MappingError when the name is taken."""

    def register(made: Hook) -> Hook:
        if name in HOOKS:
            raise MappingError(f"two hooks are called “{name}”")
        HOOKS[name] = made
        return made

    return register
