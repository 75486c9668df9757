"""A reader finds the book, first, however they type it: what an answer begins with, and what comes near."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lod.search import schema
from lod.search.index import build
from lod.search.index_entries import Entry
from lod.search.searcher import Searcher, SearchRequest

BASE = "https://data.example.org/id/"
BOOKS = {
    "havelaar": ("Max Havelaar : of de koffieveilingen der Nederlandsche Handelmaatschappij", "Multatuli"),
    "study": ("Een studie van Max Havelaar en de koffieveilingen van zijn tijd", "Jan Jansen"),
    "avonden": ("De avonden : een winterverhaal", "Gerard Reve"),
    "other-avonden": ("Over De avonden van Reve", "Piet Pietersen"),
    "procesrecht": ("Europees procesrecht", "E. H. Hondius"),
    "taalboek": ("Het grote taal boek", "Anna de Vries"),
    "whole-word": ("Een eerste taalboek", "Bert Bos"),
    "russian": ("Istorii\u0361a Rossii : uchebnik", "Fe\u0308dor Dostoevskii\u0306"),
    "chapter": ("Bijdrage over Zeeland", "Karel Kok"),
    "south": ("Geschiedenis van Zuid-Afrika & de Kaap", "--et Cetera"),
    "rembrandt-1": ("Leven en werk van Rembrandt", "Rembrandt Harmensz. van Rijn"),
}


def _entry(key: str, title: str, maker: str) -> Entry:
    made = Entry(f"{BASE}instance/{key}", "instance", {"nl": title})
    made.makers = {f"{BASE}agent/{maker.lower().replace(' ', '-')}": maker}
    return made


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    entries = [_entry(key, title, maker) for key, (title, maker) in BOOKS.items()]
    by_key = {entry.iri.rpartition("/")[2]: entry for entry in entries}
    by_key["havelaar"].identifiers = ["9789021413839"]
    by_key["chapter"].series = ["Verhandelingen van het Zeeuws Genootschap 14"]
    agents = [Entry(iri, "agent", {"nl": name}) for one in entries for iri, name in one.makers.items()]
    filling = [_entry(f"filling-{n}", f"Verslag {n}", "Zeeuws Genootschap") for n in range(40)]
    folder = tmp_path_factory.mktemp("finding") / "index"
    build(folder, [*filling, *entries, *agents])
    return Searcher(folder)


def keys(searcher: Searcher, text: str) -> list[str]:
    return [h.iri.rpartition("/")[2] for h in searcher.search(SearchRequest(text, ("instance",))).hits]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Max Havelaar : of de koffieveilingen der Nederlandsche Handelmaatschappij", "havelaar"),
        ("Geschiedenis van Zuid-Afrika & de Kaap", "south"),
        ("havelaar / multatuli", "havelaar"),
        ("Max Havelaar", "havelaar"),
        ("koffieveilingen havelaar max", "havelaar"),
        ("de avonden", "avonden"),
        ("avonden", "avonden"),
        ("Jansen, Jan havelaar", "study"),
        ("90-214-1383-3", "havelaar"),
        ("ISBN 90 214 1383 3", "havelaar"),
        ("978 90 214 1383 9", "havelaar"),
        ("isbn:9021413833", "havelaar"),
        ("verhandelingen zeeuws genootschap 14", "chapter"),
        ("istoriia rossii", "russian"),
        ("istorii\u0361a rossii", "russian"),
        ("dostoevskii", "russian"),
        ("geschiedenis zuid-afrika --et", "south"),
        ('koffieveilingen "havelaar', "havelaar"),
    ],
)
def test_what_is_typed_comes_first(searcher: Searcher, text: str, first: str) -> None:
    assert keys(searcher, text)[0] == first


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("max hevelaar", "havelaar"),
        ("kax havelaar multatuli", "havelaar"),
        ("havelaar van gisteren multatuli", "havelaar"),
        ("muttatuli havelaar", "havelaar"),
        ("reze winterverhaal", "avonden"),
        ("xavonden winterverhaal", "avonden"),
        ("dostojevskii", "russian"),
    ],
)
def test_what_comes_near_comes_first_and_is_told_apart(searcher: Searcher, text: str, first: str) -> None:
    found = searcher.search(SearchRequest(text, ("instance",)))
    assert found.fuzzy
    assert found.hits[0].iri.rpartition("/")[2] == first
    assert next(hit.iri for hit in searcher.every(SearchRequest(text, ("instance",)))) == found.hits[0].iri


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("europees proces recht", ["procesrecht"]),
        ("grote taalboek", ["taalboek"]),
        ("taalboek", ["whole-word", "taalboek"]),
        ("taal boek", ["taalboek", "whole-word"]),
    ],
)
def test_a_compound_is_found_in_one_and_in_two_after_what_has_it_as_typed(
    searcher: Searcher, text: str, found: list[str]
) -> None:
    answer = searcher.search(SearchRequest(text, ("instance",)))
    assert not answer.fuzzy
    assert [hit.iri.rpartition("/")[2] for hit in answer.hits] == found


def test_what_is_left_out_and_phrases_stay_as_they_were_typed(searcher: Searcher) -> None:
    assert "study" not in keys(searcher, "hevelaar -studie")
    assert keys(searcher, "hevelaar -studie") == ["havelaar"]
    assert keys(searcher, '"havelaar max"') == []
    assert keys(searcher, '"max havelaar" xyzzyxyz')[0] in ("havelaar", "study")


@pytest.mark.parametrize("text", [":", "--", "&", "xyzzyxyz", "xyzzyxyz qwrtpsdf"])
def test_nothing_is_found_where_nothing_is_meant(searcher: Searcher, text: str) -> None:
    assert searcher.search(SearchRequest(text)).total == 0


def test_a_suggestion_that_begins_so_comes_first(searcher: Searcher) -> None:
    assert searcher.suggest("max hav")[0].iri.endswith("/havelaar")
    assert searcher.suggest("Multatuli")[0].thing.kind == "agent"
    assert searcher.suggest("Reve, Gerard", ("agent",))[0].iri.endswith("/gerard-reve")


def test_facets_tell_what_their_values_are_called(searcher: Searcher) -> None:
    found = searcher.search(SearchRequest("havelaar", ("instance",)))
    assert found.names[f"{BASE}agent/multatuli"] == {"nl": "Multatuli"}


@given(st.text(st.characters(max_codepoint=127), max_size=200))
def test_words_of_plain_letters_are_those_of_the_index(text: str) -> None:
    assert schema.words(text) == list(schema.analyzer(schema.PLAIN).analyze(text))
