"""MODS and METS as they come: alone, collected, harvested, searched for, with parts and pages."""

from lod import sources
from lod.record import Deleted, Record, Unreadable
from tests.sources.marc_builder import lines, only_record, only_unreadable, read_bytes

NS = 'xmlns="http://www.loc.gov/mods/v3"'
METS = 'xmlns:mets="http://www.loc.gov/METS/" xmlns:mods="http://www.loc.gov/mods/v3"'
XLINK = 'xmlns:xlink="http://www.w3.org/1999/xlink"'


def mods(title: str, more: str = "") -> str:
    return f"<mods {NS}><titleInfo><title>{title}</title></titleInfo>{more}</mods>"


def section(ident: str, title: str) -> str:
    inner = f"<mods:mods><mods:titleInfo><mods:title>{title}</mods:title></mods:titleInfo></mods:mods>"
    wrapped = f"<mets:mdWrap MDTYPE='MODS'><mets:xmlData>{inner}</mets:xmlData></mets:mdWrap>"
    return f"<mets:dmdSec ID='{ident}'>{wrapped}</mets:dmdSec>"


def package(*inner: str) -> str:
    return f"<mets:mets {METS} {XLINK}>{''.join(inner)}</mets:mets>"


def test_a_record_alone_and_each_of_a_collection_is_told_by_content() -> None:
    whole = f"<modsCollection {NS}>{mods('Een')}{mods('Twee', '<identifier>2</identifier>')}</modsCollection>"
    assert sources.guess(mods("Een").encode()).name == "mods"
    assert sources.guess(whole.encode()).name == "mods"
    first, second = read_bytes(whole.encode(), "mods")
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert (first.id, second.id) == ("", "2")


def test_a_record_has_the_number_of_its_catalogue_and_not_that_of_what_it_is_part_of() -> None:
    host = "<relatedItem><identifier>host</identifier><recordInfo/></relatedItem>"
    number = "<recordInfo><recordIdentifier>ppn1</recordIdentifier></recordInfo>"
    bad = '<identifier invalid="yes">bad</identifier>'
    assert only_record(mods("T", host + bad + "<identifier>own</identifier>"), "mods").id == "own"
    assert only_record(mods("T", "<identifier>own</identifier>" + number), "mods").id == "ppn1"


def test_a_harvested_record_without_number_has_that_of_the_harvest_and_a_deleted_one_is_gone() -> None:
    text = f"""<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords>
    <record><header><identifier>oai:1</identifier></header><metadata>{mods("Een")}</metadata></record>
    <record><header status="deleted"><identifier>oai:2</identifier></header></record></ListRecords>
    </OAI-PMH>"""
    record, gone = read_bytes(text.encode(), "mods")
    assert isinstance(record, Record)
    assert record.id == "oai:1"
    assert isinstance(gone, Deleted)
    assert gone.id == "oai:2"


def test_an_answer_of_sru_is_read() -> None:
    text = f"""<zs:searchRetrieveResponse xmlns:zs="http://www.loc.gov/zing/srw/"><zs:records><zs:record>
    <zs:recordData>{mods("Een")}</zs:recordData></zs:record></zs:records></zs:searchRetrieveResponse>"""
    assert sources.guess(text.encode()).name == "mods"
    assert lines(only_record(text, "mods")) == ["titleInfo Een [title Een]"]


def test_of_mets_the_description_of_the_whole_is_the_record_and_the_others_are_its_sections() -> None:
    logical = """<mets:structMap TYPE="LOGICAL"><mets:div TYPE="monograph" DMDID="top">
    <mets:div TYPE="chapter" LABEL="I" DMDID="one"/><mets:div TYPE="index"/></mets:div></mets:structMap>"""
    text = package(section("one", "Hoofdstuk"), section("top", "Boek"), section("lost", "Los"), logical)
    assert sources.guess(text.encode()).name == "mods"
    assert lines(only_record(text, "mods")) == [
        "titleInfo Boek [title Boek]",
        "division $@typemonograph",
        "section $@typechapter$@labelI [titleInfo Hoofdstuk [title Hoofdstuk]]",
        "section $@typeindex",
        "section  [titleInfo Los [title Los]]",
    ]


def test_each_page_has_its_files_in_the_order_of_the_pages() -> None:
    files = "".join(
        f"<mets:fileGrp USE='{use}'>"
        + "".join(
            f"<mets:file ID='{use}{n}' MIMETYPE='image/jpeg'><mets:FLocat xlink:href='https://x.nl/{use}{n}'/></mets:file>"
            for n in (1, 2)
        )
        + "</mets:fileGrp>"
        for use in ("MAX", "MIN")
    )
    pages = "".join(
        f"<mets:div TYPE='page' ORDER='{order}'>"
        f"<mets:fptr FILEID='MAX{n}'/><mets:fptr FILEID='MIN{n}'/></mets:div>"
        for order, n in ((1, 2), (2, 1))
    )
    physical = f"<mets:structMap TYPE='PHYSICAL'><mets:div TYPE='book'>{pages}</mets:div></mets:structMap>"
    file_section = f"<mets:fileSec>{files}</mets:fileSec>"
    ordered = only_record(package(section("a", "Boek"), file_section, physical), "mods")
    assert lines(ordered)[1:3] == [
        "division $@typebook",
        "page $@typepage$@order1 [file $@useMAX$@hrefhttps://x.nl/MAX2$@mimetypeimage/jpeg]"
        " [file $@useMIN$@hrefhttps://x.nl/MIN2$@mimetypeimage/jpeg]",
    ]
    loose = only_record(package(section("a", "Boek"), file_section), "mods")
    assert [field.tag for field in loose.fields] == ["titleInfo", "page", "page", "page", "page"]


def test_a_description_in_dublin_core_is_read_as_the_mods_that_says_the_same() -> None:
    dublin_core = (
        '<dc:title xml:lang="nl">Tuinbouw</dc:title><dc:creator>Uilkens, J.A.</dc:creator>'
        "<dc:type>Text</dc:type>"
        "<dc:rights>http://creativecommons.org/publicdomain/mark/1.0/</dc:rights><dc:format>image/tiff</dc:format>"
        "<dc:isPartOf>Reeks</dc:isPartOf><dc:alternative>Hof</dc:alternative><dc:audience>allen</dc:audience><dc:date/>"
    )
    described = (
        f"<mets:dmdSec ID='a'><mets:mdWrap MDTYPE='DC'><mets:xmlData xmlns:dc='http://purl.org/dc/elements/1.1/'>"
        f"{dublin_core}</mets:xmlData></mets:mdWrap></mets:dmdSec>"
    )
    found = only_record(package(described).replace("<mets:mets", "<mets:mets OBJID='7'"), "mods")
    assert found.id == "7"
    assert lines(found) == [
        "titleInfo Tuinbouw$@langnl [title Tuinbouw$@langnl]",
        "name Uilkens, J.A. [namePart Uilkens, J.A.] [role  [roleTerm cre$@typecode]]",
        "typeOfResource Text",
        "accessCondition $@hrefhttp://creativecommons.org/publicdomain/mark/1.0/",
        "physicalDescription  [internetMediaType image/tiff]",
        "relatedItem $@typehost [titleInfo Reeks [title Reeks]]",
        "titleInfo Hof$@typealternative [title Hof]",
    ]


def test_divisions_that_are_too_deep_are_set_aside() -> None:
    deep = "<mets:div>" * 200 + "</mets:div>" * 200
    logical = f"<mets:structMap><mets:div DMDID='a'>{deep}</mets:div></mets:structMap>"
    found = only_unreadable(package(section("a", "Boek"), logical), "mods")
    assert "more than 100 deep" in found.reason


def test_a_package_without_mods_and_a_broken_record_are_set_aside() -> None:
    assert "no record in it" in only_unreadable(package("<mets:dmdSec ID='a'/>"), "mods").reason
    first, broken = read_bytes(f"<c>{mods('Een')}{mods('Twee', '<a>')}</c>".encode(), "mods")
    assert isinstance(first, Record)
    assert isinstance(broken, Unreadable)
    assert "not well-formed" in broken.reason


def test_a_number_of_somebody_is_the_address_that_it_stands_for_and_a_shared_word_is_plain() -> None:
    number = '<nameIdentifier type="orcid">0000-0002-1825-0097</nameIdentifier>'
    other = '<nameIdentifier type="dai-nl">071792279</nameIdentifier>'
    genre = '<genre authority="x">info:eu-repo/semantics/article</genre>'
    record = only_record(f"<mods><name>{number}{other}</name>{genre}</mods>", "mods")
    assert lines(record) == [
        "name  [nameIdentifier https://orcid.org/0000-0002-1825-0097$@typeorcid] "
        "[nameIdentifier 071792279$@typedai-nl]",
        "genre article$@langen$@authorityx",
    ]


def test_a_number_of_an_edition_is_that_of_a_record_only_when_there_is_no_other() -> None:
    """Chapters of one book, as repositories harvest them, have its ISBN."""
    numbers = ("uri", "urn:isbn:9789462081234"), ("isbn", "9789462081234")
    isbn = "".join(f'<identifier type="{kind}">{number}</identifier>' for kind, number in numbers)
    own = '<identifier type="doi">10.1/2</identifier>'
    assert only_record(mods("A", isbn).encode(), "mods").id == "urn:isbn:9789462081234"
    assert only_record(mods("A", isbn + own).encode(), "mods").id == "10.1/2"
    header = "<header><identifier>oai:1</identifier></header>"
    harvest = f"<record>{header}<metadata>{mods('A', isbn)}</metadata></record>"
    assert only_record(harvest.encode(), "mods").id == "oai:1"


def test_a_number_of_the_getty_is_no_name_of_a_place() -> None:
    place = '<subject><geographic authority="tgn">7006952</geographic><geographic>1940</geographic></subject>'
    subject = only_record(mods("A", place).encode(), "mods").fields[-1]
    assert [(each.text, each.first("@valueURI")) for each in subject.fields or ()] == [
        ("", "http://vocab.getty.edu/tgn/7006952"),
        ("1940", ""),
    ]
