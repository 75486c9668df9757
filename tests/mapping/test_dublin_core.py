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


def test_what_the_national_library_adds_to_dublin_core(tmp_path: Path) -> None:
    """In DCX where a book was published is not what it is about; a picture is one, and a number tells it."""
    path = tmp_path / "answer.xml"
    path.write_text(
        '<r xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:dcx="http://krait.kb.nl/coop/tel/handbook/telterms.html"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><recordData>'
        "<dcx:recordIdentifier>GVN:1</dcx:recordIdentifier><dc:title>De Waag</dc:title>"
        '<dcterms:spatial xsi:type="dcx:creation">Amsterdam</dcterms:spatial>'
        "<dcterms:spatial>Regionaal/lokaal</dcterms:spatial><dc:coverage>Maastricht; 1890-1910</dc:coverage>"
        "<dc:creator>Antonisse, Marcel / Anefo</dc:creator>"
        '<dcterms:isPartOf xsi:type="dcx:collectionIdentifier">GVN</dcterms:isPartOf>'
        "<dcx:illustration>http://resolver.kb.nl/resolve?urn=1</dcx:illustration></recordData></r>",
        encoding="utf-8",
    )
    made = mapper("dc")
    (record,) = sources.read(path)
    assert isinstance(record, Record)
    assert record.id == "GVN:1"
    told = made.map(record).statements.replace("https://schema.org/", "")
    places = dict.fromkeys(line.split()[1] for line in told.splitlines() if "/place/" in line.split()[2])
    assert {"<locationCreated>", "<contentLocation>"} <= set(places)
    assert '<name> "Maastricht"@nl' in told
    assert '<temporalCoverage> "1890/1910"' in told
    assert '<name> "Marcel Antonisse / Anefo"@nl' in told
    assert "<contentUrl> <http://resolver.kb.nl/resolve?urn=1>" in told
    assert '<keywords> "Regionaal/lokaal"@nl' in told
    assert '<name> "Regionaal/lokaal"@nl' not in told
    assert '"GVN"' not in told
    assert not made.left_over
    assert not misfits(graph([made.map(record).statements]))
