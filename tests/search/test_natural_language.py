"""A question is read for what it is about, when nothing has each of its words."""

from __future__ import annotations

import pytest
from pyoxigraph import RdfFormat, Store

from lod.rdf.iris import Thing
from lod.search.index import build
from lod.search.index_entries import Entries, Stored
from lod.search.searcher import INDEX, Searcher, SearchRequest
from tests.search.conftest import BASE

THINGS = """
@prefix schema: <https://schema.org/> . @base <https://data.example.org/id/> .
<instance/voetbal> a schema:Book ; schema:name "Surinaamse voetballers"@nl ; schema:datePublished "2000" .
<instance/sport> a schema:Map ; schema:name "Velden voor voetballers in Suriname"@nl .
<instance/boeken> a schema:Book ; schema:name "Boeken over boeken"@nl ; schema:datePublished "1888" .
<instance/overdracht> a schema:Book ; schema:name "Stukken over de overdracht van boeken"@nl .
<instance/vijf> a schema:Painting ; schema:name "Willem V"@nl .
<instance/vier> a schema:Painting ; schema:name "Willem IV"@nl .
<instance/jeugd> a schema:Book ; schema:name "Kinder- en jeugdboeken sinds 1800"@nl .
<instance/over> a schema:Book ; schema:name "Over reizigers en hun boeken"@nl .
<instance/reizen> a schema:Book ; schema:name "Reizigster"@nl .
<instance/polen> a schema:Book ; schema:name "Joden en Polen: de geschiedenis"@nl .
<instance/poolse> a schema:Book ; schema:name "Geschiedenis van joden in Polendam"@nl .
<instance/kamer> a schema:Book ; schema:name "De kamer"@nl ; schema:creator <agent/mulisch> .
<agent/mulisch> schema:name "Harry Mulisch"@nl .
<object/bloemen> a schema:Painting ; schema:name "Vaas"@nl ; schema:dateCreated "1660" ;
  schema:about <subject/bloemen> ; schema:material <subject/olieverf> ; schema:additionalType <genre/s> .
<object/later> a schema:Painting ; schema:name "Bloemen"@nl ; schema:dateCreated "1889" .
<object/prent> a schema:Drawing ; schema:name "Vazen"@nl ; schema:dateCreated "1670" ;
  schema:material <object/prent#m> .
<object/prent#m> schema:name "krijt"@nl .
<object/stuk> a schema:ArchiveComponent ; schema:name "Rekeningen"@nl ; schema:additionalType <genre/level> .
<subject/bloemen> schema:name "bloemen"@nl, "flowers"@en .
<subject/olieverf> schema:name "olieverf"@nl, "oil paint"@en .
<genre/s> schema:name "paneelschildering"@nl, "panel painting"@en .
<genre/level> schema:name "bestanddeel"@nl .
"""


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    store = Store()
    store.load(THINGS.encode(), format=RdfFormat.TURTLE)
    iris = {quad.subject.value for quad in store if "#" not in str(quad.subject)}
    things = [Thing(*iri.removeprefix(f"{BASE}id/").split("/")) for iri in sorted(iris)]
    reader = Entries(Stored(store), BASE)
    folder = tmp_path_factory.mktemp("asking") / INDEX
    build(folder, [entry for thing in things if (entry := reader.read(thing))])
    return Searcher(folder)


def found(searcher: Searcher, text: str) -> list[str]:
    kinds = ("instance", "object")
    return [hit.thing.key for hit in searcher.search(SearchRequest(text, kinds=kinds)).hits]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("boeken over surinaamse voetballers", ["voetbal"]),
        ("kaart van voetballers in suriname", ["sport"]),
        ("een kaart over surinaamse voetballers", ["voetbal"]),
        ("informatie over voetballers", ["voetbal", "sport"]),
        ("waar zijn de voetballers", ["voetbal", "sport"]),
        ("boeken over surinaamse voetbalers", ["voetbal"]),  # a slip in what it is about
        ("H. Mulisch", ["kamer"]),
        ("mulisch, h.", ["kamer"]),
        ("boek van H. Mulisch", ["kamer"]),
        ("schilderijen uit de 17e eeuw", ["bloemen", "prent"]),
        ("17de-eeuwse tekeningen", ["prent", "bloemen"]),
        ("paintings of the seventeenth century", ["bloemen", "prent"]),
        ("schilderijen met bloemen uit de 19e eeuw", ["later"]),
        ("wie was Willem V", ["vijf"]),  # and not any Willem, first who has no number
        ("wie was willem v", ["vijf"]),
        ("kinderboeken", ["jeugd"]),
        ("kinderboek", ["jeugd"]),
        ("boeken over reizigrs", ["over", "reizen"]),  # not only what has the other words as well
        ("geschiedenis van de joden in polen", ["polen"]),  # and not only what has a longer last word
        ("Bücher über Willem V", ["vijf"]),
        ("Gemälde 17. Jahrhundert", ["bloemen", "prent"]),
        ("boeken over slavernij", []),  # what it is about is nowhere: no book about something else
    ],
)
def test_what_a_question_is_about_is_found(searcher: Searcher, typed: str, first: list[str]) -> None:
    assert found(searcher, typed)[: max(1, len(first))] == first


def test_the_kind_that_is_asked_for_comes_first(searcher: Searcher) -> None:
    assert found(searcher, "boeken over voetballers") == ["voetbal", "sport"]
    assert found(searcher, "een kaart over voetballers") == ["sport", "voetbal"]


def test_a_title_of_small_words_is_found_as_it_is(searcher: Searcher) -> None:
    assert found(searcher, "boeken over boeken")[0] == "boeken"
    assert found(searcher, "stukken over de overdracht van boeken")[0] == "overdracht"
    assert not searcher.search(SearchRequest("boeken over boeken")).fuzzy


def test_what_a_thing_is_and_is_made_of_finds_it(searcher: Searcher) -> None:
    assert found(searcher, "olieverf") == found(searcher, "paneelschildering") == ["bloemen"]
    assert found(searcher, "krijt") == ["prent"]
    assert found(searcher, "bestanddeel") == []  # the level of a piece is not what it is


def test_a_subject_is_found_by_its_name_in_each_language(searcher: Searcher) -> None:
    assert found(searcher, "flowers") == found(searcher, "oil paint") == ["bloemen"]
    assert found(searcher, "panel painting vaas") == ["bloemen"]
