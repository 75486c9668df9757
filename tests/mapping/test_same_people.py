"""One person, named by records of many formats in collections of their own: one agent, with one name."""

import pytest

from lod.mapping import default_mappings, load
from lod.mapping.rule_examples import record_of, tree_of

MARC = "LDR 00000nam a2200000 a 4500\n245 10 $aBrieven\n100 1# $aEngelhart, Anne,$d1900-1980."
TREES = {
    "ead": "<controlaccess><persname>Engelhart, Anne, 1900-1980</persname></controlaccess>",
    "lido": """<eventWrap><eventSet><event><eventActor><actorInRole><actor type="person">
      <nameActorSet><appellationValue>Engelhart, Anne</appellationValue></nameActorSet>
      <vitalDatesActor><earliestDate>1900</earliestDate><latestDate>1980-05-06</latestDate></vitalDatesActor>
      </actor></actorInRole></eventActor></event></eventSet></eventWrap>""",
    "dc": "<creator>Engelhart, Anne, 1900-1980</creator>",
    "mods": """<name type="personal"><namePart>Engelhart, Anne</namePart>
      <namePart type="date">1900-1980</namePart></name>""",
    "edm": '<ProvidedCHO about="urn:x"><creator>Engelhart, Anne, 1900-1980</creator></ProvidedCHO>',
    "adlib": "<creator>Engelhart, Anne, 1900-1980</creator>",
}
PARTS = "<persname><part>Engelhart, Anne</part><part>1900-1980</part></persname>"


def named(format: str, text: str) -> set[str]:
    """What a record of a collection of its own says of the name of its agent."""
    made = load(default_mappings(format)).mapper("https://x.org/", f"c-{format}", language="nl")
    record = record_of(text) if format == "marc21" else tree_of(text, format)
    return {
        line
        for line in made.map(record).statements.split("\n")
        if line.startswith("<https://x.org/id/agent/") and "https://schema.org/name" in line
    }


@pytest.mark.parametrize(
    ("format", "text"), [*TREES.items(), ("ead", f"<did><origination>{PARTS}</origination></did>")]
)
def test_a_person_with_dates_is_the_same_in_every_format(format: str, text: str) -> None:
    (expected,) = named("marc21", MARC)
    assert '"Anne Engelhart"@nl' in expected
    assert named(format, text) == {expected}


@pytest.mark.parametrize("format", ["ead", "dc", "edm", "adlib"])
def test_a_name_without_dates_counts_within_its_collection(format: str) -> None:
    (expected,) = named("marc21", MARC.replace("$d1900-1980", ""))
    (found,) = named(format, TREES[format].replace(", 1900-1980", ""))
    assert found.split(" ")[0] != expected.split(" ")[0]


def test_dates_that_are_an_estimate_make_nobody_the_same() -> None:
    (expected,) = named("marc21", MARC)
    text = TREES["lido"].replace("<earliestDate>", '<earliestDate type="estimatedDate">')
    (found,) = named("lido", text)
    assert found.split(" ")[0] != expected.split(" ")[0]
