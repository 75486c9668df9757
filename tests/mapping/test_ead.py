"""Archives in EAD: everything accounted for, valid Schema.org, valid for the heritage network."""

from pathlib import Path

from tests.mapping.schemaorg_checks import graph, mapper, misfits, statements, violations

HOME = Path(__file__).resolve().parents[2]
DEMO = HOME / "data/demo/collections/archief/leesvereniging.xml"
SHAPES = "standards/nde/schema-profile-shacl.ttl"

JUDGED = ("ehri_NIOD-38640.xml", "ehri_EAD3test.xml", "ehri_stadsarchief30602.xml")


def test_nothing_in_the_demo_archive_is_left_over_and_every_part_is_in_another() -> None:
    made = mapper("ead")
    found = graph(statements(made, [DEMO], "ead"))
    assert not made.left_over
    part_of = "https://schema.org/isPartOf"
    described = {
        str(thing) for thing in found.subjects() if "/id/object/" in str(thing) and "#" not in str(thing)
    }
    parents = {str(o) for _, p, o in found if str(p) == part_of and "/id/object/" in str(o)}
    assert len(described) == 72
    assert parents < described


def test_the_demo_archive_is_valid(shared: Path) -> None:
    found = graph(statements(mapper("ead"), [DEMO], "ead"))
    assert not misfits(found)
    assert not violations(found, shared / SHAPES)


def test_archives_of_many_houses_leave_nothing_over_and_are_valid(shared: Path) -> None:
    paths = sorted((shared / "data/ead").glob("*.xml"))
    small = [path for path in paths if path.stat().st_size < 60_000]
    assert len(small) == 11
    for path in small:
        made = mapper("ead")
        found = graph(statements(made, [path], "ead"))
        assert not made.left_over, path.name
        assert not misfits(found), path.name
        if path.name in JUDGED:
            assert not violations(found, shared / SHAPES), path.name
