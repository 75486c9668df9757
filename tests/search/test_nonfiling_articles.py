"""What comes first and in which order: titles by their words, with articles and without, in any script."""

from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store

from lod.rdf.iris import Thing
from lod.search.index import build
from lod.search.index_entries import Entries, Stored
from lod.search.searcher import Searcher, SearchRequest

BASE = "https://data.example.org/"

FILED = """
@prefix schema: <https://schema.org/> . @prefix bf: <http://id.loc.gov/ontologies/bibframe/> .
@prefix bflc: <http://id.loc.gov/ontologies/bflc/> . @base <https://data.example.org/id/> .
<instance/1> schema:name "The zebra" ; bf:title <instance/1#title> .
<instance/1#title> bflc:nonSortNum "4" .
<instance/2> schema:name "De mier"@nl .
<instance/3> schema:name "De mier"@de ; bf:title <instance/3#title> .
<instance/3#title> bflc:nonSortNum "§" .
<instance/4> schema:name "Aap : een verhaal"@nl ; bf:title <instance/4#title> .
<instance/4#title> bflc:nonSortNum "2" .
<agent/5> schema:name "De Bezige Bij"@nl .
"""


def filed(data: str = FILED.replace("§", "9" * 5_000)) -> dict[str, str]:
    """What each thing is put in order by; a number of which Python reads no part is none."""
    held = Store()
    held.load(data.encode(), format=RdfFormat.TURTLE)
    entries = Entries(Stored(held), BASE)
    things = [*(Thing("instance", key) for key in "1234"), Thing("agent", "5")]
    return {thing.key: entry.filed for thing in things if (entry := entries.read(thing))}


def test_a_title_is_put_in_order_by_the_word_that_its_record_or_its_language_says() -> None:
    assert filed() == {
        "1": "zebra",
        "2": "mier",
        "3": "De mier",
        "4": "Aap : een verhaal",
        "5": "De Bezige Bij",
    }


def found_in(folder: Path, data: str, text: str) -> list[str]:
    """Keys of what is found by a text in an index of these things, in order."""
    held = Store()
    held.load(data.encode(), format=RdfFormat.TURTLE)
    entries = Entries(Stored(held), BASE)
    iris = sorted({str(quad.subject.value) for quad in held if "/instance/" in str(quad.subject)})
    things = [Thing("instance", iri.rpartition("/")[2]) for iri in iris if "#" not in iri]
    build(folder, [entry for thing in things if (entry := entries.read(thing))])
    return [hit.thing.key for hit in Searcher(folder).search(SearchRequest(text)).hits]


@pytest.mark.parametrize("typed", ["avonden", "de avonden", "De Avonden"])
def test_a_title_is_found_first_with_its_article_and_without(typed: str, tmp_path: Path) -> None:
    data = (
        FILED
        + """
        <instance/6> schema:name "Alle avonden van de avonden"@nl . <instance/7> schema:name "De avonden"@nl .
        <instance/8> schema:name "De avonden"@en ."""
    )
    assert set(found_in(tmp_path / "index", data, typed)[:2]) == {"7", "8"}


@pytest.mark.parametrize(
    "typed", ["\u6771\u6d77\u9053", "\u5b78\u53f2", "\u6771", "\u300c\u6771\u6d77\u9053\u5b78\u53f2\u300d"]
)
def test_a_part_of_a_title_without_spaces_finds_it(typed: str, tmp_path: Path) -> None:
    data = (
        FILED
        + """
        <instance/6> schema:name "\u6771\u6d77\u9053\u5b78\u53f2"@ja .
        <instance/7> schema:name "%s"@zh ."""
        % ("\u5317\u4eac\u5b78" * 20)
    )
    assert found_in(tmp_path / "index", data, typed)[:1] == ["6"]


def test_of_two_that_fit_as_well_the_one_that_more_hold_comes_first(tmp_path: Path) -> None:
    data = (
        FILED
        + """
        <instance/6> schema:name "Zeekaart"@nl . <instance/7> schema:name "Zeekaart"@nl ;
          bf:hasItem <item/1>, <item/2> . <instance/8> schema:name "Zeekaart"@nl ; bf:hasItem <item/3> ."""
    )
    assert found_in(tmp_path / "index", data, "zeekaart")[0] == "7"
