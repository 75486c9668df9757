"""Partitions: whatever batch a thing is told of in, everything about it is found in one place."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from lod.register.partitions import Partitions
from lod.register.statements import digest_of

NAMES = st.sampled_from([f"work/{n}" for n in range(30)])
LINES = st.lists(st.sampled_from([b'<urn:a> <urn:p> "%d" .' % n for n in range(5)]), min_size=1, unique=True)
BATCHES = st.lists(
    st.tuples(st.sampled_from(["boeken", "kaarten"]), st.lists(st.tuples(NAMES, LINES))), max_size=4
)


@given(BATCHES, st.sampled_from([1, 2, 16]))
def test_all_that_is_said_of_a_thing_is_in_one_partition_once(
    batches: list[tuple[str, list[tuple[str, list[bytes]]]]], number: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        partitions = Partitions(Path(folder), number)
        for at, (collection, told) in enumerate(batches):
            texts = [(name, digest_of(lines), b"\n".join([*lines, b""])) for name, lines in told]
            partitions.put(f"batch-{at}", collection, texts)
        found = [partitions.things(partition) for partition in range(number)]
    names = [name for partition in found for name in partition]
    assert len(names) == len(set(names))
    for partition in found:
        for name, described in partition.items():
            said = {line for _, told in batches for one, lines in told if one == name for line in lines}
            assert sorted(described.lines()) == sorted(said)
            assert described.collections == {key for key, told in batches if name in dict(told)}
    assert set(names) == {name for _, told in batches for name, _ in told}
