"""Documents: a thing with its parts, names of what it points to, and what points to it in bounded pages."""

import random
from collections.abc import Iterable

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from lod.rdf.iris import Thing
from lod.store import documents
from lod.store.documents import INCOMING, Reader, Text, describe

BASE = "https://data.example.org/"
SCHEMA = "https://schema.org/"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
XSD = "http://www.w3.org/2001/XMLSchema#"


def node(path: str) -> NamedNode:
    return NamedNode(path if ":" in path else f"{BASE}id/{path}")


def quad(subject: str, predicate: str, value: str | Literal) -> Quad:
    name = predicate if ":" in predicate else SCHEMA + predicate
    return Quad(
        node(subject), NamedNode(name), value if isinstance(value, Literal) else node(value), DefaultGraph()
    )


def text(value: str, language: str = "nl") -> Literal:
    return Literal(value, language=language)


BOOK = [
    quad("instance/b", TYPE, SCHEMA + "Book"),
    quad("instance/b", "name", text("Zee")),
    quad("instance/b", "name", text("Sea", "en")),
    quad("instance/b", "author", "agent/a"),
    quad("instance/b", "about", "https://elsewhere.example/term"),
    quad("instance/b", "exampleOfWork", "work/w"),
    quad("instance/b", "publication", "instance/b#publication"),
    quad("instance/b#publication", TYPE, SCHEMA + "PublicationEvent"),
    quad("instance/b#publication", "location", "instance/b#place"),
    quad("instance/b#place", "name", Literal("Vlissingen")),
    quad("instance/b#stray", "name", Literal("a part that nothing leads to")),
    quad("agent/a", TYPE, SCHEMA + "Person"),
    quad("agent/a", "name", text("Anna")),
    quad("agent/a", "birthDate", Literal("1850", datatype=NamedNode(XSD + "gYear"))),
    quad("agent/a", "sameAs", "https://viaf.org/viaf/1"),
    quad("work/w", TYPE, SCHEMA + "Book"),
    quad("work/w", "name", text("Zee")),
]


def store(quads: Iterable[Quad]) -> Store:
    made = Store()
    made.extend(quads)
    return made


def reader(quads: Iterable[Quad]) -> Reader:
    return Reader(store(quads), BASE)


def test_a_description_is_the_thing_with_the_parts_it_leads_to() -> None:
    subjects = {q.subject.value.rpartition("/")[2] for q in describe(store(BOOK), BASE + "id/instance/b")}
    assert subjects == {"b", "b#publication", "b#place"}


def test_what_is_unknown_has_no_document() -> None:
    assert reader(BOOK).document(Thing("instance", "c")) is None
    assert describe(store(BOOK), BASE + "id/instance/c") == []
    assert not reader(BOOK).exists(Thing("instance", "c"))
    assert reader(BOOK).exists(Thing("agent", "a"))


def test_values_are_plain() -> None:
    document = reader(BOOK).document(Thing("instance", "b"))
    assert document is not None
    assert document.texts(SCHEMA + "name") == (Text("Sea", "en"), Text("Zee", "nl"))
    assert document.iris(SCHEMA + "author") == (f"{BASE}id/agent/a",)
    assert document.values(SCHEMA + "name", f"{BASE}id/instance/b#place") == (
        Text("Vlissingen", "", XSD + "string"),
    )
    assert document.values(SCHEMA + "isbn") == ()


def test_a_document_gives_the_names_of_makers_but_only_points_to_works() -> None:
    document = reader(BOOK).document(Thing("instance", "b"))
    assert document is not None
    (iri,) = document.linked
    assert iri == f"{BASE}id/agent/a"
    assert document.linked[iri].names == (Text("Anna", "nl"),)
    assert document.linked[iri].types == (SCHEMA + "Person",)
    assert document.linked[iri].same_as == ("https://viaf.org/viaf/1",)
    predicates = {q.predicate.value for q in document.statements() if q.subject == node("agent/a")}
    assert predicates == {TYPE, SCHEMA + "name", SCHEMA + "sameAs"}


def test_the_order_does_not_depend_on_the_store() -> None:
    orders = set()
    for seed in range(5):
        shuffled = BOOK.copy()
        random.Random(seed).shuffle(shuffled)
        document = reader(shuffled).document(Thing("instance", "b"))
        assert document is not None
        orders.add(tuple(map(str, document.statements())))
        assert document.quads[0].predicate.value == TYPE
    assert len(orders) == 1


def test_a_thing_that_points_to_itself_is_told_once() -> None:
    quads = [quad("agent/a", TYPE, SCHEMA + "Person"), quad("agent/a", "knows", "agent/a")]
    document = reader(quads).document(Thing("agent", "a"))
    assert document is not None
    assert len(document.statements()) == 2


def test_parts_in_a_circle_are_read_once() -> None:
    quads = [
        quad("work/w", "hasPart", "work/w#one"),
        quad("work/w#one", "hasPart", "work/w#two"),
        quad("work/w#two", "hasPart", "work/w#one"),
        quad("work/w#two", "isPartOf", "work/w"),
    ]
    document = reader(quads).document(Thing("work", "w"))
    assert document is not None
    assert len(document.quads) == 4


def test_parts_are_bounded() -> None:
    quads = [quad("work/w", "hasPart", f"work/w#{n}") for n in range(documents.PARTS + 50)]
    quads += [quad(f"work/w#{n}", "position", Literal(str(n))) for n in range(documents.PARTS + 50)]
    assert len(describe(store(quads), BASE + "id/work/w")) <= 2 * documents.PARTS + 51


def test_names_are_found_among_very_many_statements() -> None:
    many = [quad("agent/a", "knows", f"agent/{n}") for n in range(500)]
    linked = reader([*BOOK, *many]).linked(BASE + "id/agent/a")
    assert linked.names == (Text("Anna", "nl"),)
    assert linked.types == (SCHEMA + "Person",)


@pytest.mark.parametrize("text", ["http://a|b", "http://a b", "x://[", "", "://"])
def test_nothing_is_known_of_what_is_no_iri(text: str) -> None:
    """Values of facets, and what stands in addresses, may look like one."""
    linked = reader([*BOOK]).linked(text)
    assert (linked.names, linked.types) == ((), ())


def test_names_come_from_the_first_property_that_has_any() -> None:
    label = "http://www.w3.org/2000/01/rdf-schema#label"
    quads = [quad("subject/s", TYPE, SCHEMA + "DefinedTerm"), quad("subject/s", label, text("Zeeën"))]
    assert reader(quads).linked(BASE + "id/subject/s").names == (Text("Zeeën", "nl"),)
    quads.append(quad("subject/s", "name", text("Zee")))
    assert reader(quads).linked(BASE + "id/subject/s").names == (Text("Zee", "nl"),)


def test_what_points_to_a_thing_is_grouped_and_parts_count_as_their_thing() -> None:
    quads = [
        quad("instance/b", "author", "agent/a"),
        quad("work/w#contribution", "agent", "agent/a"),
        quad("work/w#other", "agent", "agent/a"),
        quad("agent/a#x", "agent", "agent/a"),
        quad("https://elsewhere.example/x", "agent", "agent/a"),
    ]
    found = {one.predicate: one.subjects for one in reader(quads).incoming(BASE + "id/agent/a")}
    assert found == {SCHEMA + "author": (f"{BASE}id/instance/b",), SCHEMA + "agent": (f"{BASE}id/work/w",)}


def test_what_points_to_a_thing_is_bounded_and_can_be_paged() -> None:
    quads = [quad(f"instance/b{n}", "about", "subject/s") for n in range(INCOMING + 100)]
    read = reader(quads)
    (found,) = read.incoming(BASE + "id/subject/s")
    assert (len(found.subjects), found.more) == (INCOMING, True)
    pages = [
        read.pointing(BASE + "id/subject/s", SCHEMA + "about", start, 300) for start in range(0, 1500, 300)
    ]
    assert len({iri for page in pages for iri in page}) == INCOMING + 100
    assert read.pointing(BASE + "id/subject/s", SCHEMA + "about", 5_000, 10) == []


def test_what_many_things_say_does_not_hide_what_few_say() -> None:
    """A maker of thousands of books: each is by them and made by them, and one is about them."""
    quads = [quad(f"instance/b{n}", name, "agent/a") for n in range(900) for name in ("author", "creator")]
    quads += [quad(f"instance/c{n}", "author", "agent/a") for n in range(200)]
    quads += [quad("instance/zz", "about", "agent/a")]
    told = reader(quads).incoming(f"{BASE}id/agent/a", [f"{SCHEMA}about", f"{SCHEMA}editor"])
    found = {one.predicate: (len(one.subjects), one.more) for one in told}
    assert found == {
        SCHEMA + "about": (1, False), SCHEMA + "author": (INCOMING, True), SCHEMA + "creator": (900, False)
    }  # fmt: skip


def test_a_document_can_be_made_of_last_words() -> None:
    read = reader(BOOK)
    last = read.compose(Thing("instance", "gone"), [quad("instance/gone", "author", "agent/a")])
    assert last.linked[f"{BASE}id/agent/a"].names == (Text("Anna", "nl"),)


def test_what_has_a_name_and_no_class_is_named_where_it_is_pointed_to() -> None:
    quads = [quad("object/o", "creator", "agent/n"), quad("agent/n", "name", text("Anna"))]
    document = reader(quads).document(Thing("object", "o"))
    assert document
    assert document.linked[f"{BASE}id/agent/n"].names == (Text("Anna", "nl"),)
