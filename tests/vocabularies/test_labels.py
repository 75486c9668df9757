"""Labels in Dutch are Dutch: where they equal the English ones, the words are the same in both languages."""

from __future__ import annotations

import re

import pytest

from lod import package_data
from lod.rdf import code_lists
from lod.rdf.namespaces import expand
from webapp.languages import wording
from webapp.pages.labels import class_name, property_name

NAMES = {
    **{"geographicAreas": 0.4, "languages": 0.4, "countries": 0.5},
    **{"subjectSchemes": 0.2, "genreFormSchemes": 0.1, "classSchemes": 0.25, "descriptionConventions": 0.35},
    **{"identifiers": 0.3, "marcauthen": 0.2, "nameTitleSchemes": 0.2, "nationalbibschemes": 0.1},
    **{"mprojection": 0.25, "languageschemes": 0.6, "fingerprintschemes": 0.5},
}
"""Lists of names, and which share of them may be spelled alike: India, Bambara, Mercator."""

WORDS = """
animator annotator architect commentator censor correspondent corrector curator facsimilist
filmmaker illustrator inker instrumentalist interviewer librettist medium opponent praeses
rapporteur rubricator respondent scenarist sponsor vocalist
celesta cello computer continuo ensemble harp instrument marimba piano piccolo synthesizer trombone
tuba duo nonet octet septet sextet trio solo anthems carols chaconnes jazz requiems revues suites
globes essays humor interviews collages diorama blog repository facsimile
filmstrip microfiche microfilm videocassette audio video braille online hardboard polyester vinyl
mono surround stereo devanagari tamil 3d cinemiracle cinerama circarama imax panavision techniscope
betacam betamax ced d-2 eiaj m-ii quadruplex super-vhs u-matic vhs dts lpcm pcm hdtv ntsc pal secam
mp3 pdf sacd dolby
"""

ALIKE = frozenset(WORDS.split()) | {
    *("ondes martenot", "viola da gamba", "concerti grossi", "document (computer)", "8 mm", "hi-8 mm"),
    *("betacam sp", "type c", "blu-ray video", "dolby digital", "dts-hd", "pcm 5.1"),
    *(f"dolby digital {sound}" for sound in ("1.0", "2.0", "5.1")),
    *("dts 5.1", "dts-hd 5.1", "dts-hd 7.1"),
}
"""Words that are the same in both languages, in lists of words."""


def same(name: str) -> list[str]:
    """Labels of a list that are the same in Dutch and in English."""
    listed = code_lists.load(name)
    labels = [listed.labels(code) for code in listed.entries]
    return [found["nl"] for found in labels if "en" in found and found.get("nl") == found["en"]]


@pytest.mark.parametrize("name", sorted(set(code_lists.names()) - NAMES.keys()))
def test_a_word_that_is_the_same_in_both_languages_is_listed_here(name: str) -> None:
    assert {label.lower() for label in same(name)} <= ALIKE


@pytest.mark.parametrize("name", sorted(NAMES))
def test_of_a_list_of_names_only_so_many_are_the_same(name: str) -> None:
    assert len(same(name)) <= NAMES[name] * len(code_lists.load(name).entries)


def test_words_that_no_list_has_any_more_are_not_kept_here() -> None:
    found = {label.lower() for name in code_lists.names() if name not in NAMES for label in same(name)}
    assert found == ALIKE


TERMS = """
Atlas Audio Code CODEN DOI EAN Ebook EIDR Ensemble Film Handle Hub Illustrator ISAN ISBN ISMN ISNI ISRC ISSN
ISSN-L ISTC ISWC Label Maker Media Medium Model Online SICI Software Sponsor Status STRN UPC URN Video
"""
"""Terms that are called the same in both languages."""


def test_a_term_that_mappings_write_has_a_name_in_dutch() -> None:
    """Pages show all that is said of a thing, each statement under the name of its property."""
    files = package_data.folder("mappings").glob("*/*.yaml")
    written = {
        term for file in files for term in re.findall(r"\b(?:schema|bf|bflc):\w+", file.read_text("utf-8"))
    }
    alike = set()
    for term in written:
        name = class_name if term.partition(":")[2][:1].isupper() else property_name
        said = [name(expand(term) if name is class_name else term, wording(tag)) for tag in ("nl", "en")]
        if said[0] == said[1]:
            alike.add(said[0])
    assert {name for name in alike if ":" not in name} <= {*TERMS.split()}
