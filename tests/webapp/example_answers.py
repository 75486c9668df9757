"""What each example query must answer on the demo site, held against what the store says by look-up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import pairwise

from pyoxigraph import NamedNode, Store

from lod.rdf.namespaces import expand

Rows = list[dict[str, str]]


class Facts:
    """What the store says, read without SPARQL."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def pairs(self, property: str) -> list[tuple[str, str]]:
        """Subjects and values of a property."""
        found = self.store.quads_for_pattern(None, NamedNode(expand(property)), None)
        return [(quad.subject.value, getattr(quad.object, "value", "")) for quad in found]

    def of(self, subject: str, property: str) -> set[str]:
        found = self.store.quads_for_pattern(NamedNode(subject), NamedNode(expand(property)), None)
        return {getattr(quad.object, "value", "") for quad in found}

    def a(self, name: str) -> set[str]:
        return {subject for subject, value in self.pairs("rdf:type") if value == expand(name)}


def falling(rows: Rows, name: str) -> bool:
    return all(int(one[name]) >= int(other[name]) for one, other in pairwise(rows))


def how_many(rows: Rows, facts: Facts) -> None:
    assert {row["class"]: int(row["number"]) for row in rows} == Counter(
        c for _, c in facts.pairs("rdf:type")
    )
    assert falling(rows, "number")


def ten_books(rows: Rows, facts: Facts) -> None:
    assert len(rows) == 10
    assert all(row["title"] in facts.of(row["book"], "schema:name") for row in rows)
    assert {row["book"] for row in rows} <= facts.a("schema:Book")


def by_isbn(rows: Rows, facts: Facts) -> None:
    assert [row["edition"] for row in rows] == [
        s for s, isbn in facts.pairs("schema:isbn") if isbn == "9781586031480"
    ]


def full_text(rows: Rows, facts: Facts) -> None:
    for row in rows:
        near = {row["thing"]} | {
            other
            for name in (
                "schema:creator",
                "schema:author",
                "schema:contributor",
                "schema:about",
                "bf:subject",
            )
            for other in facts.of(row["thing"], name)
        }
        said = " ".join(name for one in near for name in facts.of(one, "schema:name"))
        assert "rembrandt" in said.lower(), row
    scores = [float(row["score"]) for row in rows]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] > 0


def full_text_books(rows: Rows, facts: Facts) -> None:
    assert rows
    assert all("amsterdam" in " ".join(facts.of(row["book"], "schema:name")).lower() for row in rows)
    libraries = {library for _, library in facts.pairs("schema:offeredBy")}
    names = {name for library in libraries for name in facts.of(library, "schema:name")}
    assert {row["library"] for row in rows} <= names


def makers(rows: Rows, facts: Facts) -> None:
    works = {work for work, _ in facts.pairs("schema:workExample")}
    counted = Counter(maker for work, maker in facts.pairs("schema:author") if work in works)
    assert all(int(row["works"]) == counted[row["maker"]] for row in rows)
    assert int(rows[0]["works"]) == max(counted.values())


def by_year(rows: Rows, facts: Facts) -> None:
    counted = Counter(date[:4] for _, date in facts.pairs("schema:datePublished"))
    assert [int(row["number"]) for row in rows] == sorted(counted.values(), reverse=True)[:25]
    assert all(counted[row["year"]] == int(row["number"]) for row in rows)


def by_decade(rows: Rows, facts: Facts) -> None:
    books = facts.a("schema:Book")
    counted = Counter(f"{date[:3]}0" for book, date in facts.pairs("schema:datePublished") if book in books)
    assert {row["decade"]: int(row["editions"]) for row in rows} == counted


def collections(rows: Rows, facts: Facts) -> None:
    held = Counter(whole for _, whole in facts.pairs("schema:isPartOf"))
    assert len(rows) == 4
    assert all(int(row["things"]) == held[row["collection"]] for row in rows)
    assert "Catalogus van Bibliotheek Voorbeeldstad" in {row["called"] for row in rows}


def languages(rows: Rows, facts: Facts) -> None:
    books = facts.a("schema:Book")
    counted = Counter(tag for book, tag in facts.pairs("schema:inLanguage") if book in books)
    assert {row["language"]: int(row["books"]) for row in rows} == counted


def holdings(rows: Rows, facts: Facts) -> None:
    counted = Counter(library for _, library in facts.pairs("schema:offeredBy"))
    assert {row["library"]: int(row["copies"]) for row in rows} == counted
    assert all(int(row["titles"]) <= int(row["copies"]) for row in rows)


def held_together(rows: Rows, facts: Facts) -> None:
    libraries: dict[str, set[str]] = {}
    for book, offer in facts.pairs("schema:offers"):
        libraries.setdefault(book, set()).update(facts.of(offer, "schema:offeredBy"))
    several = {book: len(some) for book, some in libraries.items() if len(some) > 1}
    assert {row["book"]: int(row["libraries"]) for row in rows} == several


def subjects_together(rows: Rows, facts: Facts) -> None:
    about: dict[str, set[str]] = {}
    for thing, subject in facts.pairs("schema:about"):
        about.setdefault(thing, set()).add(subject)
    counted = Counter(subject for some in about.values() for subject in some)
    most = min(subject for subject, times in counted.items() if times == max(counted.values()))
    beside = Counter(subject for some in about.values() if most in some for subject in some - {most})
    assert falling(rows, "times")
    assert rows
    assert all(int(row["times"]) == beside[row["subject"]] for row in rows)
    assert int(rows[0]["times"]) == max(beside.values())


def shared_subjects(rows: Rows, facts: Facts) -> None:
    about = facts.pairs("schema:about")
    for row in rows:
        things = {thing for thing, subject in about if subject == row["subject"]}
        wholes = {whole for thing in things for whole in facts.of(thing, "schema:isPartOf")}
        assert len(wholes & facts.a("schema:Dataset")) == int(row["collections"]) > 1
    assert rows


def shared_makers(rows: Rows, facts: Facts) -> None:
    made = facts.pairs("schema:creator")
    for row in rows:
        things = {thing for thing, maker in made if maker == row["maker"]}
        wholes = {whole for thing in things for whole in facts.of(thing, "schema:isPartOf")}
        assert len(wholes & facts.a("schema:Dataset")) == int(row["collections"]) > 1
    assert "Harry Mulisch" in {row["name"] for row in rows}


def printed_where(rows: Rows, facts: Facts) -> None:
    assert rows[0]["place"] == "Amsterdam"
    assert falling(rows, "books")


def by_place(rows: Rows, facts: Facts) -> None:
    places = facts.a("schema:Place")
    used = Counter(
        place for _, place in (*facts.pairs("schema:about"), *facts.pairs("schema:contentLocation"))
    )
    assert rows
    assert all(row["place"] in places and int(row["things"]) <= used[row["place"]] for row in rows)


def archive_top(rows: Rows, facts: Facts) -> None:
    (archive,) = {row["archive"] for row in rows}
    assert {row["part"] for row in rows} == facts.of(archive, "schema:hasPart")
    assert facts.of(archive, "schema:isPartOf").isdisjoint(facts.a("schema:ArchiveComponent"))


def archive_path(rows: Rows, facts: Facts) -> None:
    pieces = {row["piece"] for row in rows}
    assert len(pieces) == 25
    for row in rows:
        above = facts.of(row["piece"], "schema:isPartOf")
        for _ in range(2):
            above |= {more for one in above for more in facts.of(one, "schema:isPartOf")}
        assert row["above"] in above


def materials(rows: Rows, facts: Facts) -> None:
    counted = {row["material"]: int(row["objects"]) for row in rows}
    oil = next(term for term, name in facts.pairs("schema:name") if name == "olieverf")
    assert counted["olieverf"] == sum(term == oil for _, term in facts.pairs("schema:material"))


def artworks(rows: Rows, facts: Facts) -> None:
    assert {row["artwork"] for row in rows} == facts.a("schema:VisualArtwork")
    assert any("date" not in row for row in rows)
    assert any("date" in row for row in rows)


def wikidata(rows: Rows, facts: Facts) -> None:
    same = {pair for pair in facts.pairs("schema:sameAs") if pair[1].startswith("http://www.wikidata.org/")}
    assert {(row["thing"], row["wikidata"]) for row in rows} == same


def links_out(rows: Rows, facts: Facts) -> None:
    assert sum(int(row["links"]) for row in rows) == len(facts.pairs("schema:sameAs"))
    assert "http://vocab.getty.edu" in {row["source"] for row in rows}


def aat(rows: Rows, facts: Facts) -> None:
    counted = {row["aat"]: int(row["things"]) for row in rows}
    assert counted["http://vocab.getty.edu/aat/300033618"] == len(facts.a("schema:Painting"))


def identified_makers(rows: Rows, facts: Facts) -> None:
    assert {row["maker"] for row in rows} <= facts.a("schema:Person")
    assert all(row["same"] in facts.of(row["maker"], "schema:sameAs") for row in rows)
    assert {row["source"] for row in rows} == {"RKD", "Wikidata"}


def values(rows: Rows, facts: Facts) -> None:
    counted = {row["language"]: int(row["books"]) for row in rows}
    assert set(counted) == {"fy", "li", "nds", "yi", "he", "la"}
    books = facts.a("schema:Book")
    latin = [book for book, tag in facts.pairs("schema:inLanguage") if tag == "la" and book in books]
    assert counted["la"] == len(latin) > 0
    assert counted["fy"] == 0


def subjects_in_a_row(rows: Rows, facts: Facts) -> None:
    assert len(rows) == 10
    for row in rows:
        about = facts.of(row["book"], "schema:about")
        names = {name for subject in about for name in facts.of(subject, "schema:name")}
        assert set(row["subjects"].split(" | ")) == names


def without_maker(rows: Rows, facts: Facts) -> None:
    with_one = {book for book, _ in facts.pairs("schema:author")}
    assert {row["book"] for row in rows} == facts.a("schema:Book") - with_one


def publishers(rows: Rows, facts: Facts) -> None:
    assert rows[0]["publisher"] == "Querido"
    assert falling(rows, "editions")
    assert len({row["publisher"].lower() for row in rows}) == len(rows)


def lifetimes(rows: Rows, facts: Facts) -> None:
    persons = facts.a("schema:Person")
    born, died = dict(facts.pairs("schema:birthDate")), dict(facts.pairs("schema:deathDate"))
    ages = [int(died[p][:4]) - int(born[p][:4]) for p in persons & born.keys() & died.keys()]
    assert sum(int(row["persons"]) for row in rows) == sum(0 < age < 120 for age in ages)
    assert all(0 < float(row["years"]) < 120 for row in rows)


def contemporaries(rows: Rows, facts: Facts) -> None:
    assert rows
    assert all(abs(int(row["born"][:4]) - int(row["otherBorn"][:4])) <= 1 for row in rows)


def optional_with_filter(rows: Rows, facts: Facts) -> None:
    old = [row for row in rows if "year" in row]
    assert old
    assert len(old) < len(rows)
    assert all(row["year"] < "1900" and row["maker"] in facts.of(row["book"], "schema:author") for row in old)


def licences(rows: Rows, facts: Facts) -> None:
    counted = Counter(licence for _, licence in facts.pairs("schema:sdLicense"))
    assert {row["licence"]: int(row["things"]) for row in rows} == counted


def changed_lately(rows: Rows, facts: Facts) -> None:
    assert {row["date"] for row in rows} == {max(date for _, date in facts.pairs("schema:sdDatePublished"))}


def properties_of_books(rows: Rows, facts: Facts) -> None:
    counted = {row["property"]: int(row["books"]) for row in rows}
    assert counted[expand("rdf:type")] == max(counted.values()) == len(facts.a("schema:Book"))
    assert all(int(row["books"]) <= int(row["statements"]) for row in rows)


def statements(rows: Rows, facts: Facts) -> None:
    assert sum(int(row["statements"]) for row in rows) == len(facts.store)


SELECTS: dict[str, Callable[[Rows, Facts], None]] = {
    check.__name__.replace("_", "-"): check
    for check in (
        how_many,
        ten_books,
        by_isbn,
        full_text,
        full_text_books,
        makers,
        by_year,
        by_decade,
        collections,
        languages,
        holdings,
        held_together,
        subjects_together,
        shared_subjects,
        shared_makers,
        printed_where,
        by_place,
        archive_top,
        archive_path,
        materials,
        artworks,
        wikidata,
        links_out,
        aat,
        identified_makers,
        values,
        subjects_in_a_row,
        without_maker,
        publishers,
        lifetimes,
        contemporaries,
        optional_with_filter,
        licences,
        changed_lately,
        properties_of_books,
        statements,
    )
}
