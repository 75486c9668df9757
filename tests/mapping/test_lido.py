"""Museum objects in LIDO: everything accounted for, valid Schema.org, valid for the heritage network."""

from pathlib import Path

import pytest

from lod.record import Record
from tests.mapping.schemaorg_checks import graph, mapper, misfits, statements, violations
from tests.sources.marc_builder import read_bytes

HOME = Path(__file__).resolve().parents[2]
DEMO = HOME / "data/demo/collections/museum/objecten.xml"
SHAPES = "standards/nde/schema-profile-shacl.ttl"

# What is left over by name: two dates of death that the museum itself calls estimated.
LEFT = {"LIDO-v1.0_LaPrimavera.xml": 2}


def test_nothing_in_the_demo_museum_is_left_over() -> None:
    made = mapper("lido")
    assert len(list(statements(made, [DEMO], "lido"))) == 28
    assert not made.left_over


def test_the_demo_museum_is_valid(shared: Path) -> None:
    found = graph(statements(mapper("lido"), [DEMO], "lido"))
    assert not misfits(found)
    assert not violations(found, shared / SHAPES)


def test_objects_of_many_museums_leave_nothing_over(
    shared: Path,
) -> None:
    records = 0
    for path in sorted((shared / "data/lido").glob("*.xml")):
        made = mapper("lido")
        lines = list(statements(made, [path], "lido"))
        records += len(lines)
        assert sum(made.left_over.values()) == LEFT.get(path.name, 0), (path.name, made.left_over)
    assert records == 37


@pytest.mark.parametrize("name", ["kenom_oai_chunk20.xml", "LIDO-v1.1_LaPrimavera.xml", "vkc_lido.xml"])
def test_objects_are_valid_for_the_heritage_network(shared: Path, name: str) -> None:
    found = graph(statements(mapper("lido"), [shared / "data/lido" / name], "lido"))
    assert not misfits(found)
    assert not violations(found, shared / SHAPES)


def test_of_two_names_of_a_term_mapping_and_explaining_keep_the_same() -> None:
    term = "<term>{}</term>".format
    terms = "".join(map(term, ("bedruckt", "Drucktechnik", "bedruckt")))
    (record,) = read_bytes(
        f"""<lido xmlns="http://www.lido-schema.org"><lidoRecID>1</lidoRecID><eventSet><event><eventMaterialsTech>
        <materialsTech><termMaterialsTech><conceptID>http://d-nb.info/gnd/4124801-6</conceptID>{terms}
        </termMaterialsTech></materialsTech></eventMaterialsTech></event></eventSet></lido>""".encode(),
        "lido",
    )
    assert isinstance(record, Record)
    made = mapper("lido")
    mapped = set(made.map(record).statements.splitlines())
    assert {one.statement for one in made.explain(record)} == mapped
    assert any('/name> "bedruckt"' in line for line in mapped)
