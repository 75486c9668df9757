"""Records of people: all accounted for, valid Schema.org, valid for the heritage network."""

from __future__ import annotations

from pathlib import Path

from tests.mapping.schemaorg_checks import SCHEMA, graph, mapper, misfits, statements, violations
from tests.sources.test_a2a import BIRTH, a2a

SHAPES = "standards/nde/schema-profile-shacl.ttl"
SOURCE = (
    "<Source><SourcePlace><Place>Drachten</Place></SourcePlace><SourceDate><Year>1834</Year></SourceDate>"
    "<SourceType>BS Geboorte</SourceType><SourceReference><InstitutionName>Archief</InstitutionName>"
    "<Archive>30</Archive><Collection>Burgerlijke stand</Collection><Book>Register</Book>"
    "<RegistryNumber>2002</RegistryNumber><Folio>12v</Folio><DocumentNumber>45</DocumentNumber>"
    "</SourceReference>"
    "<SourceAvailableScans><Scan><OrderSequenceNumber>1</OrderSequenceNumber><Uri>https://x.org/1.jpg</Uri>"
    "<UriViewer>https://x.org/1</UriViewer><UriPreview>https://x.org/t.jpg</UriPreview></Scan>"
    "</SourceAvailableScans><SourceRemark Key='Opmerking'><Value>Met zegel</Value></SourceRemark>"
    "<SourceLastChangeDate>2019-01-01</SourceLastChangeDate></Source>"
)


def test_records_of_people_leave_nothing_over_and_are_valid(tmp_path: Path, shared: Path) -> None:
    path = tmp_path / "births.xml"
    path.write_text(f"<all>{a2a(BIRTH)}{a2a(SOURCE)}</all>", encoding="utf-8")
    made = mapper("a2a")
    found = graph(statements(made, [path], "a2a"))
    assert len(set(found.subjects(SCHEMA.isPartOf, None))) == 3  # two records, and a register
    assert not made.left_over
    assert not misfits(found)
    assert not violations(found, shared / SHAPES)
