"""Contexts of JSON-LD are counted while a file passes, wherever its blocks end."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lod.record import Unreadable
from lod.sources.chunk import InvalidRecord
from lod.sources.json_files import contexts as json_contexts
from lod.sources.json_files.contexts import TERMS, bounded, resolved
from lod.sources.rdf_files.split import split
from lod.sources.streams import Blocks


def blocks(raw: bytes, size: int) -> Iterator[bytes]:
    return (raw[at : at + size] for at in range(0, len(raw), size))


def terms(number: int, name: str = "t") -> dict[str, str]:
    return {f"{name}{n}": f"http://x.example/{n}" for n in range(number)}


def passes(value: Any, size: int = 1 << 16) -> bool:
    raw = json.dumps(value).encode()
    try:
        return b"".join(bounded(blocks(raw, size))) == raw
    except InvalidRecord:
        return False


def nested(depth: int, most: int) -> dict[str, Any]:
    inner = nested(depth - 1, most) if depth else "x"
    return {"@context": terms(most // 4, f"d{depth}-"), "p": inner}


@pytest.mark.parametrize("size", [7, 1 << 16])
def test_as_many_terms_as_a_vocabulary_has_pass_and_one_more_does_not(size: int) -> None:
    assert passes({"@context": terms(TERMS), "@id": "urn:a"}, size)
    assert not passes({"@context": terms(TERMS + 1), "@id": "urn:a"}, size)


@pytest.mark.parametrize(
    "value",
    [
        {"@context": [terms(TERMS), "https://schema.org", {"b": "urn:b"}]},
        {"@context": terms(TERMS), "@graph": [{"@context": {"a": "urn:a"}}]},
        {"@context": {"p": {"@id": "urn:p", "@context": terms(TERMS)}}},
        {"a": [[{"@context": [[terms(TERMS + 1)]]}]]},
        [{"@context": terms(TERMS)}, {"@context": terms(TERMS + 1)}],
        nested(4, TERMS),
    ],
)
def test_terms_that_are_in_force_at_once_are_counted_together(value: object) -> None:
    assert not passes(value)


@pytest.mark.parametrize(
    "value",
    [
        [{"@context": terms(TERMS), "@id": "urn:a"}] * 2,
        {"@graph": [{"@context": terms(TERMS // 2)}, {"x": [{"@context": terms(TERMS)}]}]},
        {"@context": {name: {"@id": iri, "@type": "@id"} for name, iri in terms(TERMS).items()}},
        {
            "a": terms(TERMS + 1),
            "A": terms(TERMS + 1),
            "@a": terms(TERMS + 1),
            "b": ["@context", terms(TERMS + 1)],
            "c": "@context",
        },
        {"a": {"@context": "urn:a", "b": terms(TERMS + 1)}},
    ],
)
def test_what_is_over_and_what_is_no_term_does_not_count(value: object) -> None:
    assert passes(value)


def test_a_name_that_is_written_in_escapes_is_the_same_name() -> None:
    raw = json.dumps({"@context": terms(TERMS + 1)}).replace("@context", "\\u0040c\\u006Fntext")
    with pytest.raises(InvalidRecord, match="5,000 terms"):
        list(bounded(iter([raw.encode()])))


@given(
    st.text(alphabet='"\\{}[],:@x', max_size=40), st.integers(1, 9), st.sampled_from([10, 999, 1_001, 3_000])
)
def test_nothing_in_a_string_is_taken_for_a_sign(text: str, size: int, length: int) -> None:
    string = (text * length)[:length] if text else ""
    value = {"s": string, string[:20]: [string], "@context": terms(9)}
    with pytest.MonkeyPatch.context() as few:
        few.setattr(json_contexts, "TERMS", 9)
        assert passes(value, size * 97)
        assert not passes({**value, "z": {"@context": {"a": "urn:a"}}}, size * 97)


@given(st.binary(max_size=200), st.integers(1, 50))
def test_what_is_no_json_passes_to_the_parser(raw: bytes, size: int) -> None:
    assert b"".join(bounded(blocks(raw, size))) == raw


def test_a_source_of_too_many_terms_says_so_in_no_time() -> None:
    one = {"@id": "urn:a", "@context": {"a": "urn:b"}, "t1": "x"}
    raw = json.dumps({"@context": terms(50_000), "@graph": [one] * 50_000}).encode()
    (found,) = split(Blocks(blocks(raw, 1 << 16)), "a.jsonld")
    assert isinstance(found, Unreadable)
    assert "more than 5,000 terms of JSON-LD contexts" in found.reason


@pytest.mark.parametrize("size", [1, 7, 50, 301, 1 << 16])
def test_the_context_of_schema_org_is_found_wherever_blocks_end(size: int) -> None:
    raw = json.dumps([{"@context": "https://schema.org/", "name": "x" * n} for n in range(40)]).encode()
    found = json.loads(b"".join(resolved(blocks(raw, size))))
    assert [one["name"] for one in found] == ["x" * n for n in range(40)]
    assert all(one["@context"]["license"] == {"@type": "@id"} for one in found)
