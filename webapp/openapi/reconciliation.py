"""Calls of the Reconciliation API, of the whole site; each collection has the same below its own address."""

from __future__ import annotations

from webapp.openapi.operation import COUNT, NOT_READ, NOT_THERE, TEXT, TOO_MUCH, Json, Operation, Parameter

_JSON = ("application/json",)
_ID = Parameter("id", "Identifier of what is shown", {"type": "string", "minLength": 1}, required=True)
_LIMIT = Parameter("limit", "So many at most", COUNT)
_PREFIX = (
    Parameter("prefix", "What was typed", required=True),
    Parameter("cursor", "From this number on", {"type": "integer", "minimum": 0}),
    _LIMIT,
)
_TYPE = Parameter("type", "Only things of this type")
_OBJECT: Json = {"type": "object"}
_MATCHING: Json = {
    "type": "object",
    "required": ["queries"],
    "properties": {
        "queries": {
            "type": "array",
            "maxItems": 100,
            "items": {
                "type": "object",
                "required": ["conditions"],
                "properties": {
                    "type": TEXT,
                    "conditions": {"type": "array", "minItems": 1, "items": _OBJECT},
                },
            },
        }
    },
}
_EXTENDING: Json = {
    "type": "object",
    "required": ["ids", "properties"],
    "properties": {
        "ids": {"type": "array", "maxItems": 500, "items": TEXT},
        "properties": {
            "type": "array",
            "maxItems": 50,
            "items": {"type": "object", "required": ["id"], "properties": {"id": TEXT}},
        },
    },
}


def _both(at: str, version: str) -> tuple[Operation, ...]:
    """What both versions have below their address."""

    def call(path: str, name: str, about: str, *asked: Parameter, body: Json | None = None) -> Operation:
        answers = (NOT_READ, TOO_MUCH) if body else (NOT_READ, NOT_THERE)
        method, bodies = ("post", {"application/json": body}) if body else ("get", {})
        types = ("text/html",) if path == "preview" else _JSON
        return Operation(f"{at}/{path}", name + version, about, types, asked, answers, None, method, bodies)

    return (
        call("match", "match", "Candidates for a batch of names", body=_MATCHING),
        call("extend", "extend", "Values of properties of things", body=_EXTENDING),
        call("extend/propose", "propose", "Properties worth fetching", _TYPE, _LIMIT),
        call("suggest/entity", "suggestEntity", "Things that begin so", *_PREFIX, _TYPE),
        call("suggest/property", "suggestProperty", "Properties that begin so", *_PREFIX),
        call("suggest/type", "suggestType", "Types that begin so", *_PREFIX),
        call("flyout/entity", "flyoutEntity", "A thing in a few lines of HTML", _ID),
        call("flyout/property", "flyoutProperty", "A property likewise", _ID),
        call("flyout/type", "flyoutType", "A type likewise", _ID),
        call("preview", "preview", "A thing as a small page", _ID),
    )


CALLS = (
    Operation(
        "/reconcile",
        "reconcile",
        "Version 0.2: the manifest; with queries candidates, with extend values; callback for JSONP",
        ("application/json", "application/javascript"),
        (Parameter("queries", "A batch of queries, as JSON"), Parameter("extend", "Data extension, as JSON")),
        (NOT_READ, TOO_MUCH),
    ),
    Operation(
        "/reconcile",
        "reconcileByPost",
        "The same by a form",
        _JSON,
        answers=(NOT_READ, TOO_MUCH),
        method="post",
        bodies={
            "application/x-www-form-urlencoded": {
                "type": "object",
                "required": ["queries"],
                "properties": {"queries": TEXT},
            }
        },
    ),
    *_both("/reconcile", "Old"),
    Operation("/reconcile/1.0-draft", "reconcileDraft", "Version 1.0-draft: the manifest", _JSON),
    *_both("/reconcile/1.0-draft", "Draft"),
)
