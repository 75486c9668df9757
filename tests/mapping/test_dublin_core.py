"""Dublin Core of repositories: everything accounted for, valid for the heritage network."""

from pathlib import Path

from lod import sources
from lod.record import Record
from tests.mapping.judging import graph, mapper, misfits, violations


def test_repositories_leave_nothing_over_and_are_valid(shared: Path) -> None:
    made = mapper("dc")
    lines = []
    for name in ("caltech_oai_dc.xml", "erasmus_rotterdam_ListRecords_81.xml", "sickle_GetRecord.xml"):
        found = sources.read(shared / "data/dc_oai" / name)
        lines += [made.map(record).statements for record in found if isinstance(record, Record)]
    assert len(lines) == 180
    assert not made.left_over
    whole = graph(lines)
    assert not misfits(whole)
    assert not violations(whole, shared / "standards/nde/schema-profile-shacl.ttl")
