"""Texts of things, put in order, are all lines in order: a part of a download is made of them."""

from __future__ import annotations

from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from lod.dataset.dumps.parts import in_texts

NAMES = st.text("x1-.~!", min_size=1, max_size=4)
SAID = st.sets(
    st.tuples(st.sampled_from(["", "#a", "#b", "#a-1"]), st.sampled_from(["p:a", "p:b"])), min_size=1
)


@given(st.dictionaries(NAMES, SAID))
def test_things_whose_names_begin_alike_stand_in_the_order_of_their_lines(
    things: dict[str, set[tuple[str, str]]],
) -> None:
    lines = {
        name: sorted(f'<a:{name}{part}> <{predicate}> "x" .'.encode() for part, predicate in said)
        for name, said in things.items()
    }
    texts = sorted(text for some in lines.values() for text in in_texts(some))
    assert b"".join(texts) == b"".join(line + b"\n" for line in sorted(chain(*lines.values())))
