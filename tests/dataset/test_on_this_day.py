"""What happened on a day: following a change comes to the same as looking again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, Store

from lod.dataset import on_this_day
from lod.rdf.namespaces import expand

BASE = "https://a.example/"
IRIS = [f"{BASE}id/{name}" for name in ("agent/a", "agent/b", "instance/c", "work/d", "agent/a#part")]
STATES = st.lists(
    st.tuples(
        st.sampled_from(IRIS),
        st.sampled_from(["birthDate", "deathDate", "datePublished"]),
        st.sampled_from(["1820-03-02", "1887-02-19", "1860-03-02", "1860"]),
    ),
    unique=True,
)
State = list[tuple[str, str, str]]


def filled(state: State) -> Store:
    store = Store()
    for iri, name, date in state:
        kind = expand("xsd:date" if len(date) == 10 else "xsd:gYear")
        value = Literal(date, datatype=NamedNode(kind))
        store.add(Quad(NamedNode(iri), NamedNode(expand(f"schema:{name}")), value))
    return store


@given(STATES, STATES)
def test_following_a_change_comes_to_the_same_as_looking_again(first: State, second: State) -> None:
    before, store = on_this_day.collect(filled(first), BASE), filled(second)
    changed = {iri for iri, _, _ in {*first} ^ {*second} if "#" not in iri}
    assert on_this_day.follow(before, store, BASE, changed) == on_this_day.collect(store, BASE)


def test_only_things_of_ours_with_a_date_to_the_day_are_told() -> None:
    store = filled([(IRIS[0], "birthDate", "1820-03-02"), (IRIS[1], "birthDate", "1860")])
    assert on_this_day.collect(store, BASE) == {"03-02": (on_this_day.Event("born", 1820, IRIS[0]),)}
