"""Each example in each shipped mapping is a test, named after its rule."""

from functools import cache

import pytest

from lod.mapping import Mapping, load
from lod.mapping.language.loader import available
from lod.mapping.language.rules import Example, Rule
from lod.mapping.rule_examples import outcome


@cache
def mapping(name: str) -> Mapping:
    return load([name])


def cases() -> list[object]:
    return [
        pytest.param(name, rule, example, id=f"{name}:{rule.id}:{number}")
        for name in available()
        for rule in mapping(name).rules
        for number, example in enumerate(rule.examples, 1)
    ]


@pytest.mark.parametrize(("name", "rule", "example"), cases())
def test_a_rule_does_what_its_example_says(name: str, rule: Rule, example: Example) -> None:
    mapper = mapping(name).mapper(
        "http://example.org/",
        collection="demo",
        owner_isil="NL-Demo",
        licence="https://creativecommons.org/publicdomain/zero/1.0/",
    )
    result = outcome(mapper, rule, example)
    assert result.passed, str(result)


@pytest.mark.parametrize("name", available())
def test_every_rule_compiles_has_a_reason_and_an_example(name: str) -> None:
    mapping(name).check()
    for rule in mapping(name).rules:
        assert rule.why, f"{rule.where}: rule {rule.id} has no why:"
        assert rule.examples, f"{rule.where}: rule {rule.id} has no example"
