"""Identifiers in headings, each of the part that it is of: maker or title, term or subdivision."""

import pytest

from lod.mapping import load
from lod.mapping.rule_examples import record_of

MAPPING = load(["marc21-bibframe"])


def statements_of(text: str) -> str:
    return MAPPING.mapper("http://x.org/", collection="een").map(record_of(text)).statements


def iris_of(text: str, kind: str) -> set[str]:
    """The things of this kind that a record names."""
    words = (word.strip("<>").partition("#")[0] for word in statements_of(text).split())
    return {word for word in words if word.startswith(f"http://x.org/id/{kind}/")}


FINNISH = """\
100 1# $aAgricola, Mikael,$dnoin 1510-1557.$0(FIN11)000103346
600 14 $aAgricola, Mikael,$dnoin 1510-1557.$tAbckiria.$0(FIN11)000103346
600 14 $aAgricola, Mikael,$dnoin 1510-1557.$tAapiskirja.$0(FIN11)000103346
"""


def test_works_with_the_number_of_their_maker_behind_their_titles_are_not_one_work() -> None:
    assert iris_of(FINNISH, "agent") == {"http://x.org/id/agent/finaf-000103346"}
    assert len({iri for iri in iris_of(FINNISH, "work") if "/een-" not in iri}) == 2
    statements = statements_of(FINNISH)
    same = [line.split(" ")[0] for line in statements.splitlines() if "owl#sameAs" in line]
    assert same == ["<http://x.org/id/agent/finaf-000103346>"]


def test_two_titles_with_one_number_have_it_of_their_maker() -> None:
    number = "$0(FIN11)000068186"
    text = f"700 12 $aCarr, Emily$tKlee Wyck{number}\n700 12 $aCarr, Emily$tGrowing pains{number}"
    assert iris_of(text, "agent") == {"http://x.org/id/agent/finaf-000068186"}
    same = f"700 12 $aCarr, Emily$tKlee Wyck{number}\n700 12 $aCarr, Emily$tKlee Wyck$lfin{number}"
    assert "http://x.org/id/work/finaf-000068186" in iris_of(same, "work")


def test_the_number_of_a_work_stays_with_the_work() -> None:
    text = "100 1# $aMultatuli$0(DE-588)118785664\n700 12 $aMultatuli$tMax Havelaar$0(DE-588)4169201-9"
    assert "http://x.org/id/work/gnd-4169201-9" in iris_of(text, "work")


@pytest.mark.parametrize(
    ("heading", "whole", "parts"),
    [
        ("650 #0 $aRegen$0(a)1$zBern$0(b)2$vKaarten.", [], ["1", "2"]),
        ("650 #0 $aRegen$zBern$0(b)2$vKaarten.$0(c)3", [], ["2", "3"]),
        ("650 #0 $aRegen$zBern$0(a)1$0(b)2", ["1", "2"], []),
        ("650 #7 $0(a)1$aRegen$zBern$2gnd", ["1"], []),
        ("650 #7 $0(a)1$aRegen$0(b)2$zBern$2gnd", ["1"], ["2"]),
        ("600 10 $aMultatuli$xReizen$0(a)1$vKaarten", [], ["1"]),
        ("655 #7 $aRomans$0(a)1$zBern$2aat", [], ["1"]),
        ("651 #0 $aBern$0(a)1$xKlimaat", [], ["1"]),
        ("650 #0 $aRegen$0(a)1", ["1"], []),
    ],
)
def test_an_identifier_between_the_parts_of_a_heading_is_that_of_the_part_before_it(
    heading: str, whole: list[str], parts: list[str]
) -> None:
    statements = statements_of(heading)
    rows = [line.split(" ") for line in statements.splitlines() if "22-rdf-syntax-ns#value" in line]
    found = {value.strip('"'): subject for subject, _, value, *_ in rows}
    assert sorted(value for value, subject in found.items() if "#component" in subject) == parts
    assert sorted(value for value, subject in found.items() if "#component" not in subject) == whole


@pytest.mark.parametrize("nothing", ["(DE-588)", "()", "(UtOrBLW) "])
def test_a_prefix_without_a_number_identifies_nothing(nothing: str) -> None:
    for field in (f"100 1# $aJansen, Jan$0{nothing}", f"650 #7 $aRegen$0{nothing}$2gnd"):
        assert "bibframe/identifiedBy" not in statements_of(field)
