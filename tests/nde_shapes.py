"""What the Dutch Dataset Register says of a description, by its own shapes; ../shared has them."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from rdflib import Graph
from rdflib.plugins.sparql import prepareQuery

Remark = tuple[str, str, str, str]
"""Severity, path, thing and message."""
Judge = Callable[[Graph], tuple[str, list[Remark]]]


def register(shared: Path, announced: bool) -> Judge:
    """The verdict of the register: today, or with what it `announced`."""
    spec = importlib.util.spec_from_file_location("nde_check", shared / "tools/nde_check.py")
    assert spec is not None
    assert spec.loader is not None
    nde = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(nde)
    shapes = nde.patch(Graph().parse(shared / "standards/nde/dataset-register-shacl.ttl"))
    if announced:
        nde.promote_v2(shapes)

    def judge(graph: Graph) -> tuple[str, list[Remark]]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Graph, "query", _query)
            state, found = nde.check(graph, shapes)
        return state, [one for one in found if one[0] != "Info"]

    return judge


_ask = Graph.query


def _query(self: Graph, text: str, *rest: Any, initNs: Any = None, **more: Any) -> Any:
    """Ask a query that was parsed before: shapes have each of theirs parsed anew for each thing."""
    prefixes = tuple(sorted(dict(initNs or self.namespaces()).items()))
    return _ask(self, _prepared(text, prefixes), *rest, **more)


@cache
def _prepared(text: str, prefixes: tuple[tuple[str, Any], ...]) -> Any:
    return prepareQuery(text, initNs=dict(prefixes))
