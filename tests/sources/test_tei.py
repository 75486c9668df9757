"""Headers of TEI, which are read as Dublin Core."""

from __future__ import annotations

from lod import sources
from lod.record import Record
from tests.sources.marc_builder import lines, only_record, read_bytes

NS = 'xmlns="http://www.tei-c.org/ns/1.0"'


def tei(inner: str, text: str = "<p>Waarde Theo,</p>") -> str:
    return f"<TEI {NS}><teiHeader>{inner}</teiHeader><text><body>{text}</body></text></TEI>"


def header(statement: str = "", source: str = "", profile: str = "") -> list[str]:
    inner = (
        f"<fileDesc><titleStmt><title>Brief</title></titleStmt><publicationStmt>{statement}</publicationStmt>"
    )
    inner += f"<sourceDesc>{source}</sourceDesc></fileDesc><profileDesc>{profile}</profileDesc>"
    return lines(only_record(tei(inner), "tei"))


def test_a_header_is_a_record_however_long_its_text_is() -> None:
    text = tei("<fileDesc><titleStmt><title>Brief</title></titleStmt></fileDesc>", "<p>woord</p>" * 1_000_000)
    assert sources.guess(text.encode()).name == "tei"
    assert lines(only_record(text, "tei")) == ["title Brief"]


def test_each_text_of_a_corpus_is_a_record_and_so_is_the_corpus() -> None:
    one = tei("<fileDesc><titleStmt><title>Een</title></titleStmt></fileDesc>")
    corpus = "<teiHeader><fileDesc><titleStmt><title>Alle</title></titleStmt></fileDesc></teiHeader>"
    found = read_bytes(f"<teiCorpus {NS}>{corpus}{one}</teiCorpus>".encode(), "tei")
    assert [lines(each) for each in found if isinstance(each, Record)] == [["title Alle"], ["title Een"]]


def test_the_sending_of_a_letter_tells_who_wrote_it_where_and_when() -> None:
    found = header(
        profile='<correspDesc><correspAction type="sent"><persName ref="https://viaf.org/viaf/9854560">'
        'Gogh, Vincent van</persName><placeName>Den Haag</placeName><date when="1872-09-29">29 sept.</date>'
        "</correspAction>"
        '<correspAction type="received"><persName>Theo</persName></correspAction></correspDesc>'
    )
    assert found == [
        "title Brief",
        "creator Gogh, Vincent van$@urihttps://viaf.org/viaf/9854560$@kindPersonal",
        "createdIn Den Haag",
        "created 1872-09-29",
        "contributor Theo$@kindPersonal",
    ]


def test_a_manuscript_is_known_by_its_number_and_a_period_has_two_ends() -> None:
    source = (
        "<msDesc><msIdentifier><institution>KB</institution><idno>71 A 1</idno></msIdentifier>"
        '<history><origin><origDate notBefore="1450" notAfter="1475">15e eeuw</origDate>'
        "<origPlace>Utrecht</origPlace></origin></history></msDesc>"
    )
    found = header(source=source)
    assert found == [
        "title Brief",
        "identifier 71 A 1",
        "provider KB",
        "created 1450/1475",
        "createdIn Utrecht",
    ]
    assert only_record(tei(f"<fileDesc><sourceDesc>{source}</sourceDesc></fileDesc>"), "tei").id == "71 A 1"
    unsure = header(source=source.replace("notBefore", 'cert="low" notBefore'))
    assert "created 15e eeuw" in unsure


def test_what_nobody_reads_is_told_below_its_part() -> None:
    assert header(statement="<pubPlace>Amsterdam</pubPlace>") == [
        "title Brief",
        "fileDesc  [pubPlace Amsterdam]",
    ]


def test_a_name_in_a_name_is_a_part_of_it() -> None:
    names = "<name>Jan</name> <name type='surname'>Pot</name>"
    publisher = f"<publisher><persName>{names}</persName> en <orgName>De Pers</orgName></publisher>"
    assert header(statement=publisher)[1:] == [
        "publisher Jan Pot$@kindPersonal",
        "publisher De Pers$@kindOrganizational",
    ]
    deep = f"<publisher>{'<persName>' * 60}Jan{'</persName>' * 60}</publisher>"
    assert header(statement=deep)[1:] == ["publisher Jan$@kindPersonal"]


def test_who_helped_is_told_with_what_they_did() -> None:
    editors = '<editor>Bos, Piet</editor><editor role="translator">Jansen, Jan</editor>'
    helper = "<respStmt><resp>transcriptie</resp><name>Pot, Kees</name></respStmt>"
    inner = f"<fileDesc><titleStmt><title>Brief</title>{editors}{helper}</titleStmt></fileDesc>"
    assert lines(only_record(tei(inner), "tei")) == [
        "title Brief",
        "contributor Bos, Piet$@roleeditor",
        "contributor Jansen, Jan$@roletranslator",
        "contributor Pot, Kees$@roletranscriptie",
    ]
