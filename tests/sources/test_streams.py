"""Files as blocks: plain, gzip, zstandard; whole, cut and damaged."""

from __future__ import annotations

import codecs
import gzip
import os
import tracemalloc
from pathlib import Path

import pytest
import zstandard

from lod.errors import SourceError
from lod.record import Record, Unreadable
from lod.sources import read
from lod.sources.plain_text import utf8
from lod.sources.streams import BLOCK, Blocks, open_blocks
from tests.sources.marc_builder import NUMBER, TITLE, iso2709

ONE = iso2709(NUMBER, TITLE)
MANY = b"".join(iso2709(("001", f"{number:09d}"), TITLE) for number in range(3000))


def compress(data: bytes, how: str) -> bytes:
    if how == "gzip":
        return gzip.compress(data)
    return zstandard.ZstdCompressor().compress(data) if how == "zstandard" else data


@pytest.mark.parametrize("how", ["plain", "gzip", "zstandard"])
@pytest.mark.parametrize("name", ["records.mrc", "records.mrc.gz", "records"])
def test_compression_is_told_by_content_and_never_by_name(tmp_path: Path, how: str, name: str) -> None:
    (tmp_path / name).write_bytes(compress(MANY, how))
    outcomes = list(read(tmp_path / name))
    assert len(outcomes) == 3000
    assert all(isinstance(outcome, Record) and not outcome.warnings for outcome in outcomes)


@pytest.mark.parametrize("how", ["gzip", "zstandard"])
def test_several_compressed_members_are_one_source(tmp_path: Path, how: str) -> None:
    path = tmp_path / "records"
    path.write_bytes(compress(MANY, how) + compress(ONE, how))
    assert len(list(read(path))) == 3001


def test_padding_after_gzip_is_no_break(tmp_path: Path) -> None:
    path = tmp_path / "records.gz"
    path.write_bytes(gzip.compress(MANY) + b"\x00" * 20000)
    assert b"".join(open_blocks(path)) == MANY


@pytest.mark.parametrize("how", ["gzip", "zstandard"])
def test_a_cut_file_gives_what_is_there_and_one_break(tmp_path: Path, how: str) -> None:
    path = tmp_path / "records"
    data = compress(MANY, how)
    path.write_bytes(data[: len(data) * 2 // 3])
    *records, last = read(path, "marc21")
    assert all(isinstance(record, Record) for record in records)
    assert isinstance(last, Unreadable)
    assert last.reason == f"the file breaks off: the {how} data is cut off"
    assert (last.position, last.offset) == (len(records) + 1, len(records) * len(MANY) // 3000)
    if how == "gzip":
        assert len(records) > 1500


def test_a_file_cut_between_two_records_still_says_so(tmp_path: Path) -> None:
    path = tmp_path / "records.gz"
    path.write_bytes(gzip.compress(MANY)[:-4])
    *records, last = read(path)
    assert len(records) == 3000
    assert isinstance(last, Unreadable)
    assert (last.raw, last.offset) == (b"", len(MANY))


def test_damage_inside_gzip_costs_what_comes_after_it(tmp_path: Path) -> None:
    path = tmp_path / "records.gz"
    data = bytearray(gzip.compress(MANY))
    data[len(data) // 2 : len(data) // 2 + 64] = b"\xff" * 64
    path.write_bytes(data)
    outcomes = list(read(path))
    assert isinstance(outcomes[-1], Unreadable)
    assert outcomes[-1].reason.startswith("the file breaks off: Error")
    assert sum(isinstance(outcome, Record) for outcome in outcomes) > 1000


def test_other_data_after_gzip_is_a_break(tmp_path: Path) -> None:
    path = tmp_path / "records.gz"
    path.write_bytes(gzip.compress(ONE) + b"and more")
    first, last = read(path)
    assert isinstance(first, Record)
    assert isinstance(last, Unreadable)
    assert "incorrect header check" in last.reason


@pytest.mark.parametrize("name", ["missing.mrc", "."])
def test_what_cannot_be_opened_is_an_error_that_names_it(tmp_path: Path, name: str) -> None:
    with pytest.raises(SourceError, match="cannot be opened"):
        read(tmp_path / name)


def test_a_large_file_takes_no_more_memory_than_a_small_one(tmp_path: Path) -> None:
    path = tmp_path / "records.mrc"
    path.write_bytes(iso2709(NUMBER, ("520", "  \x1fa" + "Max Havelaar " * 700)) * 3000)
    tracemalloc.start()
    try:
        assert sum(1 for _ in read(path)) == 3000
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 4 * 2**20


def test_a_bomb_is_decompressed_in_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zst"
    path.write_bytes(zstandard.ZstdCompressor().compress(ONE + b"x" * 100 * 2**20))
    tracemalloc.start()
    try:
        first, bomb = read(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert isinstance(first, Record)
    assert isinstance(bomb, Unreadable)
    assert bomb.reason.startswith("no end in 104,857,600 bytes")
    assert peak < 60 * 2**20


def test_no_block_of_a_gzip_bomb_is_large(tmp_path: Path) -> None:
    path = tmp_path / "bomb.gz"
    path.write_bytes(gzip.compress(bytes(60 * 2**20), 6))
    sizes = [len(block) for block in open_blocks(path)]
    assert sum(sizes) == 60 * 2**20
    assert max(sizes) <= BLOCK


@pytest.mark.parametrize("layers", [["gzip", "gzip"], ["zstandard", "gzip"], ["gzip"] * 3])
def test_what_was_packed_again_is_unpacked_again(tmp_path: Path, layers: list[str]) -> None:
    data = MANY
    for how in layers:
        data = compress(data, how)
    path = tmp_path / "records.gz"
    path.write_bytes(data)
    assert b"".join(open_blocks(path)) == MANY


def test_what_is_packed_over_and_over_is_told_as_such(tmp_path: Path) -> None:
    path = tmp_path / "records"
    path.write_bytes(compress(compress(compress(compress(MANY, "gzip"), "gzip"), "gzip"), "gzip"))
    with pytest.raises(SourceError, match="packed again and again"):
        read(path)


def test_a_pipe_that_nobody_writes_to_keeps_nobody_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(SourceError, match="cannot be opened: no file"):
        read(tmp_path / "pipe")


def test_links_in_a_circle_are_an_error(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with pytest.raises(SourceError, match="cannot be opened"):
        read(tmp_path / "a")


@pytest.mark.parametrize("size", [1, 2, 3, 4, 100])
@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
def test_a_text_in_utf_8_loses_its_mark_and_nothing_else(mark: bytes, size: int) -> None:
    text = "Zoë – 日本".encode() + b"\xff\xed\xa0\x80\xe2\x80"
    blocks = [(mark + text)[at : at + size] for at in range(0, len(mark + text), size)]
    assert b"".join(utf8(Blocks(iter(blocks)))) == text
