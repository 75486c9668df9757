"""A small part of the fuzzing, the same each time: `make fuzz` goes on for as long as you like."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random

import pytest

from lod.mapping import Mapper, default_mappings, load
from tests.fuzzing import query_properties
from tests.fuzzing.generated_records import invented
from tests.fuzzing.mutations import damaged
from tests.fuzzing.source_properties import BASE, judge, mapper_for, misstated
from tests.sources.samples import SAMPLES

NAMES = [name for name in SAMPLES if name != "excel"]
TIMES = 12


@cache
def mapper(name: str, folder: Path) -> Mapper:
    return mapper_for(SAMPLES[name], name, folder)


@pytest.mark.parametrize("name", NAMES)
def test_a_damaged_source_is_read_mapped_and_counted(
    name: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    made = mapper(name, tmp_path_factory.getbasetemp())
    for seed in range(TIMES):
        data = damaged(SAMPLES[name], name, Random(seed))
        assert judge(data, name, made, thorough=seed % 4 == 0) == "", (seed, data)


@pytest.mark.parametrize("name", NAMES)
def test_damage_is_done_and_is_the_same_for_the_same_seed(name: str) -> None:
    made = {damaged(SAMPLES[name], name, Random(seed)) for seed in range(30)}
    assert len(made - {SAMPLES[name]}) > 15
    assert damaged(SAMPLES[name], name, Random(7)) == damaged(SAMPLES[name], name, Random(7))


@pytest.mark.parametrize("target", query_properties.ASKED)
def test_what_is_asked_is_answered_or_refused(target: str) -> None:
    judged, examples = query_properties.ASKED[target]
    for seed, example in enumerate(examples):
        assert judged(example) == "", example
        for text in {
            damaged(example.encode(), "", Random(seed + n)).decode("utf-8", "replace") for n in range(TIMES)
        }:
            assert judged(text) == "", text


def test_an_answer_that_is_another_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = "SELECT * { ?s <http://example.org/p> ?o . ?o <http://example.org/q> ?x }"
    assert query_properties.query(plain) == ""
    monkeypatch.setattr(query_properties.gate, "check", lambda text, limits: "ASK")
    assert query_properties.query(plain) == "the gate says ASK of a QuerySolutions"
    monkeypatch.undo()
    monkeypatch.setattr(
        query_properties, "reordered", lambda text, store, prefixes: text.replace("/q>", "/none>")
    )
    assert query_properties.query(plain) == "the rows depend on the order of patterns"


def test_what_is_wrong_is_told() -> None:
    class Wrong(Mapper):
        def __init__(self) -> None:
            pass

        def map_all(self, records: object) -> list[object]:  # type: ignore[override]
            raise RuntimeError("no")

    assert judge(SAMPLES["marc21"], "marc21", Wrong()).startswith("RuntimeError in test_fuzzing.py")


@pytest.mark.parametrize("name", ["lido", "ead", "dc", "mods", "edm", "eac", "a2a", "adlib"])
def test_a_record_that_nobody_made_becomes_valid_statements(name: str) -> None:
    made = load(default_mappings(name)).mapper(BASE, "fuzz", "NL-Demo", "nl", f"{BASE}licence")
    used = set()
    for seed in range(30):
        record = invented(name, Random(seed))
        assert misstated(made.map(record).statements, name) == [], (name, seed)
        explained = made.explain(record)
        used |= {one.rule.id for one in explained}
        assert {one.statement for one in explained} == set(made.map(record).statements.splitlines()), (
            name,
            seed,
        )
    assert len(used) > 4
