"""What a collection is harvested from, and the manners of harvesting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Literal

from annotated_types import Ge, Gt, Le
from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, Strict

from lod.site.value_parsers import day, website, word

Address = Annotated[str, AfterValidator(website)]
Word = Annotated[str, AfterValidator(word)]
Day = Annotated[str, AfterValidator(day)]
Whole = Annotated[int, Strict()]
Number = Annotated[float, Strict()]


class Table:
    """A TOML table in which an unknown key is a mistake."""

    __pydantic_config__: ClassVar = ConfigDict(extra="forbid")


def addressed(value: Any) -> Any:
    """A plain string as the table that has only an address.

    >>> addressed("https://library.example/oai")
    {'url': 'https://library.example/oai'}
    """
    return {"url": value} if isinstance(value, str) else value


@dataclass(frozen=True)
class Oai(Table):
    """An OAI-PMH server, and what is wanted from it."""

    url: Address
    prefix: Word | None = None
    """metadataPrefix; the best that we can map of those offered when not given."""
    set: Word | None = None
    start: Annotated[Day | None, Field(alias="from")] = field(default=None, metadata={"key": "from"})
    """Only records changed on this day or later."""
    until: Day | None = None
    """Only records changed on this day or before."""


@dataclass(frozen=True)
class Sru(Table):
    """An SRU server, and the query whose results are the collection."""

    url: Address
    query: str
    schema: str | None = None
    """recordSchema; the server's own choice when not given."""
    version: Literal["1.1", "1.2", "2.0"] = "1.2"


@dataclass(frozen=True)
class Harvesting(Table):
    """How servers are asked, and how much of an answer is read."""

    pause_seconds: Annotated[Number, Ge(0), Le(3600)] = 0.5
    """Rest between two requests to one server."""
    timeout_seconds: Annotated[Number, Gt(0), Le(86_400)] = 240
    """The longest that one answer may take, however slowly it drips; a file: a hundred times that."""
    attempts: Annotated[Whole, Ge(1), Le(100)] = 5
    """How often one request is tried."""
    patience_seconds: Annotated[Number, Ge(0), Le(86_400)] = 900
    """How long one request waits between its attempts, all together."""
    response_mb: Annotated[Whole, Ge(1), Le(1024)] = 64
    """Size of one answer, decompressed."""
    file_mb: Annotated[Whole, Ge(1)] = 20_000
    """Size of one file, as it is sent."""
    records_max: Annotated[Whole, Ge(1)] = 10_000_000
    """Records of one source."""


OaiSource = Annotated[Oai, BeforeValidator(addressed)]


MANNERS = Harvesting()
"""Of a site that says nothing about them."""


def key_of(name: str, metadata: Mapping[str, Any]) -> str:
    """How a field of a shape is called in TOML, where its name is not a name in Python.

    >>> key_of("start", {"key": "from"}), key_of("set", {})
    ('from', 'set')
    """
    return str(metadata.get("key", name))
