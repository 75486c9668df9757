"""Finding aids as they come: parts at any depth, each with its place; broken ones set aside."""

from collections.abc import Iterator
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from lod import sources
from lod.record import Record, Unreadable
from lod.sources.chunk import Chunk
from lod.sources.ead import records as ead
from lod.sources.streams import Blocks

AID = """<?xml version="1.0"?>
<!DOCTYPE ead PUBLIC "+//ISBN 1-931666-00-8//DTD ead.dtd (EAD)//EN" "ead.dtd" [
<!ENTITY logo SYSTEM "logo.gif">]>
<ead xmlns="urn:isbn:1-931666-22-9"><eadheader><eadid>0042</eadid>
<langusage><language langcode="dut">Nederlands</language></langusage></eadheader>
<archdesc level="fonds"><did><unittitle>Archief</unittitle>
<repository><corpname>Stadsarchief</corpname></repository></did>
<dsc><!-- <c level="no"> --><c01 level="series" id="c1"><did><unittitle>Notulen</unittitle></did>
<c02 level="file"><did><unitid>1.1</unitid><unittitle>Deel &amp; band</unittitle></did></c02>
<c02 level="item"><did><unittitle>Zonder nummer</unittitle>
<container type="a &gt; b">1</container></did></c02>
<scopecontent><p><![CDATA[<c01>]]> staat achteraan</p></scopecontent></c01></dsc></archdesc></ead>"""


def pieces(data: bytes, size: int) -> Iterator[bytes]:
    for at in range(0, len(data), size):
        yield data[at : at + size]


def cut(text: str, size: int = 1 << 16) -> list[Chunk | Unreadable]:
    return list(ead.split(Blocks(pieces(text.encode(), size)), "file.xml"))


def parsed(text: str) -> list[Record]:
    found = [ead.parse(piece.raw) for piece in cut(text)]
    assert all(isinstance(each, Record) for each in found)
    return [each for each in found if isinstance(each, Record)]


def texts(record: Record, tag: str) -> str:
    return " ".join(str(field) for field in record.all(tag))


def test_each_component_is_a_record_and_comes_before_what_it_is_in() -> None:
    assert [record.id for record in parsed(AID)] == ["0042-1.1", "0042-2mfzjzcp", "0042-c1", "0042"]


def test_a_component_knows_its_place() -> None:
    context = parsed(AID)[1].all("context")[0]
    assert [context.first(f"@{name}") for name in ("key", "parent", "order", "language")] == [
        "0042-2mfzjzcp",
        "0042-c1",
        "2",
        "dut",
    ]
    assert [(field.tag, field.text, field.first("@level")) for field in context.fields or ()] == [
        ("repository", "Stadsarchief", ""),
        ("ancestor", "Archief", "fonds"),
        ("ancestor", "Notulen", "series"),
    ]


def test_what_stands_after_the_components_inside_belongs_to_the_one_around_them() -> None:
    series = parsed(AID)[2]
    assert "<c01> staat achteraan" in texts(series, "scopecontent")
    assert "Deel" not in texts(series, "did")
    assert [
        field.first("@key") for field in series.all("context")[0].fields or () if field.tag == "child"
    ] == [
        "0042-1.1",
        "0042-2mfzjzcp",
    ]


def test_the_whole_has_the_head_of_the_finding_aid_with_it() -> None:
    whole = parsed(AID)[3]
    assert "0042" in texts(whole, "eadheader")
    assert not parsed(AID)[0].all("eadheader")


def test_names_that_are_used_twice_are_told_apart_by_their_words() -> None:
    twice = AID.replace('<c02 level="item">', '<c02 level="item" id="c1">')
    assert [record.id for record in parsed(twice)] == ["0042-1.1", "0042-c1-2mfzjzcp", "0042-c1", "0042"]


@given(st.integers(1, 80))
def test_it_does_not_matter_how_the_bytes_arrive(size: int) -> None:
    assert cut(AID, size) == cut(AID)


def test_a_broken_component_harms_no_other() -> None:
    found = [ead.parse(piece.raw) for piece in cut(AID.replace("Deel &amp; band</unittitle>", "Deel"))]
    assert [type(each).__name__ for each in found] == ["Unreadable", "Record", "Record", "Record"]


def test_a_component_that_is_not_closed_is_set_aside_and_the_rest_is_read() -> None:
    found = cut(AID.replace("</did></c02>\n<c02", "</did>\n<c02", 1))
    assert [getattr(each, "reason", "") for each in found] == ["", "<c02> is not closed", "", ""]


def test_parts_that_are_open_when_the_file_breaks_off_are_set_aside() -> None:
    found = cut(AID[: AID.index('<c02 level="item">') + 30])
    assert [isinstance(each, Unreadable) for each in found] == [False, True, True, True]
    assert "the file ends inside" in found[1].reason  # type: ignore[union-attr]


def test_what_is_no_finding_aid_is_said_to_be_none() -> None:
    (found,) = cut("<html><body>Service unavailable</body></html>")
    assert isinstance(found, Unreadable)
    assert "Service unavailable" in found.reason
    assert cut("") == []


def test_components_deeper_than_any_archive_are_set_aside() -> None:
    deep = "<ead><archdesc><did/><dsc>" + "<c><did/>" * 5000 + "</c>" * 5000 + "</dsc></archdesc></ead>"
    found = cut(deep)
    assert len(found) == 5001
    assert len([piece for piece in found if isinstance(piece, Chunk)]) == 101


def test_ead_is_recognised_with_and_without_its_namespace(tmp_path: Path) -> None:
    for text in (AID, AID.replace(' xmlns="urn:isbn:1-931666-22-9"', "")):
        path = tmp_path / "a.xml"
        path.write_text(text, encoding="utf-8")
        assert len(list(sources.read(path))) == 4


def test_real_finding_aids_have_all_their_components(shared: Path) -> None:
    counts = {
        "ehri_its-gestapo-whole": 486,
        "ehri_EAD3test": 14,
        "ehri_NIOD-38640": 23,
        "nyu/archives_mc_12": 35,
    }
    for name, components in counts.items():
        found = list(sources.read(shared / f"data/ead/{name}.xml"))
        assert len(found) == components + 1
        assert len({each.id for each in found if isinstance(each, Record)}) == components + 1


PART = """<?xml version="1.0"?>
<c level="item"><did><unitid>purr-238</unitid><unittitle>Brief</unittitle>
<repository><corpname><part lang="swe">Arkivet</part>
<part lang="fin">Arkisto</part></corpname></repository></did>
<c01><did><unittitle>Bijlage</unittitle></did></c01></c>"""


def test_a_component_without_its_finding_aid_is_read_as_the_whole() -> None:
    assert sources.guess(PART.encode()).name == "ead"
    inner, whole = parsed(PART)
    assert (whole.id, inner.id) == ("purr-238", "purr-238-6baykor7")
    assert 'parent="purr-238"' in inner.raw.decode()


def test_a_repository_with_its_name_in_two_languages_has_one_of_them() -> None:
    *_, whole = parsed(PART)
    assert "<repository>Arkivet</repository>" in whole.raw.decode()


def test_the_address_of_a_repository_is_no_part_of_its_name() -> None:
    told = {}
    for repository in (
        "Stadsarchief<address><addressline>Singel 1</addressline></address>",
        "<corpname>Stadsarchief</corpname><address><addressline>Singel 1</addressline></address>",
        "<corpname><part>Stadsarchief</part></corpname> Utrecht",
    ):
        [whole] = parsed(
            f"<ead><archdesc level='fonds'><did><unitid>1</unitid><repository>{repository}</repository>"
            "</did></archdesc></ead>"
        )
        told[repository] = texts(whole, "context")
    assert set(told.values()) == {"context $@key1 [repository Stadsarchief]"}


def test_what_only_has_an_element_c_is_no_finding_aid() -> None:
    assert sources.guess(b"<list><c><name>Een</name></c><c><name>Twee</name></c></list>").name == "xml"


def test_an_index_of_a_component_that_points_nowhere_has_its_terms() -> None:
    aid = "<ead><eadheader><eadid>1</eadid></eadheader><archdesc level='fonds'><did/>{}</archdesc></ead>"
    terms = (
        "<indexentry><geogname>Berlin</geogname></indexentry><indexentry><subject>Brug</subject></indexentry>"
    )
    (found,) = parsed(aid.format(f"<index><head>Index</head>{terms}</index>"))
    assert str(found.fields[-1]) == "controlaccess  [head Index] [geogname Berlin] [subject Brug]"
    pointing = "<indexentry><persname>Pot, Jan</persname><ref target='c1'>7</ref></indexentry>"
    (found,) = parsed(aid.format(f"<index>{pointing}</index>"))
    assert found.fields[-1].tag == "index"
