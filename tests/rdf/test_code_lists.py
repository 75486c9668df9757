"""Code lists: a code becomes a term only when its list has it."""

import gzip
import re
from collections import Counter

import pytest

from lod.errors import VocabularyError
from lod.rdf import code_lists


@pytest.mark.parametrize(
    ("name", "code", "en", "nl"),
    [
        ("countries", "ne", "Netherlands", "Nederland"),
        ("countries", "nl", "New Caledonia", "Nieuw-Caledonië"),
        ("countries", "xxu", "United States", "Verenigde Staten"),
        ("countries", "gw", "Germany", "Duitsland"),
        ("languages", "dut", "Dutch", "Nederlands"),
        ("languages", "fry", "Frisian", "Fries"),
        ("geographicAreas", "e-ne", "Netherlands", "Nederland"),
        ("relators", "ill", "Illustrator", "Illustrator"),
        ("relators", "trl", "Translator", "Vertaler"),
        ("contentTypes", "txt", "text", "tekst"),
        ("mediaTypes", "n", "unmediated", "zonder apparaat"),
        ("carriers", "nc", "volume", "band"),
        ("frequencies", "qrt", "quarterly", "driemaandelijks"),
        ("issuance", "mono", "single unit", "zelfstandige uitgave"),
    ],
)
def test_well_known_codes_stand_for_what_they_mean(name, code, en, nl):
    listed = code_lists.load(name)
    assert listed.labels(code) == {"en": en, "nl": nl}
    assert code_lists.label_of(listed.term(code)) == {"en": en, "nl": nl}


def test_an_unknown_code_stands_for_nothing():
    listed = code_lists.load("countries")
    assert listed.term("gw#") is None
    assert listed.labels("gw#") == {}
    assert listed.label("gw#", "nl") == "gw#"
    assert listed.value("gw#", "iso3166") == ""


def test_an_unknown_list_is_refused_with_the_nearest_ones():
    with pytest.raises(VocabularyError, match=r"no code list 'langauges'; nearest: languages"):
        code_lists.load("langauges")


@pytest.mark.parametrize(
    ("view", "code", "ends"),
    [
        ("millus@008/18-books", "a", ["ill"]),
        ("genreForms@008/33-books", "1", ["gf2014026339"]),
        ("menclvl@leader/17", " ", ["f"]),
        ("menclvl@leader/17", "2", ["2"]),
        ("contentTypes@leader/06", "a", ["txt"]),
        ("issuance@leader/07", "m", ["mono"]),
        ("frequencies@008/18-serials", "q", ["qrt"]),
        ("carriers@007/01-sound", "d", ["sd"]),
        ("msoundcontent@007/05-video", " ", ["silent"]),
        ("mmaterial@007/10-sound", "m", ["mtl", "pla"]),
        ("mcolor@007/03-projected", "h", ["hnd"]),
        ("performanceMediums@048", "ka", ["mp2013015550"]),
        ("mediaTypes@007/00", "v", ["v"]),
    ],
)
def test_a_list_is_read_by_what_marc_writes_in_a_position(view, code, ends):
    assert [one.iri.rsplit("/", 1)[1] for one in code_lists.load(view).entries[code]] == ends


def test_a_list_is_read_by_another_column():
    assert code_lists.load("languages@bcp47").term("nl").endswith("/dut")
    assert code_lists.load("languages@iso639").term("deu").endswith("/ger")
    assert code_lists.load("countries@iso3166").term("DE").endswith("/gw")


def test_a_position_that_the_list_does_not_know_is_refused():
    with pytest.raises(
        VocabularyError, match=r"no MARC position or column '008/18-bokos'.*nearest: 008/18-books"
    ):
        code_lists.load("millus@008/18-bokos")


def test_lists_of_texts_have_labels_and_no_iris():
    listed = code_lists.load("dimensions@007/06-sound")
    assert listed.label("e") == "12 in."
    assert listed.term("e") is None


@pytest.mark.parametrize(
    ("text", "code"),
    [("vert.", "trl"), ("Illustrator", "ill"), ("ED.", "edt"), ("fotograaf", "pht"), ("met", None)],
)
def test_a_role_is_found_by_a_label_or_an_abbreviation(text, code):
    found = code_lists.load("relators").by_label(text)
    assert (found.code if found else None) == code


@pytest.mark.parametrize(
    ("code", "tag"),
    [
        ("dut", "nl"),
        ("eng", "en"),
        ("fre", "fr"),
        ("ger", "de"),
        ("fry", "fy"),
        ("grc", "grc"),
        ("scr", "hr"),
        ("chi", "zh"),
        ("mul", None),
        ("und", None),
        ("zxx", None),
        ("wen", None),
        ("???", None),
    ],
)
def test_a_marc_language_has_a_language_tag_when_it_is_one_language(code, tag):
    assert code_lists.bcp47(code) == tag


@pytest.mark.parametrize(
    ("code", "script"),
    [
        ("(3", "Arab"),
        ("(4", "Arab"),
        ("(B", "Latn"),
        ("(N", "Cyrl"),
        ("(Q", "Cyrl"),
        ("(S", "Grek"),
        ("(2", "Hebr"),
        ("$1", None),
        ("Hans", "Hans"),
        ("cyrl", "Cyrl"),
        ("r", None),
        ("", None),
        ("Xxxq", None),
    ],
)
def test_scripts_of_linked_fields_have_their_iso_codes(code, script):
    assert code_lists.script(code) == script


def test_no_other_thing_is_taken_for_a_term():
    assert code_lists.label_of("https://example.org/ne") == {}
    assert code_lists.entry_of("http://id.loc.gov/vocabulary/countries/") is None


def test_nearly_all_codes_of_the_reference_conversions_resolve(shared):
    found = Counter()
    pattern = re.compile(r"http://id\.loc\.gov/(?:vocabulary|authorities)/(\w+)/[^>\s]+")
    for path in sorted((shared / "bibframe-reference" / "reference").glob("*.nt.gz"))[::5]:
        for match in pattern.finditer(gzip.decompress(path.read_bytes()).decode("utf-8")):
            if match[1] in code_lists.names():
                found[code_lists.entry_of(match[0]) is not None] += 1
    # What does not resolve are blanks and slips of the records themselves ("gw#", "0|e").
    assert found[True] / found.total() > 0.99
