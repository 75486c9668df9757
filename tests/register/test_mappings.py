"""What a record became is known by a version: it changes with all that decides what a record becomes."""

import ast
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

import lod
from lod.register.ingest import mappings

HOME = Path(lod.__file__).parent
DECIDE_NOTHING = {"PyYAML", "zstandard"}
"""The text of rules is in the version itself; what was packed comes out as it was."""


def readers_and_rules() -> list[Path]:
    """All that has a part in it but harvesting, which brings the bytes."""
    found = [path for room in ("mapping", "rdf", "sources") for path in (HOME / room).rglob("*.py")]
    return [path for path in found if "harvest" not in path.parts]


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (one.name.partition(".")[0] for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def test_libraries_that_read_or_map_are_part_of_the_version() -> None:
    own = {"lod", *sys.stdlib_module_names}
    modules = {name for path in readers_and_rules() for name in imported(path)} - own
    known = packages_distributions()
    assert {known[name][0] for name in modules} - DECIDE_NOTHING == set(mappings.LIBRARIES)


def test_every_reader_function_and_code_list_is_part_of_the_version(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Path] = []
    bytes_of = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: read.append(path) or bytes_of(path))
    assert mappings.program.__wrapped__() == mappings.program()
    assert {path.resolve() for path in readers_and_rules()} <= {path.resolve() for path in read}
    assert any(path.name == "countries.tsv" for path in read)
