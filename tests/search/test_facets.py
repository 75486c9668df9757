"""What facets count, what they keep, and what they tell of what may be used."""

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
import tantivy
from pyoxigraph import RdfFormat, Store

from lod.rdf.iris import Thing
from lod.search import index
from lod.search.facets import Told
from lod.search.index import build, update
from lod.search.index_entries import Entries, Entry, Stored
from lod.search.searcher import Searcher, SearchRequest
from tests.search.conftest import BASE, DATA, THINGS


@pytest.mark.parametrize(("told", "likely"), [(1_000, 100), (30, 60), (20, 14)])
def test_facets_count_exactly_however_many_segments_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: int, likely: int
) -> None:
    """Things, texts and IRIs of others, spread over segments: what is shown is what choosing it finds, also
    when segments do not tell all they have.
    """
    monkeypatch.setattr("lod.search.facets.MANY", 100)
    monkeypatch.setattr("lod.search.facets.TOLD", told)
    monkeypatch.setattr("lod.search.facets.LIKELY", likely)
    chance = Random(7)
    makers = {
        **{f"{BASE}id/agent/{n}": f"Maker {n}" for n in range(400)},
        **{f"{BASE}id/instance/0#maker-{n}": f"Text {n}" for n in range(40)},
        **{f"https://elsewhere.example/{n}": f"Other {n}" for n in range(40)},
    }

    def entry(number: int) -> Entry:
        some = {makers_of[int(480 * chance.random() ** 1.1)] for _ in range(3)}
        made = Entry(
            f"{BASE}id/instance/{number}", "instance", {"nl": f"Titel {number} {'x' * (number % 3)}"}
        )
        made.makers = {iri: makers[iri] for iri in some}
        made.subjects = {f"{BASE}id/subject/{number % 90}": f"Subject {number % 90}"}
        return made

    makers_of = [*makers]
    chance.shuffle(makers_of)
    agents = [Entry(iri, "agent", {"nl": name}) for iri, name in makers.items() if "/agent/" in iri]
    subjects = [Entry(f"{BASE}id/subject/{n}", "subject", {"nl": f"Subject {n}"}) for n in range(90)]
    before = tmp_path / "0"
    build(before, [*agents, *subjects])
    for part in range(1, 5):
        folder = tmp_path / str(part)
        update(folder, before, [entry(number) for number in range(part * 400, part * 400 + 400)], [])
        before = folder
    searcher = Searcher(before)
    assert searcher._searcher.num_segments > 3
    for text in ("titel", "x"):
        found = searcher.search(SearchRequest(text, ("instance",)))
        assert found.total > 500
        for facet in ("maker", "subject"):
            shown = found.facets[facet]
            assert len(shown) == 12
            for value, count in shown:
                assert count == searcher.count(SearchRequest(text, ("instance",), {facet: [value]}))
    values = [value for value, _ in searcher.search(SearchRequest("titel", ("instance",))).facets["maker"]]
    everyone = {name if "#" in iri else iri for iri, name in makers.items()}
    counts = sorted(
        (searcher.count(SearchRequest("titel", ("instance",), {"maker": [one]})) for one in everyone),
        reverse=True,
    )
    assert [
        searcher.count(SearchRequest("titel", ("instance",), {"maker": [one]})) for one in values
    ] == counts[:12]


def test_an_index_of_before_values_had_numbers_is_searched_and_not_built_on(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = Entries(Stored(store), BASE)
    entries = [entry for thing in (*THINGS, Thing("subject", "k")) if (entry := reader.read(thing))]
    build(tmp_path / "new", entries)
    with monkeypatch.context() as before:
        before.setattr("lod.search.schema.COUNTED", ())
        before.setattr("lod.search.index.COUNTED", ())
        build(tmp_path / "old", entries)
    expected, found = (
        Searcher(tmp_path / one).search(SearchRequest("", ("instance",))) for one in ("new", "old")
    )
    assert {name: dict(counts) for name, counts in found.facets.items()} == {
        name: dict(counts) for name, counts in expected.facets.items()
    }
    assert dict(found.facets["maker"]) == {f"{BASE}id/agent/m": 2, f"{BASE}id/agent/e": 1}
    assert not index.can_be_built_on(tmp_path / "old")


def test_facets_are_counted_once_for_all_pages_and_orders_of_one_question(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    searcher, counted = Searcher(folder), list[int]()
    count = searcher._facets.of

    def counting(query: tantivy.Query, results: int) -> Told:
        counted.append(results)
        return count(query, results)

    monkeypatch.setattr(searcher._facets, "of", counting)
    asked = SearchRequest("", size=2)
    first = searcher.search(asked)
    for other in (
        replace(asked, page=2),
        replace(asked, sort="title"),
        replace(asked, sort="newest", size=3),
    ):
        found = searcher.search(other)
        assert (found.facets, found.years, found.names) == (first.facets, first.years, first.names)
        assert found.hits != first.hits
    assert counted == [first.total]
    value = first.facets["kind"][0][0]
    for another in (
        replace(asked, kinds=(value,)),
        replace(asked, facets={"kind": (value,)}),
        replace(asked, until=1900),
        replace(asked, since=1900),
    ):
        found = searcher.search(another)
        assert counted[-1] == found.total
    assert len(counted) == 5


def test_who_wants_things_of_every_kind_that_there_is_has_nothing_to_look_for(searcher: Searcher) -> None:
    assert not searcher._of_kinds(("agent", "instance", "work"))
    assert searcher._of_kinds(("agent", "work"))
    everything = searcher.suggest("m")
    assert {hit.thing.kind for hit in everything} == {"agent", "instance"}
    assert searcher.suggest("m", ("work", "agent", "instance")) == everything
    assert [hit.thing.kind for hit in searcher.suggest("m", ("work", "agent"))] == ["agent"]
    assert searcher.suggest("m", ("work",)) == ()


@pytest.mark.parametrize(
    ("said", "digitised"),
    [
        ("schema:license <https://creativecommons.org/publicdomain/mark/1.0/>", []),
        ('schema:url "https://example.org/"', ["yes"]),
        ("schema:url <https://x.example/> ; schema:license <http://creativecommons.org/licenses/by-sa/4.0/>",
         ["yes", "free"]),
        ("schema:url <https://x.example/> ; schema:license <https://creativecommons.org/licenses/by-nc/4.0/>",
         ["yes"]),
        ("schema:associatedMedia <object/x#a> . <object/x#a> schema:license "
         "<https://creativecommons.org/publicdomain/zero/1.0/>", ["yes", "free"]),
        ("schema:license <https://creativecommons.org/publicdomain/mark/1.0/> ; schema:associatedMedia "
         "<object/x#a> . <object/x#a> schema:license <http://rightsstatements.org/vocab/InC/1.0/>", ["yes"]),
    ],
)  # fmt: skip
def test_what_may_be_used_freely_is_told_by_the_licence_of_what_is_online(
    said: str, digitised: list[str]
) -> None:
    """Not by that of the thing, where its files have one: a photograph of an old painting may be new."""
    store = Store()
    head = DATA[: DATA.index("<instance/1>")]
    store.load(f"{head}<object/x> a schema:Painting ; {said} .".encode(), format=RdfFormat.TURTLE)
    entry = Entries(Stored(store), BASE).read(Thing("object", "x"))
    assert entry is not None
    assert entry.digitised == digitised


def test_a_value_with_a_stroke_in_it_is_found_by_itself(tmp_path: Path) -> None:
    """A stroke stands between an IRI and the text that is called the same."""
    one = Entry(f"{BASE}id/instance/1", "instance", {"nl": "Titel"})
    one.makers = {f"{BASE}id/instance/1#maker": "http://a|b"}
    other = Entry(f"{BASE}id/instance/2", "instance", {"nl": "Titel"})
    other.makers = {f"{BASE}id/instance/2#maker": "b"}
    build(tmp_path / "index", [one, other])
    searcher = Searcher(tmp_path / "index")
    assert searcher.count(SearchRequest("titel", ("instance",), {"maker": ["http://a|b"]})) == 2
    assert searcher.count(SearchRequest("titel", ("instance",), {"maker": ["http://a|c"]})) == 0
