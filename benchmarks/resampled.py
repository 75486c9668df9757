"""A million MARC records out of a few real ones, for trying how a site grows.

    python benchmarks/resampled.py FILE [--records 1000000] [--seed 1] > million.mrc

No text is invented. A record is drawn from the given ones and gets new numbers (001, 010, 035, and half the
time another ISBN with a right check digit). Its names (1XX, 7XX), subjects (6XX) and publisher (260/264 $b)
are those of a second record in the same language and decade, so that they keep their real frequencies and
people grow more slowly in number than records. In one of ten the title gets a volume or an edition, so that
there are works with several editions; one of fifty is a copy of one that was written before but for its 001.
The same seed makes the same bytes.
"""

from __future__ import annotations

import argparse
import gzip
import random
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

FIELD, RECORD, SUBFIELD = b"\x1e", b"\x1d", b"\x1f"
Field = tuple[bytes, bytes]
"""Tag and content."""
NUMBERS = (b"001", b"010", b"035")
SWAPPED = (b"1", b"6", b"7")
PUBLISHED = (b"260", b"264")
COPIES, REMEMBERED = 50, 10_000
ADDITIONS = (b" Volume %d.", b" %d. edition.")


def fields_of(raw: bytes) -> list[Field]:
    """The fields of a record."""
    base = int(raw[12:17])
    entries = raw[24 : base - 1]
    found = []
    for at in range(0, len(entries), 12):
        tag, length, start = (
            entries[at : at + 3],
            int(entries[at + 3 : at + 7]),
            int(entries[at + 7 : at + 12]),
        )
        found.append((tag, raw[base + start : base + start + length - 1]))
    return found


def written(leader: bytes, fields: list[Field]) -> bytes:
    """A record of these fields, with its directory and lengths (ISO 2709)."""
    directory, body = b"", b""
    for tag, content in fields:
        directory += b"%b%04d%05d" % (tag, len(content) + 1, len(body))
        body += content + FIELD
    base = 24 + len(directory) + 1
    length = base + len(body) + 1
    return b"%05d%b%05d%b" % (length, leader[5:12], base, leader[17:24]) + directory + FIELD + body + RECORD


def isbn(chance: random.Random) -> bytes:
    """An ISBN-13 with a right check digit (ISO 2108)."""
    digits = [9, 7, 8, *(chance.randrange(10) for _ in range(9))]
    check = -sum(digit * (3 if at % 2 else 1) for at, digit in enumerate(digits)) % 10
    return bytes(48 + digit for digit in (*digits, check))


class Resampler:
    """Makes records out of others."""

    def __init__(self, records: list[bytes], seed: int) -> None:
        self._records = records
        self._chance = random.Random(seed)
        self._alike: dict[bytes, list[int]] = defaultdict(list)
        for at, raw in enumerate(records):
            self._alike[self._sort(fields_of(raw))].append(at)

    def records(self, number: int) -> Iterator[bytes]:
        """So many of them."""
        before: list[tuple[bytes, list[Field]]] = []
        for at in range(number):
            if before and not self._chance.randrange(COPIES):
                leader, fields = self._chance.choice(before)
                fields = [(b"001", b"copy%09d" % at), *(one for one in fields if one[0] != b"001")]
            else:
                leader, fields = self._made(at)
                before.append((leader, fields))
                del before[:-REMEMBERED]
            if len(text := written(leader, fields)) < 100_000:
                yield text

    def _made(self, number: int) -> tuple[bytes, list[Field]]:
        raw = self._chance.choice(self._records)
        own = fields_of(raw)
        other = fields_of(self._records[self._chance.choice(self._alike[self._sort(own)])])
        names = [one for one in other if one[0][:1] in SWAPPED]
        publisher = next((_part(content) for tag, content in other if tag in PUBLISHED), b"")
        fresh = self._chance.random() < 0.5
        addition = b""
        if not self._chance.randrange(10):
            addition = self._chance.choice(ADDITIONS) % self._chance.randint(2, 9)
        found: list[Field] = [(b"001", b"re%09d" % number), (b"010", b"  " + SUBFIELD + b"a  %010d" % number)]
        for tag, content in own:
            if tag in NUMBERS or tag[:1] in SWAPPED:
                continue
            if tag == b"020" and fresh:
                content = b"  " + SUBFIELD + b"a" + isbn(self._chance)
            elif tag in PUBLISHED and publisher:
                content = content.replace(_part(content) or b"\0", publisher)
            elif tag == b"245":
                content += addition
            found.append((tag, content))
        found.append((b"035", b"  " + SUBFIELD + b"a(Resampled)%d" % number))
        return raw[:24], sorted([*found, *names], key=lambda one: one[0])

    @staticmethod
    def _sort(fields: list[Field]) -> bytes:
        """Language and decade."""
        fixed = dict(fields).get(b"008", b"").ljust(40)
        return fixed[35:38] + fixed[7:10]


def _part(content: bytes) -> bytes:
    """The first $b of a field, with its mark."""
    _, mark, rest = content.partition(SUBFIELD + b"b")
    return mark + rest.split(SUBFIELD)[0]


def read(path: Path) -> list[bytes]:
    """The records of a file."""
    text = path.read_bytes()
    if path.suffix == ".gz":
        text = gzip.decompress(text)
    found, at = [], 0
    while at < len(text):
        length = int(text[at : at + 5])
        found.append(text[at : at + length])
        at += length
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("file", type=Path, help="MARC 21 in ISO 2709; may end in .gz")
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    for text in Resampler(read(given.file), given.seed).records(given.records):
        sys.stdout.buffer.write(text)


if __name__ == "__main__":
    main()
