"""Bodies in content codings: whatever way they are made, a client has the bytes back."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest
import zstandard

from webapp.http.content_codings import CODINGS, LARGE, LONGEST, coding_for, encode, encoded, tight

UNPACK: dict[str, Callable[[bytes], bytes]] = {
    "zstd": lambda body: zstandard.ZstdDecompressor().decompressobj().decompress(body),
    "br": brotli.decompress,
    "gzip": gzip.decompress,
}
SHEET = (Path(__file__).parents[2] / "webapp/static/site.css").read_bytes()
TEXT = b"Max Havelaar, of de koffij-veilingen. " * 500


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("content", [b"", TEXT], ids=["nothing", "a text"])
def test_a_body_comes_back_from_each_coding(coding: str, content: bytes) -> None:
    pieces = [content[at : at + 99] for at in range(0, len(content), 99)]
    for body in (encode(content, coding), tight(content, coding), b"".join(encoded(pieces, coding))):
        assert UNPACK[coding](body) == content
        assert len(body) < len(content) or not content


@pytest.mark.parametrize("coding", CODINGS)
def test_a_text_that_is_packed_once_is_packed_tighter_and_the_same_each_time(coding: str) -> None:
    made = tight(SHEET, coding)
    assert len(made) < len(encode(SHEET, coding))
    tight.cache_clear()
    assert tight(SHEET, coding) == made


def test_what_is_large_is_not_pressed_as_tight(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(SHEET) < LARGE
    small = {coding: len(tight(SHEET, coding)) for coding in CODINGS}
    tight.cache_clear()
    monkeypatch.setattr("webapp.http.content_codings.LARGE", len(SHEET))
    assert [coding for coding in CODINGS if len(tight(SHEET, coding)) > small[coding]] == ["zstd", "br"]
    tight.cache_clear()


def test_a_broken_download_in_zstandard_is_noticed() -> None:
    body = b"".join(encoded([TEXT], "zstd"))
    assert zstandard.get_frame_parameters(body).has_checksum
    with pytest.raises(zstandard.ZstdError):
        UNPACK["zstd"](body[:-4] + bytes(4))


def test_no_more_of_a_header_is_read_than_anybody_needs() -> None:
    assert coding_for("x, " * 100 + "gzip") == "gzip"
    assert coding_for("x, " * (LONGEST // 3 + 1) + "gzip") == ""
