"""Looking up the types of subjects by their hashes, when objects are counted."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lod.dataset.dumps.distinct_objects import _Known

HASHES = st.integers(0, (1 << 64) - 1)
EXTREMES = st.sampled_from([0, 1, (1 << 63) - 1, 1 << 63, (1 << 64) - 2, (1 << 64) - 1])
TYPES = st.sampled_from([(b"a:A",), (b"a:B",), (b"a:A", b"a:B"), ()])


@given(
    st.lists(st.dictionaries(HASHES | EXTREMES, TYPES), max_size=3),
    st.lists(HASHES | EXTREMES, max_size=20),
)
def test_a_subject_is_known_by_its_types_and_nothing_else_is(
    parts: list[dict[int, tuple[bytes, ...]]], asked: list[int]
) -> None:
    types_of: dict[int, tuple[bytes, ...]] = {}
    kept = []
    for part in parts:
        own = {hash: types for hash, types in part.items() if hash not in types_of}
        types_of |= own
        groups: dict[tuple[bytes, ...], list[int]] = {}
        for hash in sorted(own):
            groups.setdefault(own[hash], []).append(hash)
        kept.append({types: np.array(some, np.uint64) for types, some in groups.items()})
    known = _Known(kept)
    every = [*asked, *types_of]
    found = known.which(np.array(every, np.uint64))
    assert [known.types[number] for number in found] == [types_of.get(hash, ()) for hash in every]
