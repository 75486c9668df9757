"""Dublin Core of repositories: everything accounted for, valid for the heritage network."""

from pathlib import Path

from lod import sources
from lod.record import Record
from tests.mapping.schemaorg_checks import graph, mapper, misfits, violations


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


def test_makers_in_one_element_are_several_and_where_they_work_is_no_name(tmp_path: Path) -> None:
    creators = ("Vries, A. de; Bos, K.", "Pot, J.; Universiteit Utrecht")
    path = tmp_path / "article.xml"
    path.write_text(
        '<dc xmlns="http://purl.org/dc/elements/1.1/"><title>T</title><identifier>1</identifier>'
        + "".join(f"<creator>{creator}</creator>" for creator in creators)
        + "</dc>",
        encoding="utf-8",
    )
    made = mapper("dc")
    (record,) = sources.read(path)
    assert isinstance(record, Record)
    told = made.map(record).statements
    assert told.count("schema.org/creator>") == 3
    for name in ("A. de Vries", "K. Bos", "J. Pot", "Universiteit Utrecht"):
        assert f'/name> "{name}"@nl' in told
    assert not made.left_over
    assert not misfits(graph([told]))
