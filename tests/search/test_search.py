"""Finding things: words, stems, accents, identifiers, facets, near misses, a new index from an old one."""

from pathlib import Path

import pytest
import tantivy
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Store

from lod.rdf.iris import Thing
from lod.search import index
from lod.search.index import update
from lod.search.index_entries import Entries, Stored
from lod.search.schema import prepare, schema
from lod.search.searcher import Searcher, SearchRequest
from tests.search.conftest import BASE, THINGS


def keys(found: object) -> set[str]:
    return {hit.iri.removeprefix(BASE + "id/") for hit in found.hits}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("havelaar", {"instance/1"}),
        ("HAVELAAR multatuli", {"instance/1"}),
        ("koffieveiling", {"instance/1"}),
        ("cafe een", {"instance/3"}),
        ("café één", {"instance/3"}),
        ("coffee", {"instance/3"}),
        ("978-90-214-1383-9", {"instance/1"}),
        ("9789021413839", {"instance/1"}),
        ("isbn:9789021413839", {"instance/1"}),
        ('"max havelaar"', {"instance/1"}),
        ("koffiev*", {"instance/1"}),
        ("KOFFIEV* multatuli", {"instance/1"}),
        ("titel:wout*", {"instance/2"}),
        ("maker:mul*", {"instance/1", "instance/2"}),
        ("mul* -wout*", {"instance/1", "agent/m"}),
        ("nummer:97890*", {"instance/1"}),
        ("1860", {"instance/1"}),
        ("multatuli 1890", {"instance/2"}),
        ("multatuli -1890", {"instance/1", "agent/m"}),
        ("jaar:1880-1910", {"instance/2", "instance/3"}),
        ("year:1905", {"instance/3"}),
        ("year:soon", set()),
        ("dekker", {"instance/1"}),
        ("oc123456", {"instance/1"}),
        ('"havelaar max"', set()),
        ("maker:multatuli -titel:havelaar", {"instance/2"}),
        ("multatuli", {"instance/1", "instance/2", "agent/m"}),
        ("KW 1792", {"instance/1"}),
        ("", {"instance/1", "instance/2", "instance/3", "agent/m", "agent/e"}),
    ],
)
def test_what_is_typed_finds(searcher: Searcher, text: str, expected: set[str]) -> None:
    found = searcher.search(SearchRequest(text))
    assert keys(found) == expected
    assert found.total == len(expected)


def test_a_typing_error_still_finds_and_says_so(searcher: Searcher) -> None:
    found = searcher.search(SearchRequest("havelaer"))
    assert keys(found) == {"instance/1"}
    assert found.fuzzy


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("koffiev", {"instance/1"}),
        ("multatuli wou", {"instance/2"}),
        ("titel:hav", {"instance/1"}),
        ("wout multatuli", {"instance/2"}),
        ("wout multatulli", {"instance/2"}),
    ],
)
def test_a_word_that_nothing_has_is_taken_for_a_beginning(
    searcher: Searcher, text: str, expected: set[str]
) -> None:
    found = searcher.search(SearchRequest(text))
    assert keys(found) == expected
    assert found.fuzzy


def test_what_begins_so_comes_first(searcher: Searcher) -> None:
    assert searcher.search(SearchRequest("max hav*")).hits[0].thing.key == "1"
    assert searcher.search(SearchRequest("fred*")).hits[0].thing == Thing("agent", "e")


def test_facets_count_and_narrow(searcher: Searcher) -> None:
    found = searcher.search(SearchRequest("", ("instance",)))
    assert dict(found.facets["type"]) == {"Book": 2, "Map": 1}
    assert dict(found.facets["organization"]) == {BASE + "id/organization/NL-1": 1}
    assert found.years == ((1860, 1), (1890, 1), (1900, 1))
    narrowed = searcher.search(SearchRequest("", ("instance",), {"type": ["Book"]}, since=1880))
    assert keys(narrowed) == {"instance/2"}


class Lacking:
    """The reader of an index of another version, which does not know a field."""

    def __init__(self, searcher: tantivy.Searcher) -> None:
        self._searcher = searcher

    def doc_freq(self, field: str, value: object) -> int:
        if field == "copies":
            raise ValueError(f"Field `{field}` is not defined in the schema.")
        return int(self._searcher.doc_freq(field, value))

    def __getattr__(self, name: str) -> object:
        return getattr(self._searcher, name)


def test_an_index_of_another_version_is_searched_until_the_next_one_is_made(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lacking(folder: Path) -> tuple[tantivy.Index, Lacking]:
        known, reader = index.opened(folder)
        return known, Lacking(reader)

    with monkeypatch.context() as patched:
        patched.setattr("lod.search.searcher.opened", lacking)
        older = Searcher(folder)
    found = older.search(SearchRequest("havelaar"))
    assert keys(found) == {"instance/1"}
    assert dict(found.facets["maker"]) == {BASE + "id/agent/m": 1}


def test_results_can_be_put_in_order_and_paged(searcher: Searcher) -> None:
    def in_order(sort: str) -> list[str]:
        return [h.iri[-1] for h in searcher.search(SearchRequest("", ("instance",), sort=sort)).hits]

    assert in_order("newest") == ["3", "2", "1"]
    assert in_order("oldest") == ["1", "2", "3"]
    assert in_order("title") == ["3", "1", "2"]
    second = searcher.search(SearchRequest("", ("instance",), sort="oldest", page=2, size=2))
    assert [h.iri[-1] for h in second.hits] == ["3"]
    assert second.total == 3


def test_an_unfinished_word_is_suggested(searcher: Searcher) -> None:
    assert {hit.iri[-10:] for hit in searcher.suggest("max hav")} == {"instance/1"}
    assert [hit.card["titles"] for hit in searcher.suggest("mult", kinds=["agent"])] == [{"nl": "Multatuli"}]
    assert searcher.suggest("") == ()


def test_a_card_says_what_a_result_shows(searcher: Searcher) -> None:
    (hit,) = searcher.search(SearchRequest("havelaar")).hits
    assert hit.card["makers"] == [[BASE + "id/agent/m", "Multatuli"]]
    assert hit.card["year"] == 1860


def test_the_next_index_is_made_from_links_and_leaves_the_one_before_alone(
    store: Store, folder: Path, tmp_path: Path
) -> None:
    before = {f.name: f.read_bytes() for f in folder.iterdir() if f.suffix != ".lock"}
    entry = Entries(Stored(store), BASE).read(Thing("instance", "3"))
    assert entry is not None
    entry.titles = {"nl": "Kroegenkaart"}
    update(tmp_path / "index", folder, [entry], [BASE + "id/instance/2"])
    after = Searcher(tmp_path / "index")
    assert keys(after.search(SearchRequest("kroegenkaart"))) == {"instance/3"}
    assert keys(after.search(SearchRequest("woutertje"))) == set()
    assert after.size == 4
    assert {f.name: f.read_bytes() for f in folder.iterdir() if f.suffix != ".lock"} == before
    assert keys(Searcher(folder).search(SearchRequest("woutertje"))) == {"instance/2"}


@given(text=st.text(max_size=60))
def test_nothing_that_can_be_typed_is_an_error(text: str, searcher: Searcher) -> None:
    found = searcher.search(SearchRequest(text))
    assert found.total >= 0
    searcher.suggest(text)


def test_hostile_questions_are_answered(searcher: Searcher) -> None:
    for text in (
        "(" * 5000,
        '"' * 999,
        "a " * 5000,
        "title:" * 100,
        "*",
        "\x00",
        "AND OR NOT",
        "iri:x",
        "-" * 400,
    ):
        searcher.search(SearchRequest(text))


class CardsAsText:
    """Makes the fields of an index as they were before cards were bytes."""

    def __init__(self) -> None:
        self._builder = builder()
        self.add_text_field = self._builder.add_text_field
        self.add_integer_field = self._builder.add_integer_field
        self.build = self._builder.build

    def add_bytes_field(self, name: str, stored: bool) -> None:
        self.add_text_field(name, stored=stored, tokenizer_name="raw", index_option="basic")


builder = tantivy.SchemaBuilder


def test_an_index_of_before_cards_were_bytes_is_read_and_not_built_on(
    store: Store, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = Entries(Stored(store), BASE).read(THINGS[0])
    assert entry is not None
    expected = Searcher(folder).every(SearchRequest("havelaar"))
    with monkeypatch.context() as before:
        before.setattr(tantivy, "SchemaBuilder", CardsAsText)
        made = tantivy.Index(schema(), path=str(tmp_path))
    card = index.document(entry).get_first("card")
    writer = prepare(made).writer(15_000_000, 1)
    writer.add_document(tantivy.Document(iri=entry.iri, card=bytes(card).decode(), title=entry.title))
    writer.commit()
    (hit,) = Searcher(tmp_path).every(SearchRequest(""))
    assert hit in [*expected]
    assert index.can_be_built_on(folder)
    assert not index.can_be_built_on(tmp_path)
    assert not index.can_be_built_on(tmp_path / "none")
