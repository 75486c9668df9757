"""What a field must have for a node or a value to come of it: then the rest need not be looked at.

Most nodes hang on one subfield that most fields do not have (a number, a note, an institution). What is found
here only saves time: a node that is said to need something would not be made without it either.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from lod.mapping.language import grammar
from lod.mapping.language.function_registry import FUNCTIONS
from lod.mapping.language.rules import Given, Item, Node

NOTHING: frozenset[str] = frozenset()
"""What an item needs of which it cannot be told."""


def required_subfields(item: Item) -> frozenset[str]:
    """Subfield codes of which a field must have one, or nothing comes of the item."""
    if isinstance(item, Given):
        return of_value(item.each or item.value)
    if item.each is not None:
        return of_value(item.each)
    if item.minted == "iri" and item.key is not None:
        return of_value(item.key)
    if item.minted != "part" or item.always or item.members:
        return NOTHING
    return _of_all([required_subfields(inner) for _, _, inner in item.properties if not is_constant(inner)])


def of_value(value: grammar.Value) -> frozenset[str]:
    """Subfield codes of which a field must have one for a value to yield anything."""
    return _of_all([_of_pipeline(pipeline) for pipeline in value.alternatives])


def _of_all(found: list[frozenset[str]]) -> frozenset[str]:
    """All codes, when each of several ways needs some."""
    return frozenset().union(*found) if all(found) else NOTHING


def _of_pipeline(pipeline: grammar.Pipeline) -> frozenset[str]:
    source = pipeline.source
    if source.kind == "sub" and not source.tag and source.text != "*":
        return frozenset(source.text)
    if source.kind == "word" and source.text == "field" and pipeline.calls:
        known = FUNCTIONS.get(pipeline.calls[0].name)
        return frozenset(known.needs) if known else NOTHING
    return NOTHING


def is_plain(value: grammar.Value) -> bool:
    """Whether a value is of one subfield code only, so that looking for it is as quick as looking at it."""
    sources = [pipeline.source for pipeline in value.alternatives]
    return all(source.kind == "sub" and len(source.text) == 1 for source in sources)


def is_constant(item: Item) -> bool:
    """Whether an item says the same for every record."""
    if isinstance(item, Node):
        return False
    return all(p.source.kind in ("text", "iri") for p in item.value.alternatives) and item.each is None


def single_assignment(text: str) -> ast.Module | None:
    """A function, unless a name in it is given to one thing after another; marks that something was found
    do not count.
    """
    tree = ast.parse(text)
    given = [
        step.targets[0].id
        for step in steps_in(tree.body)
        if isinstance(step, ast.Assign)
        and isinstance(step.targets[0], ast.Name)
        and not (isinstance(step.value, ast.Constant) and isinstance(step.value.value, bool))
    ]
    return None if len(given) > len(set(given)) else tree


def steps_in(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """All statements, also those in others; what they are made of, which is far more, is not looked at."""
    for step in body:
        yield step
        for inner in (getattr(step, "body", None), getattr(step, "orelse", None)):
            if inner:
                yield from steps_in(inner)
