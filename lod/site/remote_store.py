"""The SPARQL server that serves a site, when it is not the store that comes with the program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator

from lod.site.harvests import Table
from lod.site.value_parsers import website

Address = Annotated[str, AfterValidator(website)]


def addressed(value: Any) -> Any:
    """A plain string as the table that has only an address.

    >>> addressed("https://engine.example/sparql")
    {'query': 'https://engine.example/sparql'}
    """
    return {"query": value} if isinstance(value, str) else value


@dataclass(frozen=True)
class Remote(Table):
    """Where a SPARQL 1.1 server answers, and how it is loaded."""

    query: Address
    """SPARQL 1.1 Query."""
    update: Address | None = None
    """SPARQL 1.1 Update; the address for queries when not given."""
    graph_store: Address | None = None
    """SPARQL 1.1 Graph Store Protocol, indirect (`?graph=`); loaded by updates when not given."""
    login: Literal["basic", "digest"] = "basic"
    """How user and password are told, when the environment gives them."""


Store = Annotated[Remote, BeforeValidator(addressed)]
