"""How a call of the site is described (OpenAPI 3.1), and the parts that many have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lod.rdf.iris import KINDS

Json = dict[str, Any]
PROBLEM = "application/problem+json"
TEXT: Json = {"type": "string"}
COUNT: Json = {"type": "integer", "minimum": 1}
KEY: Json = {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._~-]*$", "maxLength": 250}


def one_of(*values: str) -> Json:
    """A text out of a list."""
    return {"type": "string", "enum": list(values)}


@dataclass(frozen=True, slots=True)
class Parameter:
    """Something that can be said in a request."""

    name: str
    about: str
    schema: Json = field(default_factory=lambda: TEXT)
    place: str = "query"
    required: bool = False

    def as_json(self) -> Json:
        """As OpenAPI has it."""
        return {
            "name": self.name,
            "in": self.place,
            "description": self.about,
            "required": self.required or self.place == "path",
            "schema": self.schema,
        }


@dataclass(frozen=True, slots=True)
class Operation:
    """One address, and what it answers to a method."""

    path: str
    name: str
    summary: str
    types: Sequence[str]
    parameters: Sequence[Parameter] = ()
    answers: Sequence[tuple[int, str]] = ()
    """Other answers than 200."""
    schema: Json | None = None
    method: str = "get"
    bodies: Mapping[str, Json] = field(default_factory=dict)
    """Media types that are taken, and what is in them."""

    def as_json(self) -> Json:
        """As OpenAPI has it."""
        content = {t: {"schema": self.schema} if self.schema and "json" in t else {} for t in self.types}
        answers: Json = {"200": {"description": "OK", "content": content}}
        for status, about in self.answers:
            failed = status >= 400
            answers[str(status)] = {"description": about} | ({"content": {PROBLEM: {}}} if failed else {})
        made: Json = {
            "operationId": self.name,
            "summary": self.summary,
            "parameters": [one.as_json() for one in self.parameters],
            "responses": answers,
        }
        if self.bodies:
            bodies = {type: {"schema": schema} for type, schema in self.bodies.items()}
            made["requestBody"] = {"required": True, "content": bodies}
        return made


KIND = Parameter("kind", "Kind of thing", one_of(*KINDS), "path")
THING = Parameter("key", "Key of the thing", KEY, "path")
PAGE = Parameter("page", "Number of the page, from 1", COUNT)
NOT_THERE = (404, "There is no such thing")
NOT_SO = (406, "There is no such form")
NOT_READ = (400, "What was sent cannot be understood; says where")
NO_LENGTH = (411, "Sent in chunks, and does not say its length")
TOO_MUCH = (413, "More than is taken at once")
