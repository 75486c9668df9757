"""Our own URIs: what is one, what is none, and keys that two identifiers never share."""

from __future__ import annotations

import base64
import hashlib
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lod.rdf.formats import DOCUMENTS
from lod.rdf.iris import KINDS, SUFFIXED, Thing, digest, key, parse
from lod.register.ingest.hash_ranges import SPAN, bounds, part_of, power_of_two

BASE = "https://data.example.org/"
NUMBERS = st.integers(-(2**63), 2**63 - 1)


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_thing_is_called_names_it(kind: str) -> None:
    thing = Thing(kind, "a.b_c~d-1")
    assert len({thing, Thing(kind, "a.b_c~d-1")}) == 1
    assert parse(BASE, thing.iri(BASE)) == parse(BASE, thing.iri(BASE) + "#title/of#it") == thing


@pytest.mark.parametrize(
    "rest",
    [
        "id/work",
        "id/work/",
        "id/work/-x",
        "id/work/a b",
        "id/work/a\n",
        "id/book/x",
        "doc/work/x",
        "id/work/a/b",
        "id//x",
    ],
)
def test_what_is_no_uri_of_a_thing_names_none(rest: str) -> None:
    assert parse(BASE, BASE + rest) is None


def test_a_description_has_an_address_in_each_form() -> None:
    thing = Thing("work", "x")
    assert thing.document(BASE) == f"{BASE}doc/work/x"
    assert thing.document(BASE, "ttl") == f"{BASE}doc/work/x.ttl"


@given(st.text(max_size=130))
def test_a_key_is_one_and_stays(text: str) -> None:
    made = key(text)
    assert parse(BASE, Thing("work", made).iri(BASE)) == Thing("work", made)
    assert len(made) <= 100
    assert made == text or made.endswith(digest(text)[:8])


def test_no_thing_is_called_as_the_representation_of_another() -> None:
    for form in DOCUMENTS:
        name = f"a.{form.suffix}"
        assert SUFFIXED.search(name)
        assert key(name).startswith(f"{name}-")
    assert key("a.jpg") == "a.jpg"


def test_a_long_identifier_keeps_its_beginning() -> None:
    assert key("x" * 100) == "x" * 100
    assert key("x" * 101) == "x" * 60 + "-" + digest("x" * 101)[:8]
    assert key("") == digest("")[:8]
    assert key("-a") != key("a")
    assert key("X-a-X") == "X-a-X"
    assert key("~.a_") == f"a-{digest('~.a_')[:8]}"
    assert key("." * 101) == digest("." * 101)[:8]


def test_a_half_of_a_pair_has_a_digest() -> None:
    assert digest("\ud800") != digest("\ud801")


@given(st.text())
def test_a_digest_is_64_bits_of_blake2b_in_base_32(text: str) -> None:
    raw = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    assert digest(text) == base64.b32encode(raw).decode().rstrip("=").lower()


@given(NUMBERS, st.integers(1, 10_000))
def test_a_number_is_in_one_range(number: int, parts: int) -> None:
    part = part_of(number, parts)
    low, high = bounds(part, parts)
    assert 0 <= part < parts
    assert low <= number < high


@given(st.integers(1, 10_000))
def test_ranges_follow_each_other_without_gaps(parts: int) -> None:
    ends = [bounds(part, parts) for part in range(parts)]
    assert ends[0][0] == -(2**63)
    assert ends[-1][1] == 2**63
    assert all(one[1] == other[0] for one, other in pairwise(ends))
    assert all(
        part_of(low, parts) == part and part_of(high - 1, parts) == part
        for part, (low, high) in enumerate(ends)
    )
    assert SPAN == 2**64


@given(st.integers(0, 1 << 40))
def test_a_power_of_two_is_the_smallest_that_is_no_smaller(number: int) -> None:
    power = power_of_two(number)
    assert power & (power - 1) == 0
    assert number <= power
    assert power == 1 or power < 2 * number
