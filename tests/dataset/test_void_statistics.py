"""Counts of statements for VoID: subjects with the same predicates are counted together."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from lod.dataset.dumps import void_statistics
from lod.dataset.dumps.lexical_forms import respelled
from lod.rdf.ntriples import has_other_escapes

TYPE, SAME = void_statistics.TYPE.decode(), "<http://www.w3.org/2002/07/owl#sameAs>"
objects = st.sampled_from(("<http://a.example/x>", "<http://b.example/y>", "<urn:z>", '"text"'))
lines = st.builds(
    lambda subject, predicate, object: f"<a:{subject}> {predicate} {object} .".encode(),
    st.sampled_from(("x", "x#part", "y")),
    st.sampled_from((TYPE, SAME, "<p:q>", "<p:r>")),
    objects.filter(lambda one: one.startswith("<")),
)


@given(st.lists(lines, unique=True))
def test_every_statement_is_counted_by_what_it_says(given: list[bytes]) -> None:
    tally = void_statistics.count(sorted(given))
    split = [line.decode().split(" ") for line in given]
    assert tally.triples == len(given)
    assert tally.properties == Counter(predicate[1:-1] for _, predicate, _, _ in split)
    assert tally.classes == Counter(o[1:-1] for _, predicate, o, _ in split if predicate == TYPE)
    links = [o.split("/")[2].rstrip(">") for _, p, o, _ in split if p == SAME and o.startswith("<http")]
    assert tally.links == Counter(f"{SAME[1:-1]} {host}" for host in links)


@given(st.lists(st.text('a\\"\x07\x7f\t\b', max_size=6), min_size=1))
def test_what_the_store_spells_otherwise_is_found_when_oddness_is_known(
    texts: list[str],
) -> None:
    escaped = [one.replace("\\", "\\\\").replace('"', '\\"') for one in texts]
    text = "".join(f'<a:b> <p:q> "{one}" .\n' for one in escaped).encode()
    assert respelled(text, has_other_escapes(text)) == respelled(text)
