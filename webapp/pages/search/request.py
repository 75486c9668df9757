"""A question to the search page, as it stands in an address."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from urllib.parse import quote_plus, urlencode

from lod.search.schema import FACETS
from lod.search.searcher import SORTS, SearchRequest
from webapp.languages import N_

LONGEST_VALUE = 300
MOST_VALUES = 10
THINGS = ("instance", "object")
"""Kinds that results are of; makers and subjects stand beside them."""
LAST = 200
"""The last page that is shown: who wants more takes the dump."""

VIEWS = {"list": N_("list"), "pictures": N_("pictures")}
"""How results may be shown; the first is what a visitor gets who does not choose."""

_YEAR = re.compile(r"-?[0-9]{1,4}\Z")


@dataclass(frozen=True)
class SearchPageRequest:
    """A question as it stands in an address."""

    text: str
    facets: Mapping[str, tuple[str, ...]]
    since: int | None
    until: int | None
    sort: str
    page: int
    view: str = "list"

    @property
    def wanted(self) -> SearchRequest:
        """The question to the index."""
        return SearchRequest(self.text, THINGS, self.facets, self.since, self.until, self.sort, self.page)

    @cached_property
    def _told(self) -> str:
        """The text and what was chosen, as in an address."""
        return _query([("q", self.text), *((f, v) for f, values in self.facets.items() for v in values)])

    @property
    def besides(self) -> list[tuple[str, str]]:
        """The period, the order and the view, as far as they were chosen: they hold for other words too."""
        chosen = {"since": self.since, "until": self.until, "sort": self.sort, "view": self.view}
        return [(n, str(v)) for n, v in chosen.items() if v is not None and v != _USUAL.get(n)]

    def query(self, **changes: object) -> str:
        """The question as a query string, with changes; a change to None leaves it out."""
        return _joined(self._told, self._rest(changes))

    def _rest(self, changes: Mapping[str, object]) -> str:
        rest: dict[str, object] = {
            "since": self.since,
            "until": self.until,
            "sort": self.sort,
            "page": self.page,
            "view": self.view,
        }
        rest.update(changes)
        rest.update({name: None for name, value in _USUAL.items() if rest[name] == value})
        return "&".join([f"{n}={_quoted(str(value))}" for n, value in rest.items() if value is not None])

    @cached_property
    def _from_the_first(self) -> str:
        return self._rest({"page": None})

    def within(self, since: int, until: int) -> str:
        """The query string with a period chosen."""
        return _joined(self._told, f"since={since}&until={until}", self._order)

    @cached_property
    def _order(self) -> str:
        return self._rest({"since": None, "until": None, "page": None})

    def toggled(self, name: str, value: str) -> str:
        """The query string with a value of a facet chosen, or, when it was, not chosen any more."""
        if name in self.facets:
            return self.with_facet(name, value).query()
        # what pages have by the dozen; the rest of the address is the same for all of them
        return _joined(self._told, f"{name}={_quoted(value)}", self._from_the_first)

    def with_facet(self, name: str, value: str) -> SearchPageRequest:
        """The question with a value chosen, or, when it was, not chosen any more."""
        values = self.facets.get(name, ())
        changed = tuple(v for v in values if v != value) if value in values else (*values, value)
        return replace(self, facets={**self.facets, name: changed}, page=1)


_USUAL = {"sort": "relevance", "page": 1, "view": "list"}
"""What no address says."""


@lru_cache(8_192)
def _quoted(value: str) -> str:
    return quote_plus(value)


def _query(pairs: Iterable[tuple[str, str]]) -> str:
    return urlencode([pair for pair in pairs if pair[1]])


def _joined(*parts: str) -> str:
    return "&".join(filter(None, parts))


def read(arguments: Mapping[str, Sequence[str]]) -> SearchPageRequest:
    """The question in an address; what it does not understand, it leaves out.

    >>> read({"q": ["koffie"], "since": ["1900"], "until": ["later"], "type": ["Book"]}).since
    1900
    """

    def one(name: str) -> str:
        return next(iter(arguments.get(name, ())), "")

    facets = {
        name: tuple(dict.fromkeys(v for v in arguments.get(name, ()) if v and len(v) <= LONGEST_VALUE))[
            :MOST_VALUES
        ]
        for name in FACETS
        if name != "kind"
    }
    sort = one("sort") if one("sort") in SORTS else "relevance"
    number = one("page")
    wanted = min(int(number), LAST) if number.isascii() and number.isdigit() and len(number) < 6 else 1
    return SearchPageRequest(
        one("q")[:LONGEST_VALUE],
        {name: values for name, values in facets.items() if values},
        _year(one("since")),
        _year(one("until")),
        sort,
        max(1, wanted),
        one("view") if one("view") in VIEWS else "list",
    )


def _year(text: str) -> int | None:
    return int(text) if _YEAR.match(text) else None
