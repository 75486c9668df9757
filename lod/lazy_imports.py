"""The door of a room whose modules are imported when something of them is asked for, not all at once."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from types import ModuleType
from typing import Any


def lazy_attributes(room: str, modules: Mapping[str, tuple[str, ...]]) -> Callable[[str], Any]:
    """A module's `__getattr__` (PEP 562) for a room: each of its modules with the names that come from it.

    A command that publishes one record needs no module that harvests, examines or exports.
    No module may be called like a name that another one gives: importing it would take that name.
    """
    origin = {name: module for module, names in modules.items() for name in names}

    def given(name: str) -> Any:
        if name not in origin:
            raise AttributeError(f"module {room!r} has no attribute {name!r}")
        found = getattr(imported(f"{room}.{origin[name]}"), name)
        setattr(sys.modules[room], name, found)
        return found

    return given


def imported(module: str) -> ModuleType:
    """A module, imported without looking for cycles in memory: nothing is to be freed yet."""
    on = gc.isenabled()
    gc.disable()
    try:
        return import_module(module)
    finally:
        if on:
            gc.enable()
