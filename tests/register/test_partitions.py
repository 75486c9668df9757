"""Partitions: whatever batch a thing is told of in, everything about it is found in one place."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from lod.register.ingest.partitions import Partitions, Told
from lod.register.statements import digest_of

NAMES = st.sampled_from([f"work/{n}" for n in range(30)])
LINES = st.lists(st.sampled_from([b'<urn:a> <urn:p> "%d" .' % n for n in range(5)]), min_size=1, unique=True)
BATCHES = st.lists(
    st.tuples(st.sampled_from(["boeken", "kaarten"]), st.lists(st.tuples(NAMES, LINES))), max_size=4
)


def texts(told: list[tuple[str, list[bytes]]]) -> list[Told]:
    return [(name, digest_of(lines), b"\n".join([*lines, b""])) for name, lines in told]


@given(BATCHES, st.sampled_from([1, 2, 16]), st.sampled_from([1, 4, 64]))
def test_all_that_is_said_of_a_thing_is_in_one_partition_once(
    batches: list[tuple[str, list[tuple[str, list[bytes]]]]], number: int, sorted_into: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        partitions = Partitions(Path(folder), number)
        for at, (collection, told) in enumerate(batches):
            Partitions(Path(folder), sorted_into).put(f"batch-{at}", collection, texts(told))
        found = [partitions.things(partition) for partition in range(number)]
    names = [name for partition in found for name in partition]
    assert len(names) == len(set(names))
    for partition in found:
        for name, described in partition.items():
            said = {line for _, told in batches for one, lines in told if one == name for line in lines}
            assert sorted(described.lines()) == sorted(said)
            assert described.collections == {key for key, told in batches if name in dict(told)}
    assert set(names) == {name for _, told in batches for name, _ in told}


@given(st.lists(st.tuples(NAMES, LINES)), st.sampled_from([1, 4]), st.sampled_from([1, 4, 64]), st.data())
def test_what_is_dropped_can_be_read_before_and_is_gone_after(
    told: list[tuple[str, list[bytes]]], number: int, sorted_into: int, data: st.DataObject
) -> None:
    said = {(name, digest): text for name, digest, text in texts(told)}
    gone = {piece for piece in said if data.draw(st.booleans())}
    with tempfile.TemporaryDirectory() as folder:
        Partitions(Path(folder), sorted_into).put("batch", "boeken", texts(told))
        partitions = Partitions(Path(folder), number)
        before = partitions.texts("batch", gone)
        partitions.drop("batch", gone)
        found = {
            (name, digest): text
            for partition in range(number)
            for name, described in partitions.things(partition).items()
            for digest, text in described.pieces.items()
        }
    assert {piece: before[piece] for piece in gone} == {piece: said[piece] for piece in gone}
    assert found == {piece: text for piece, text in said.items() if piece not in gone}
