"""What a finding aid says, laid out as plain text; what it keeps for itself; names that last."""

from __future__ import annotations

from lod.mapping.runtime.trees import whole
from lod.record import OWN_USE, Record, Unreadable
from lod.sources.ead import records as ead
from lod.sources.streams import Blocks

START = '<ead><eadheader><eadid>7</eadid></eadheader><archdesc level="fonds"><did><unitid>7</unitid></did>'
END = "</archdesc></ead>"


def outcomes(text: str) -> list[Record | Unreadable]:
    pieces = ead.split(Blocks(iter([text.encode()])), "file.xml")
    read = [piece if isinstance(piece, Unreadable) else ead.parse(piece.raw) for piece in pieces]
    return [one for one in read if isinstance(one, Record | Unreadable)]


def the_whole(inner: str) -> Record:
    *_, last = outcomes(START + inner + END)
    assert isinstance(last, Record)
    return last


def note(inner: str) -> str:
    (found,) = the_whole(f"<scopecontent>{inner}</scopecontent>").all("scopecontent")
    return whole(found)


def component(title: str, number: str = "", attributes: str = "") -> str:
    unitid = f"<unitid>{number}</unitid>" if number else ""
    return f'<c level="file"{attributes}><did>{unitid}<unittitle>{title}</unittitle></did></c>'


def names(*components: str) -> dict[str, str]:
    """Key of each component by its title."""
    found = outcomes(f"{START}<dsc>{''.join(components)}</dsc>{END}")[:-1]
    told = {}
    for one in found:
        assert isinstance(one, Record)
        told[one.id] = next(whole(f) for f in one.all("did")[0].fields or () if f.tag == "unittitle")
    return {title: key for key, title in told.items()}


# ---------------------------------------------------------------- lists, tables, groups


def test_each_item_of_a_list_is_a_line_with_a_mark() -> None:
    told = note(
        "<p>Bevat:</p><list><item>notulen;</item><item><emph>rekeningen</emph> en kwitanties</item></list>"
    )
    assert told == "Bevat:\n– notulen;\n– rekeningen en kwitanties"


def test_a_list_in_order_keeps_its_numbers_in_ead_2002_and_ead3() -> None:
    assert note('<list type="ordered"><item>Parijs</item><item>Rome</item></list>') == "1. Parijs\n2. Rome"
    assert note('<list listtype="ordered"><item><p>Parijs</p></item></list>') == "1. Parijs"


def test_a_list_in_the_midst_of_text_is_not_glued_to_it() -> None:
    told = note(
        "<list><item>rekeningen, met<list><item>bijlagen</item><item>kwitanties</item>"
        "</list>samen</item></list>"
    )
    assert told == "– rekeningen, met\n– bijlagen\n– kwitanties\nsamen"
    assert (
        note("<p>Zie <emph>ook</emph> <list><item>een</item></list> verder</p>") == "Zie ook\n– een\nverder"
    )


def test_a_row_of_a_table_is_a_line() -> None:
    told = note(
        "<table><head>Ambtstermijnen</head><tgroup><thead><row><entry>Dijkgraaf</entry><entry>Jaren</entry></row>"
        "</thead><tbody><row><entry>J. <emph>Wilbrink</emph></entry><entry>1883</entry></row></tbody>"
        "</tgroup></table>"
    )
    assert told == "Ambtstermijnen: Dijkgraaf | Jaren\nJ. Wilbrink | 1883"


def test_definitions_and_moments_are_told_with_what_they_are_of() -> None:
    assert (
        note("<list><defitem><label>Schaal</label><item>1:20.000</item></defitem></list>")
        == "Schaal: 1:20.000"
    )
    told = note(
        "<chronlist><chronitem><date>1883</date><eventgrp><event>Oprichting</event>"
        "<event>Eerste dijkgraaf</event></eventgrp></chronitem></chronlist>"
    )
    assert told == "1883: Oprichting; Eerste dijkgraaf"
    heads = "<listhead><head01>Jaar</head01><head02>Gebeurtenis</head02></listhead>"
    assert note(f"<chronlist>{heads}</chronlist>") == "Jaar | Gebeurtenis"


def test_a_footnote_stands_between_brackets() -> None:
    assert note("<p>Opgericht.<note><p>In Lochem.</p></note></p>") == "Opgericht. (In Lochem.)"


def test_notes_in_a_group_are_notes_of_the_component() -> None:
    record = the_whole(
        "<descgrp><head>Toegang</head><descgrp><accessrestrict><p>Openbaar</p></accessrestrict></descgrp>"
        "<prefercite><p>RAZ, 7</p></prefercite><p>En dit.</p></descgrp>"
    )
    assert [whole(record.all(tag)[0]) for tag in ("accessrestrict", "prefercite")] == ["Openbaar", "RAZ, 7"]
    assert [whole(found) for found in record.all("descgrp")] == ["Toegang: En dit.", ""]


# ---------------------------------------------------------------- for the archive's own use


def test_what_is_for_the_archives_own_use_is_nowhere_in_the_record_but_counted() -> None:
    record = the_whole(
        '<processinfo audience="internal"><p>Waarde: 1000 euro</p></processinfo>'
        '<scopecontent><p>Een <emph audience="internal">geheime</emph> brief.</p></scopecontent>'
    )
    assert [whole(found) for found in record.all("scopecontent")] == ["Een brief."]
    assert not record.all("processinfo")
    assert [field.text for field in record.all("internal")] == ["processinfo", "emph"]


def test_a_component_for_the_archives_own_use_is_no_record_nor_is_what_is_in_it() -> None:
    inside = (
        '<c audience="internal" level="series"><did><unittitle>Dossiers</unittitle></did>'
        + component("X", "9")
        + "</c>"
    )
    found = outcomes(f"{START}<dsc>{inside}{component('Y', '2')}</dsc>{END}")
    assert [one.reason if isinstance(one, Unreadable) else one.id for one in found] == [
        OWN_USE,
        OWN_USE,
        "7-2",
        "7",
    ]
    whole_record = found[-1]
    assert isinstance(whole_record, Record)
    children = [f for f in whole_record.all("context")[0].fields or () if f.tag == "child"]
    assert [child.first("@key") for child in children] == ["7-2"]


def test_a_draft_of_atom_is_no_record_nor_is_what_is_in_it() -> None:
    def status(word: str) -> str:
        return f'<odd type="publicationStatus"><p>{word}</p></odd>'

    draft = f"<c><did><unitid>9</unitid></did>{status('Concept')}{component('X', '91')}</c>"
    shown = f"<c><did><unitid>8</unitid></did>{status('Published')}{component('Y', '81')}</c>"
    found = outcomes(f"{START}{status('Published')}<dsc>{draft}{shown}</dsc>{END}")
    assert [one.reason if isinstance(one, Unreadable) else one.id for one in found] == [
        OWN_USE,
        OWN_USE,
        "7-81",
        "7-8",
        "7",
    ]


def test_a_finding_aid_for_the_archives_own_use_has_no_records() -> None:
    text = f"{START}<dsc>{component('Y', '2')}</dsc>{END}"
    for mark in ('<ead audience="internal">', "<ead>"):
        changed = text.replace("<ead>", mark)
        if mark == "<ead>":
            changed = changed.replace(
                '<archdesc level="fonds">', '<archdesc level="fonds" audience="internal">'
            )
        assert [getattr(one, "reason", "") for one in outcomes(changed)] == [OWN_USE, OWN_USE]


# ---------------------------------------------------------------- names that last


def test_a_component_without_number_keeps_its_name_wherever_it_stands() -> None:
    before = names(component("Brieven"), component("Kaarten"), component("Akte", "12"))
    after = names(
        component("Nieuw", "1"), component("Kaarten"), component("Akte", "12"), component("Brieven")
    )
    assert {title: after[title] for title in before} == before
    assert before["Akte"] == "7-12"


def test_components_without_number_that_are_called_the_same_have_names_of_their_own() -> None:
    found = [
        one.id
        for one in outcomes(f"{START}<dsc>{component('Brieven') * 2}</dsc>{END}")
        if isinstance(one, Record)
    ]
    assert len(set(found)) == 3
    assert found[1] == f"{found[0]}-2"


def test_a_number_that_is_used_twice_keeps_its_second_name_when_something_comes_before_it() -> None:
    before = names(component("Eerste", "7"), component("Tweede", "7"))
    after = names(component("Nieuw", "1"), component("Eerste", "7"), component("Tweede", "7"))
    assert {title: after[title] for title in before} == before


def test_a_component_is_called_by_the_number_that_people_use() -> None:
    handle, guid = "https://hdl.handle.net/10648/2", "0c2a4a3e-d0b4-102f-bcf8-003048976d84"
    assert names(component("Brief", f"{handle}</unitid><unitid>{guid}</unitid><unitid>12")) == {
        "Brief": "7-12"
    }
    assert names(component("Brief", guid)) == {"Brief": f"7-{guid}"}
