"""Records for the examples of a draft: what stands at some paths, as JSON or as XML."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr  # it only writes

from lod.mapping.language.tree_paths import conditional, steps

TEXT = ""
"""Under which an object of these has the own text of an element."""


def put(given: dict[str, object], name: str, value: str, is_path: bool = True) -> None:
    """Put a value into an object, at its path; what a step asks for stands in what it goes through.

    >>> made: dict[str, object] = {}
    >>> put(made, "metadata[label=Maker]/value", "Jan")
    >>> made
    {'metadata': [{'label': 'Maker', 'value': 'Jan'}]}
    """
    *above, last = steps(name) if is_path else [name]
    for each in above:
        given = _inner(given, each)
    if is_path and conditional(last):
        given, last = _inner(given, last), ""
    given[last] = value


def _inner(given: dict[str, object], step: str) -> dict[str, object]:
    """The object that a step leads to; one of several where the step asks it for something."""
    test = conditional(step)
    if test is None:
        inner = given.setdefault(step, {})
        return inner if isinstance(inner, dict) else {}
    beside = given.setdefault(test.tag, [])
    asked: dict[str, object] = {}
    put(asked, test.key, test.value)
    if isinstance(beside, list):
        beside.append(asked)
    return asked


def has_text(given: object) -> bool:
    """Whether an element has a text beside what it is asked: JSON has no way to write that."""
    if isinstance(given, list):
        return any(map(has_text, given))
    return isinstance(given, dict) and (TEXT in given or any(map(has_text, given.values())))


def as_xml(given: dict[str, object]) -> str:
    """An object as elements of XML.

    >>> as_xml({"field": [{"@name": "titel", "": "Kan & kom"}]})
    '<field name="titel">Kan &amp; kom</field>'
    """
    return "".join(
        _element(tag, each)
        for tag, value in given.items()
        for each in (value if isinstance(value, list) else [value])
    )


def _element(tag: str, value: object) -> str:
    if not isinstance(value, dict):
        return f"<{tag}>{escape(str(value))}</{tag}>"
    own = "".join(f" {key[1:]}={quoteattr(str(text))}" for key, text in value.items() if key.startswith("@"))
    inside = {key: inner for key, inner in value.items() if key and not key.startswith("@")}
    return f"<{tag}{own}>{escape(str(value.get(TEXT, '')))}{as_xml(inside)}</{tag}>"
