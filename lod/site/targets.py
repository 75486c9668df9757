"""Authority files and thesauri that a site links to: what SITE/targets/*.toml say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal, get_args

from annotated_types import Ge, Le, MinLen
from pydantic import AfterValidator, BeforeValidator, Strict

from lod.site.harvests import Table
from lod.site.value_parsers import language, pattern, texts, website

Tag = Annotated[str, AfterValidator(language)]
Website = Annotated[str, AfterValidator(website)]
Points = Annotated[int, Strict(), Ge(1), Le(1000)]
Kind = Literal["agent", "subject", "genre", "place"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""The kinds of our things that are linked."""


@dataclass(frozen=True)
class Columns(Table):
    """Which column of a table holds what: by its name, or by its number when the table has no heading."""

    id: str | Annotated[int, Ge(1)]
    """The identifier, or the IRI."""
    label: str | Annotated[int, Ge(1)]
    other: tuple[str | Annotated[int, Ge(1)], ...] = ()
    """Columns with other names."""
    born: str | Annotated[int, Ge(1)] | None = None
    died: str | Annotated[int, Ge(1)] | None = None
    broader: str | Annotated[int, Ge(1)] | None = None
    same: tuple[str | Annotated[int, Ge(1)], ...] = ()
    """Columns with identifiers in other files."""
    works: str | Annotated[int, Ge(1)] | None = None
    """Titles that it made, with a semicolon between them."""


@dataclass(frozen=True)
class Target(Table):
    """One authority file or thesaurus."""

    name: Annotated[Mapping[str, str], BeforeValidator(texts)]
    kinds: Annotated[tuple[Kind, ...], MinLen(1)]
    """Which of our things are looked for in it."""
    files: tuple[Annotated[str, MinLen(1)], ...] = ()
    """Files and patterns, from the folder `targets`."""
    network: Website | None = None
    """GraphQL address of the Network of Terms, instead of files."""
    sources: tuple[Website, ...] = ()
    """IRIs of the sources that the network is asked for."""
    format: str | None = None
    mappings: tuple[Annotated[str, MinLen(1)], ...] = ()
    columns: Columns | None = None
    """Of a table; other formats are read by a mapping."""
    person: bool | None = None
    """Of a table: whether its agents are persons; unknown when not given."""
    iri: Annotated[str, AfterValidator(pattern)] | None = None
    """Pattern of the IRIs, with `{id}` for the identifier, when the file has only that."""
    about: Website | None = None
    """IRI of the file itself, that links name as their source."""
    version: str = ""
    """Its version or date, for people."""
    licence: Website | None = None
    language: Tag = "und"
    """Language of labels that say none."""
    sure: Points = 100
    """From so many points on a link is published."""
    doubtful: Points = 50
    """From so many points on a person is asked."""
    labels: tuple[Tag, ...] = ()
    """Languages in which names are taken over, beside the link; none unless named."""
    same: Annotated[bool, Strict()] = False
    """Whether what an entry is the same as, in authority files that we know, is said of ours too."""
    days: Annotated[int, Strict(), Ge(1)] = 180
    """How long an answer of the network is good for."""
    key: str = field(default="", metadata={"given": True})
    folder: Path = field(default=Path(), metadata={"given": True})

    @property
    def start(self) -> str:
        """What its IRIs start with, as far as its settings tell; empty when they do not."""
        return self.iri.partition("{id}")[0] if self.iri else self.about or ""
