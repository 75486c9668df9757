"""Packed descriptions: the same documents as the store gives, by one look instead of one for each part."""

import json
from collections.abc import Iterable
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from lod.rdf.iris import Thing
from lod.rdf.ntriples import has_other_escapes
from lod.register.statements import Delta
from lod.store import packed_descriptions
from lod.store.documents import PARTS, Reader
from lod.store.packed_descriptions import DescriptionPacker, Lines
from lod.store.terms import values_of
from tests.store.test_documents import BASE, BOOK, quad, store

BOOK_B, ANNA = Thing("instance", "b"), Thing("agent", "a")
XSD = "http://www.w3.org/2001/XMLSchema#"


def lines(quads: Iterable[Quad]) -> Lines:
    """Statements as the store spells them, taken apart."""
    found: dict[bytes, dict[bytes, list[bytes]]] = {}
    for one in store(quads):
        subject, predicate, value = f"{one.triple}".encode().split(b" ", 2)
        found.setdefault(subject, {}).setdefault(predicate, []).append(value)
    return found


def packed(release: Path, quads: Iterable[Quad]) -> None:
    """A release with one pack of these statements."""
    packing = DescriptionPacker(BASE)
    by_thing: dict[str, list[Quad]] = {}
    for one in quads:
        iri = str(one.subject.value).partition("#")[0]  # type: ignore[union-attr]
        by_thing.setdefault(iri.removeprefix(f"{BASE}id/"), []).append(one)
    for name, some in by_thing.items():
        packing.add(name, lines(some))
    release.mkdir(exist_ok=True)
    packed_descriptions.write(release, 0, packing)


def reader(release: Path, quads: Iterable[Quad] = ()) -> Reader:
    return Reader(store(quads), BASE, packed_descriptions.read(release, BASE))


def test_a_packed_document_is_the_one_that_the_store_gives(tmp_path: Path) -> None:
    packed(tmp_path / "1", BOOK)
    from_pack, from_store = reader(tmp_path / "1"), Reader(store(BOOK), BASE)
    for thing in (BOOK_B, ANNA, Thing("work", "w")):
        one, other = from_pack.document(thing), from_store.document(thing)
        assert one is not None
        assert other is not None
        assert one.statements() == other.statements()
        assert list(one.about.items()) == list(other.about.items())
        assert one.linked == other.linked
        assert from_pack.exists(thing)
        assert from_pack.linked(thing.iri(BASE)) == from_store.linked(thing.iri(BASE))


def test_single_values_are_those_of_the_store(tmp_path: Path) -> None:
    packed(tmp_path / "1", BOOK)
    from_pack, from_store = reader(tmp_path / "1", BOOK), Reader(store(BOOK), BASE)
    names = {one.predicate.value for one in BOOK}
    for iri in {str(one.subject.value) for one in BOOK}:  # type: ignore[union-attr]
        assert from_pack.said(iri, names) == from_store.said(iri, names)
        for name in names:
            assert from_pack.values(iri, name) == from_store.values(iri, name)


texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
literals = st.one_of(
    texts.map(Literal),
    texts.map(lambda text: Literal(text, language="nl-NL")),
    st.tuples(texts, st.sampled_from(("integer", "dateTime", "gYear", "decimal", "boolean"))).map(
        lambda pair: Literal(pair[0], datatype=NamedNode(XSD + pair[1]))
    ),
    st.sampled_from(("01", "2.50", "-0")).map(
        lambda text: Literal(text, datatype=NamedNode(XSD + "decimal"))
    ),
)


@given(st.lists(literals, min_size=1, max_size=6))
def test_every_literal_comes_back_as_the_store_has_it(values: list[Literal]) -> None:
    iri = BOOK_B.iri(BASE)
    said = store(Quad(NamedNode(iri), NamedNode("a:p"), value, DefaultGraph()) for value in values)
    told = packed_descriptions.described(iri, lines(said))
    document = Reader(said, BASE).document(BOOK_B)
    assert document is not None
    found = list(values_of(json.loads(told.splitlines()[0])[iri]["a:p"]))
    assert found == list(document.values("a:p"))


def test_what_is_not_packed_is_read_from_the_store(tmp_path: Path) -> None:
    packed(tmp_path / "1", [one for one in BOOK if "agent/a" not in str(one.subject)])
    assert reader(tmp_path / "1", BOOK).document(ANNA) == Reader(store(BOOK), BASE).document(ANNA)


def test_a_thing_with_very_many_parts_is_left_to_the_store() -> None:
    many = [quad("instance/b", "hasPart", f"instance/b#{n}") for n in range(PARTS + 1)]
    many += [quad(f"instance/b#{n}", "name", Literal("x")) for n in range(PARTS + 1)]
    assert packed_descriptions.described(BOOK_B.iri(BASE), lines(many)) == b""
    assert packed_descriptions.described(BOOK_B.iri(BASE), lines(many[: PARTS // 2]))


def test_what_changed_is_read_from_the_store_and_the_rest_is_taken_over(tmp_path: Path) -> None:
    packed(tmp_path / "1", BOOK)
    new = Quad(
        NamedNode(ANNA.iri(BASE)), NamedNode("https://schema.org/name"), Literal("Anne"), DefaultGraph()
    )
    part = NamedNode(Thing("work", "w").iri(BASE) + "#title")
    below = Quad(part, NamedNode("https://schema.org/name"), Literal("Zee"), DefaultGraph())
    for number, one in ((2, new), (3, below)):
        (tmp_path / str(number)).mkdir()
        delta = Delta(added={f"{one.triple} .".encode()})
        packed_descriptions.follow(tmp_path / str(number), tmp_path / str(number - 1), delta, BASE)
    pack = "descriptions/000000.pack"
    assert (tmp_path / "3" / pack).samefile(tmp_path / "1" / pack)
    found = packed_descriptions.read(tmp_path / "3", BASE)
    assert found is not None
    assert found.of(ANNA.iri(BASE)) is None
    assert found.of(Thing("work", "w").iri(BASE)) is None
    assert found.of(BOOK_B.iri(BASE))
    names = reader(tmp_path / "3", [*BOOK, new]).linked(ANNA.iri(BASE)).names
    assert {name.value for name in names} == {"Anna", "Anne"}


def test_a_release_that_was_made_without_them_is_read_from_its_store(tmp_path: Path) -> None:
    (tmp_path / "1").mkdir()
    (tmp_path / "2").mkdir()
    assert packed_descriptions.read(tmp_path / "1", BASE) is None
    packed_descriptions.follow(tmp_path / "2", tmp_path / "1", Delta(), BASE)
    assert packed_descriptions.read(tmp_path / "2", BASE) is None
    assert Reader(store(BOOK), BASE, None).document(ANNA) == Reader(store(BOOK), BASE).document(ANNA)


def test_a_pack_that_was_removed_sends_readers_to_the_store(tmp_path: Path) -> None:
    packed(tmp_path / "1", BOOK)
    late = reader(tmp_path / "1", BOOK)
    (tmp_path / "1/descriptions/000000.pack").unlink()
    assert late.document(ANNA) is not None


def test_an_empty_partition_has_an_empty_pack(tmp_path: Path) -> None:
    packed(tmp_path / "1", [])
    assert isinstance(reader(tmp_path / "1").store, Store)
    assert reader(tmp_path / "1").document(ANNA) is None


def test_tags_of_languages_come_in_the_order_of_the_store() -> None:
    iri, lines = BOOK_B.iri(BASE), [b'"zee"@NL', b'"zee"@en', b'"zee"', b'"zee"@en']
    told = packed_descriptions.described(iri, {f"<{iri}>".encode(): {b"<a:p>": lines}})
    assert json.loads(told.splitlines()[0])[iri]["a:p"] == [["zee"], ["zee", "en"], ["zee", "nl"]]


@given(st.lists(literals, min_size=1, max_size=6))
def test_texts_that_are_plain_are_spelled_as_if_they_were_looked_at(values: list[Literal]) -> None:
    iri = BOOK_B.iri(BASE)
    said = lines(Quad(NamedNode(iri), NamedNode("a:p"), value, DefaultGraph()) for value in values)
    if not has_other_escapes(b"".join(said[f"<{iri}>".encode()][b"<a:p>"])):
        plain = packed_descriptions.described(iri, said, packed_descriptions.Spelling(odd=False))
        assert plain == packed_descriptions.described(iri, said)
        assert (
            plain.splitlines()[0]
            == json.dumps(
                json.loads(plain.splitlines()[0]), ensure_ascii=False, separators=(",", ":")
            ).encode()
        )


def test_properties_come_in_the_order_of_a_document(tmp_path: Path) -> None:
    """As text, "…aap>" would come after "…aap-normalized>"."""
    quads = [quad("instance/b", name, Literal("x")) for name in ("aap-normalized", "aap")]
    packed(tmp_path / "1", [*quads, BOOK[0]])
    document = reader(tmp_path / "1").document(BOOK_B)
    assert document is not None
    assert [name.rpartition("/")[2] for name in document.about[document.iri]][1:] == ["aap", "aap-normalized"]


def test_a_pack_of_another_form_sends_readers_to_the_store(tmp_path: Path) -> None:
    packed(tmp_path / "1", BOOK)
    pack = tmp_path / "1/descriptions/000000.pack"
    raw = bytearray(pack.read_bytes())
    raw[16] += 1
    pack.write_bytes(raw)
    assert reader(tmp_path / "1").document(ANNA) is None
    assert reader(tmp_path / "1", BOOK).document(ANNA) == Reader(store(BOOK), BASE).document(ANNA)


def test_what_the_release_is_silent_on_is_not_looked_for_until_a_change_tells_of_it(tmp_path: Path) -> None:
    code, link = "https://codes.example/nl", "https://links.example/1"
    said = [quad(iri, "name", Literal(iri)) for iri in (code, link)]
    packed(tmp_path / "1", BOOK)
    assert reader(tmp_path / "1", said).linked(link).names  # nothing was noted: the store is asked
    packed_descriptions.write_others(tmp_path / "1", [code.encode()])
    assert reader(tmp_path / "1", said).linked(code).names
    assert not reader(tmp_path / "1", said).linked(link).names
    for number, delta in ((2, Delta(added={f"{said[1].triple} .".encode()})), (3, Delta())):
        (tmp_path / str(number)).mkdir()
        packed_descriptions.follow(tmp_path / str(number), tmp_path / str(number - 1), delta, BASE)
    assert reader(tmp_path / "3", said).linked(link).names
    assert reader(tmp_path / "3", said).linked(code).names
