"""Dublin Core as it is harvested: records with their identifiers, deleted ones, messages instead."""

from pathlib import Path

import pytest

from lod import sources
from lod.record import Deleted, Record, Unreadable
from tests.sources.marc_builder import lines, only_record

OAI = """<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">
<request metadataPrefix="oai_dc">x</request>{}</OAI-PMH>"""
DC = """<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Een</dc:title><dc:identifier>7</dc:identifier></oai_dc:dc>"""


def written(folder: Path, text: str) -> Path:
    path = folder / "file.xml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_harvested_record_is_known_by_the_identifier_of_the_harvest(tmp_path: Path) -> None:
    record = f"<record><header><identifier>oai:7</identifier></header><metadata>{DC}</metadata></record>"
    (found,) = sources.read(written(tmp_path, OAI.format(f"<ListRecords>{record}</ListRecords>")))
    assert isinstance(found, Record)
    assert (found.format, found.id) == ("dc", "oai:7")
    assert [field.tag for field in found.fields] == ["title", "identifier"]


def test_a_record_on_its_own_is_known_by_its_own_identifier(tmp_path: Path) -> None:
    (found,) = sources.read(written(tmp_path, DC))
    assert isinstance(found, Record)
    assert found.id == "7"


def test_deleted_records_are_gone_and_errors_are_told(tmp_path: Path) -> None:
    gone = '<record><header status="deleted"><identifier>oai:8</identifier></header></record>'
    (found,) = sources.read(written(tmp_path, OAI.format(f"<ListRecords>{gone}</ListRecords>")))
    assert isinstance(found, Deleted)
    assert found.id == "oai:8"
    (told,) = sources.read(written(tmp_path, OAI.format('<error code="badArgument">No such set</error>')))
    assert isinstance(told, Unreadable)
    assert "No such set" in told.reason
    assert not list(sources.read(written(tmp_path, OAI.format('<error code="noRecordsMatch"/>'))))


DIM = """<dim:dim xmlns:dim="http://www.dspace.org/xmlns/dspace/dim">
<dim:field mdschema="dc" element="title" lang="en_US">Dykes</dim:field>
<dim:field mdschema="dc" element="contributor" qualifier="author">Smith, Jan</dim:field>
<dim:field mdschema="dc" element="identifier" qualifier="issn">0317-8471</dim:field>
<dim:field mdschema="dc" element="identifier" qualifier="uri">http://hdl.handle.net/1/2</dim:field>
<dim:field mdschema="thesis" element="degree" qualifier="name">MA</dim:field></dim:dim>"""
ARCHIVED = """<?xml version="1.0"?><dublin_core schema="dc">
<dcvalue element="title" qualifier="none" language="en_US">Dykes</dcvalue>
<dcvalue element="contributor" qualifier="author">Smith, Jan</dcvalue></dublin_core>"""
XOAI = """<metadata xmlns="http://www.lyncode.com/xoai">
<element name="dc"><element name="title">
<element name="en_US"><field name="value">Dykes</field></element></element>
<element name="contributor"><element name="author"><element name="none"><field name="value">Smith, Jan</field>
<field name="authority">7</field></element></element></element></element>
<element name="bundles"><element name="bundle"><field name="name">ORIGINAL</field></element></element>
</metadata>"""
XOAI_OF = '<metadata xmlns="http://www.lyncode.com/xoai"><element name="dc">{}</element></metadata>'
ALONE = """<?xml version="1.0"?><qualifieddc><title lang="en-US">Dykes</title><creator>Smith, Jan</creator>
<identifier type="issn">0317-8471</identifier><identifier type="citation">Dykes 7</identifier>
</qualifieddc>"""
WRAPPED = """<k:record xmlns:k="http://biblstandard.dk/abm/namespace/dkabm/"
 xmlns:a="http://biblstandard.dk/ac/namespace/" xmlns:d="http://purl.org/dc/elements/1.1/"><a:identifier>29189129|870970</a:identifier>
<d:title xml:lang="en-US">Dykes</d:title><d:creator>Smith, Jan</d:creator></k:record>"""


@pytest.mark.parametrize("text", [DIM, ARCHIVED, XOAI, ALONE, WRAPPED])
def test_other_dresses_of_dublin_core_have_the_same_terms(tmp_path: Path, text: str) -> None:
    (found,) = sources.read(written(tmp_path, text))
    assert isinstance(found, Record)
    assert found.format == "dc"
    assert [field.text for field in found.fields if field.tag == "title"] == ["Dykes"]
    assert [field.first("@lang") for field in found.fields if field.tag == "title"] == ["en-US"]
    assert [field.text for field in found.fields if field.tag == "creator"] == ["Smith, Jan"]


def test_the_number_of_a_journal_is_not_that_of_its_article(tmp_path: Path) -> None:
    (dim,) = sources.read(written(tmp_path, DIM))
    (alone,) = sources.read(written(tmp_path, ALONE))
    assert isinstance(dim, Record)
    assert isinstance(alone, Record)
    assert (dim.id, alone.id) == ("http://hdl.handle.net/1/2", "")
    assert "thesis.degree.name" in {field.tag for field in dim.fields}
    assert "bibliographicCitation" in {field.tag for field in alone.fields}


@pytest.mark.parametrize("text", [DIM, XOAI])
def test_what_dspace_offers_is_harvested(tmp_path: Path, text: str) -> None:
    record = "<record><header><identifier>oai:{}</identifier></header><metadata>{}</metadata></record>"
    listed = "".join(record.format(number, text) for number in (1, 2))
    harvest = OAI.format(f"<ListRecords>{listed}</ListRecords>").replace("oai_dc", "xoai")
    found = list(sources.read(written(tmp_path, harvest)))
    assert [each.id for each in found if isinstance(each, Record)] == ["oai:1", "oai:2"]
    assert all(isinstance(each, Record) and each.fields for each in found)


@pytest.mark.parametrize(
    ("names", "field"),
    [
        ("title", ("title", "", "")),
        ("title nl", ("title", "nl", "")),
        ("identifier doi", ("identifier", "", "doi")),
    ],
)
def test_a_level_of_xoai_may_be_missing(names: str, field: tuple[str, str, str]) -> None:
    inner = '<field name="value">X</field>'
    for name in reversed(names.split()):
        inner = f'<element name="{name}">{inner}</element>'
    (found,) = only_record(XOAI_OF.format(inner), "dc").fields
    assert (found.tag, found.first("@lang"), found.first("@type"), found.text) == (*field, "X")


def test_own_xml_with_a_term_of_dublin_core_in_it_stays_that() -> None:
    thing = "<thing><dc:title>Een</dc:title><size>3 cm</size><room>4</room><shelf>5</shelf></thing>"
    own = f'<list xmlns:dc="http://purl.org/dc/elements/1.1/">{thing * 2}</list>'
    assert sources.guess(own.encode()).name == "xml"


@pytest.mark.parametrize("prefix", ["europeana:", ""])
def test_the_elements_of_europeana_are_read_in_a_harvest(tmp_path: Path, prefix: str) -> None:
    names = (
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:europeana="http://www.europeana.eu/schemas/ese/"'
    )
    own = "" if prefix else ' xmlns="http://www.europeana.eu/schemas/ese/"'
    record = (
        "<record><header><identifier>oai:x:{}</identifier></header><metadata>"
        f"<{prefix}record {names}{own}><dc:title>Kaart</dc:title><dc:creator>Blaeu</dc:creator>"
        f"<europeana:isShownAt>https://x.example/1</europeana:isShownAt></{prefix}record></metadata></record>"
    )
    path = written(tmp_path, OAI.format(f"<ListRecords>{record.format(1)}{record.format(2)}</ListRecords>"))
    found = [one for one in sources.read(path) if isinstance(one, Record)]
    assert [one.fields[0].text for one in found] == ["Kaart", "Kaart"]
    if prefix:  # as Europeana writes it; without, the inner record is no other than the wrapper by its name
        assert [one.id for one in found] == ["oai:x:1", "oai:x:2"]


def test_a_stray_record_of_mods_does_not_make_a_harvest_one_of_mods(tmp_path: Path) -> None:
    def harvested(number: int, inner: str) -> str:
        header = f"<header><identifier>oai:{number}</identifier></header>"
        return f"<record>{header}<metadata>{inner}</metadata></record>"

    dc = "<oai_dc:dc xmlns:oai_dc='http://www.openarchives.org/OAI/2.0/oai_dc/'><title>Duin</title></oai_dc:dc>"
    mods = "<mods xmlns='http://www.loc.gov/mods/v3'><titleInfo><title>Zee</title></titleInfo></mods>"
    path = tmp_path / "harvest.xml"
    path.write_text(f"<OAI-PMH><ListRecords>{harvested(1, dc)}{harvested(2, mods)}</ListRecords></OAI-PMH>")
    first, stray = sources.read(path)
    assert isinstance(first, Record)
    assert first.format == "dc"
    assert isinstance(stray, Unreadable)
    assert stray.reason == "no record in it of the format of its file, but <mods>"


def test_datacite_is_read_as_the_terms_that_say_the_same(tmp_path: Path) -> None:
    resource = """<oai_datacite xmlns="http://schema.datacite.org/oai/oai-1.0/"><payload>
    <resource xmlns="http://datacite.org/schema/kernel-4">
    <identifier identifierType="DOI">10.5281/zenodo.1</identifier>
    <creators><creator><creatorName>Doe, Jane</creatorName></creator></creators>
    <titles><title xml:lang="en">Dykes</title><title titleType="TranslatedTitle">Dijken</title></titles>
    <publisher>Zenodo</publisher><publicationYear>2020</publicationYear>
    <dates><date dateType="Issued">2020-03-04</date><date dateType="Collected">2019</date></dates>
    <resourceType resourceTypeGeneral="Dataset">table</resourceType>
    <rightsList><rights rightsURI="https://creativecommons.org/licenses/by/4.0/">CC BY</rights></rightsList>
    <relatedIdentifier relatedIdentifierType="DOI" relationType="IsPartOf">10.5281/2</relatedIdentifier>
    </resource></payload></oai_datacite>"""
    record = (
        f"<record><header><identifier>oai:7</identifier></header><metadata>{resource}</metadata></record>"
    )
    (found,) = sources.read(written(tmp_path, OAI.format(f"<ListRecords>{record}</ListRecords>")))
    assert isinstance(found, Record)
    assert (found.format, found.id) == ("dc", "oai:7")
    assert [f"{field.tag} {field.text}" for field in found.fields] == [
        "identifier https://doi.org/10.5281/zenodo.1",
        "creator Doe, Jane",
        "title Dykes",
        "alternative Dijken",
        "publisher Zenodo",
        "date 2020",
        "issued 2020-03-04",
        "type Dataset",
        "license https://creativecommons.org/licenses/by/4.0/",
        "isPartOf https://doi.org/10.5281/2",
    ]


def test_of_makers_of_datacite_all_is_read(tmp_path: Path) -> None:
    resource = """<resource xmlns="http://datacite.org/schema/kernel-4">
    <creators><creator><creatorName nameType="Personal">Doe, Jane</creatorName><givenName>Jane</givenName>
    <nameIdentifier nameIdentifierScheme="ORCID">0000-0002-1825-0097</nameIdentifier>
    <nameIdentifier nameIdentifierScheme="House number">7</nameIdentifier>
    <affiliation affiliationIdentifier="https://ror.org/04pp8hn57">Utrecht</affiliation></creator></creators>
    <contributors><contributor contributorType="RightsHolder"><contributorName>Province</contributorName>
    </contributor><contributor contributorType="Editor"><contributorName>Bos, K.</contributorName>
    </contributor><contributor/></contributors>
    <subjects><subject valueURI="http://vocab.getty.edu/aat/300028094">maps</subject></subjects>
    <geoLocations><geoLocation><geoLocationPlace>Zeeland</geoLocationPlace><geoLocationPoint>
    <pointLongitude>3.8</pointLongitude><pointLatitude>51.5</pointLatitude></geoLocationPoint></geoLocation>
    </geoLocations><version>1.2</version></resource>"""
    (found,) = sources.read(written(tmp_path, resource))
    assert isinstance(found, Record)
    jane, province, bos, maps, zeeland, version = found.fields
    assert jane.subfields == [
        ("", "Doe, Jane"),
        ("@uri", "https://orcid.org/0000-0002-1825-0097"),
        ("@kind", "Personal"),
    ]
    assert [field.subfields for field in jane.fields or ()] == [
        [("", "Utrecht"), ("@uri", "https://ror.org/04pp8hn57")]
    ]
    assert (province.tag, province.text) == ("rightsHolder", "Province")
    assert bos.first("@role") == "Editor"
    assert maps.first("@uri") == "http://vocab.getty.edu/aat/300028094"
    assert zeeland.text == "name=Zeeland; east=3.8; north=51.5"
    assert (version.tag, version.text) == ("version", "1.2")


def test_of_a_package_with_many_descriptions_the_first_is_read_and_the_others_are_told() -> None:
    """A newspaper of the KB in DIDL has those of its articles in it."""
    one = '<Item xmlns:d="http://purl.org/dc/elements/1.1/"><Resource><dcx><d:title>{}</d:title></dcx></Resource></Item>'
    inner = one.format("De krant") + one.format("Buitenland") + one.format("Advertentie")
    header = "<header><identifier>ddd:1</identifier></header>"
    text = f"<record>{header}<metadata><DIDL>{inner}</DIDL></metadata></record>"
    record = only_record(text, "dc")
    assert lines(record) == ["title De krant"]
    assert record.warnings == ["descriptions of 2 parts in the package are not read"]
