"""A site's own mapping for its own JSON: artworks of Tate (../shared), nothing left over, valid."""

from functools import cache
from pathlib import Path

from lod import sources
from lod.mapping import Mapping, load
from lod.mapping.rule_examples import run_examples
from lod.record import Record
from tests.mapping.schemaorg_checks import graph, misfits, violations

HERE = Path(__file__).parent / "tate"
SAMPLE = "data/museum/tate_artworks_sample.jsonl"


@cache
def tate() -> Mapping:
    return load(["tate-schema"], overlay=HERE)


def test_the_examples_hold() -> None:
    outcomes = list(run_examples(tate()))
    assert outcomes
    assert all(outcome.passed for outcome in outcomes)


def test_artworks_leave_nothing_over_and_are_valid(shared: Path) -> None:
    made = tate().mapper("https://data.example.org/", "tate", "NL-Demo", "en")
    records = [record for record in sources.read(shared / SAMPLE) if isinstance(record, Record)]
    said = [made.map(record).statements for record in records]
    assert len(said) == 1154
    assert not made.left_over
    few = graph(said[::20])
    assert not misfits(few)
    assert not violations(few, shared / "standards/nde/schema-profile-shacl.ttl")
