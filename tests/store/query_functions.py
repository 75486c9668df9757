"""A function that queries may call, found by its name from the sandbox's processes."""

from collections.abc import Mapping
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from lod.store.sandbox.query_execution import Function


def functions(release: Path) -> Mapping[NamedNode, Function]:
    assert (release / "manifest.json").is_file()
    return {NamedNode("https://a.example/twice"): lambda text: Literal(text.value * 2)}
