"""How alike names are, and who is a match: what cataloguers take for granted."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import Store

from lod.search import index, searcher
from lod.search.index_entries import Entry
from lod.search.reconciliation import name_similarity, properties, types
from lod.search.reconciliation.reconciler import Candidate, Query, Reconciler
from lod.search.searcher import Searcher
from lod.store.documents import Reader

THE_SAME_PERSON = [
    ("Rembrandt van Rijn", "Rijn, Rembrandt van, 1606-1669"),
    ("R. van Rijn", "Rembrandt Harmenszoon van Rijn"),
    ("Coetzee, J. M.", "J.M. Coetzee (1940- )"),
    ("JM Coetzee", "John Maxwell Coetzee"),
    ("MULISCH, Harry", "Harry Mulisch"),
    ("Nescio", "Nescio, 1882-1961"),
    ("Helene Nolthenius", "Hélène Nolthenius"),
    ("Vasalis, M.", "M. Vasalis"),
    ("Simon Vestdijk", "Vestdijk, S. (Simon), 1898-1971"),
]
OTHER_PERSONS = [
    ("Jan de Vries", "Piet de Vries"),
    ("Jan de Vries, 1900-1950", "Jan de Vries, 1870-1950"),
    ("Anna Blaman", "Anna Enquist"),
    ("Willem van Toorn", "Rembrandt van Rijn"),
]
THE_SAME_TITLE = [
    ("De ontdekking van de hemel", "De ontdekking van de hemel : roman"),
    ("ontdekking van de hemel, De", "De ontdekking van de hemel"),
    ("Max Havelaar, of De koffieveilingen", "Max Havelaar of de koffieveilingen"),
    ("Het bureau 1", "Het Bureau. 1"),
]
OTHER_TITLES = [
    ("Het bureau. Deel 1", "Het bureau. Deel 2"),
    ("De avonden", "De morgen"),
    ("Geschiedenis van Friesland", "Geschiedenis van Zeeland"),
]


@pytest.mark.parametrize(("asked", "known"), THE_SAME_PERSON)
def test_names_of_one_person_are_alike(asked: str, known: str) -> None:
    assert name_similarity.persons(asked, known) > 0.85


@pytest.mark.parametrize(("asked", "known"), OTHER_PERSONS)
def test_names_of_two_persons_are_not(asked: str, known: str) -> None:
    assert name_similarity.persons(asked, known) < 0.75


@pytest.mark.parametrize(("asked", "known"), THE_SAME_TITLE)
def test_a_title_is_known_in_other_spellings(asked: str, known: str) -> None:
    assert name_similarity.titles(asked, known) > 0.88


@pytest.mark.parametrize(("asked", "known"), OTHER_TITLES)
def test_titles_that_differ_in_what_counts_are_not_alike(asked: str, known: str) -> None:
    assert name_similarity.titles(asked, known) < 0.75


@given(st.text(max_size=60), st.text(max_size=60))
def test_likeness_is_between_0_and_1_and_whole_for_the_same_text(one: str, other: str) -> None:
    for compare in (name_similarity.persons, name_similarity.titles, name_similarity.texts):
        assert 0 <= compare(one, other) <= 1
        assert compare(one, one) == 1


@pytest.mark.parametrize("id", ["Book", "schema:Book", "https://schema.org/Book", "http://schema.org/Book"])
def test_a_class_may_be_spelled_in_each_usual_way(id: str) -> None:
    found = types.read(id, {"Book": 1})
    assert found is not None
    assert found.schema_class == "Book"


def test_a_class_that_does_not_occur_is_no_type() -> None:
    assert types.read("Volcano", {"Book": 1}) is None


def test_an_isbn_agrees_in_both_lengths() -> None:
    isbn = properties.read("isbn")
    assert isbn is not None
    assert properties.agree(isbn, "90 254 1278 5", properties.Fact("9789025412784")) == 1
    assert properties.agree(isbn, "9789025412784", properties.Fact("ISBN 9025412785")) == 1
    assert properties.agree(isbn, "9789025412785", properties.Fact("9789025412784")) == 0


# ---------------------------------------------------------------- candidates from an index

BASE = "https://data.example.org/"
KNOWN = {
    "agent": ["Simon Vestdijk", "Simone de Beauvoir", "Jan de Vries", "Johanna de Vries", "Piet Jansen"],
    "work": ["De koperen tuin", "Vestdijck herlezen", "Geschiedenis van Friesland", "De tuin"],
    "instance": ["De koperen tuin", "Geschiedenis van Friesland", "Geschiedenis van Zeeland"],
    "subject": ["Tuinen", "Friesland -- Geschiedenis", "Zeeland -- Geschiedenis"],
    "place": ["Friesland", "Zeeland", "Zeeland (Michigan)"],
}


BY_KIND = {"agent": "Person", "instance": "Book"}
CLASSES = {"Person": 5, "Book": 3}


@pytest.fixture(scope="module", params=[searcher.FEW, 0])
def ask(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., list[Candidate]]]:
    """Asks for a name, of some type or none; where few things fit, and where they count as many."""
    folder: Path = tmp_path_factory.mktemp("reconciling") / "index"
    index.build(
        folder,
        [
            Entry(
                f"{BASE}id/{kind}/{number}",
                kind,
                {"": name},
                types=[BY_KIND[kind]] if kind in BY_KIND else [],
            )
            for kind, names in KNOWN.items()
            for number, name in enumerate(names)
        ],
    )
    reconciler = Reconciler(Searcher(folder), Reader(Store(), BASE))

    def asked(name: str, *kinds: str) -> list[Candidate]:
        wanted = tuple(one for kind in kinds if (one := types.read(kind, CLASSES)))
        return reconciler.candidates(Query(name, wanted, limit=100))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(searcher, "FEW", request.param)
        yield asked


_NAMES = st.sampled_from([name for names in KNOWN.values() for name in names])


@st.composite
def written(draw: st.DrawFn) -> str:
    """Names as people may write them: words of one or two, in any order, with letters lost or doubled."""
    words = [*draw(_NAMES).split(), *(draw(_NAMES).split() if draw(st.booleans()) else [])]
    words = draw(st.permutations(words))[: draw(st.integers(1, len(words)))]
    at = draw(st.integers(0, len(words) - 1))
    if len(words[at]) > 4:
        cut = draw(st.integers(2, len(words[at]) - 1))
        words[at] = words[at][:cut] + draw(st.sampled_from(["", "c", words[at][cut]])) + words[at][cut + 1 :]
    return draw(st.sampled_from([" ", ", "])).join(words)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(written())
def test_without_a_type_all_is_found_that_is_found_with_one(
    ask: Callable[..., list[Candidate]], name: str
) -> None:
    everything = {(one.iri, one.score) for one in ask(name)}
    found = set()
    for kind in (*KNOWN, *CLASSES):
        of_type = {(one.iri, one.score) for one in ask(name, kind)}
        assert of_type <= everything
        found |= of_type
    if searcher.FEW == 0:
        assert found == everything, "nor does it find more, unless there are few"


@pytest.mark.parametrize(
    ("name", "kind", "found", "match"),
    [
        ("Vestdijk, S.", "Person", "Simon Vestdijk", True),  # nobody else may be meant
        ("Vries, J. de", "Person", "Jan de Vries", False),  # two may
        ("Vestdjik, Simon", "Person", "Simon Vestdijk", True),
        ("Vestdijck", "Person", "Simon Vestdijk", False),  # a work is called so, and no person
        ("Koperen tuin", "work", "De koperen tuin", True),
        ("Geschiedenis van Frieslnad", "instance", "Geschiedenis van Friesland", True),
        ("Friesland - geschiedenis", "subject", "Friesland -- Geschiedenis", True),
    ],
)
def test_a_match_is_what_is_sure(
    ask: Callable[..., list[Candidate]], name: str, kind: str, found: str, match: bool
) -> None:
    first = ask(name, kind)[0]
    assert (first.name, first.match) == (found, match)


def test_what_stands_in_brackets_tells_namesakes_apart(ask: Callable[..., list[Candidate]]) -> None:
    assert not any(one.match for one in ask("Zeeland (Brazil)", "place"))
    assert [one.name for one in ask("Zeeland (Michigan)", "place") if one.match] == ["Zeeland (Michigan)"]
    assert name_similarity.texts("Washington (State) -- Fiction", "Washington (D.C.) -- Fiction") < 0.8
    assert name_similarity.texts("Amsterdam", "Amsterdam (Netherlands)") > name_similarity.texts(
        "Amsterdam (X)", "Amsterdam"
    )


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., list[str]]:
    """Asks among a painter, and what is named after him."""
    folder: Path = tmp_path_factory.mktemp("gallery") / "index"
    painter = Entry(f"{BASE}id/agent/z", "agent", {"": "Rembrandt Harmenszoon van Rijn"}, types=["Person"])
    known_as = Entry(f"{BASE}id/agent/y", "agent", {"": "Rembrandt van Rijn"}, types=["Person"])
    known_as.other_titles = ["Rembrandt"]
    house = Entry(f"{BASE}id/agent/a", "agent", {"": "Rembrandt"}, types=["Organization"])
    book, work = (Entry(f"{BASE}id/{kind}/1", kind, {"": "Rembrandt"}) for kind in ("instance", "work"))
    other = Entry(f"{BASE}id/work/2", "work", {"": "Rembrandt's treasures"})
    index.build(folder, [painter, known_as, house, book, work, other])
    reconciler = Reconciler(Searcher(folder), Reader(Store(), BASE))
    return lambda name: [one.iri.removeprefix(f"{BASE}id/") for one in reconciler.candidates(Query(name))]


def test_of_all_that_are_called_just_so_the_person_comes_first(gallery: Callable[..., list[str]]) -> None:
    assert gallery("Rembrandt")[:4] == ["agent/y", "agent/a", "instance/1", "work/1"]


def test_who_is_known_by_a_forename_comes_before_a_title_that_begins_with_it(
    gallery: Callable[..., list[str]],
) -> None:
    found = gallery("Rembrandt")
    assert found.index("agent/z") < found.index("work/2")
    assert name_similarity.persons("Anna", "Anna Blaman") < 0.75
