"""What a query of the reconciliation service says, as clients write it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lod.search.reconciliation.reconciler import Query
from webapp.reconcile import parsing


def query(**told: Any) -> Query:
    found = parsing.batch(json.loads(json.dumps({"q": {"query": "Max Havelaar", **told}})), {})["q"]
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("given", "values"),
    [
        ({"id": "Q0", "name": "Multatuli"}, ("Q0", "Multatuli")),
        ([{"id": "Q0", "name": "Multatuli"}, {"id": "Q1"}], ("Q0", "Q1", "Multatuli")),
        ({"name": "Multatuli"}, ("Multatuli",)),
        ("Multatuli", ("Multatuli",)),
        (1860, ("1860",)),
    ],
)
def test_a_cell_that_was_matched_with_another_service_is_known_by_its_name(
    given: object, values: tuple[str, ...]
) -> None:
    """OpenRefine gives the identifier at that service, which says nothing here."""
    (condition,) = query(properties=[{"pid": "creator", "v": given}]).conditions
    assert condition.values == values


@pytest.mark.parametrize("type", ["", None, []])
def test_a_type_that_was_left_empty_is_none(type: object) -> None:
    assert query(type=type) == query()
