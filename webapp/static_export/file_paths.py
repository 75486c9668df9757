"""Where an address of the site goes among files: which file answers it, and how pages link to it.

A page in the first language of the site keeps its address; in another it stands below `/en/`. What an
address says behind a question mark a file cannot hear: pages of lists are `/list/{kind}/{key}/{name}-{page}`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import parse_qs, quote, unquote, urljoin, urlsplit

from webapp.http.negotiation import split

_PAGE = re.compile(
    r"(?:about|api|search|stories(?:/[^/.]+)?|vocab/(?:model|mapping(?:/[^/]+){0,2}|[^/]+\.html)?|dumps/|list/.+|doc/[^/]+/[^/]+)?\Z"
)
_LIST = re.compile(r"list/([^/]+)/([^/]+)/([a-z0-9-]+)-(\d+)\Z")
_LINK = re.compile(r'(hreflang="x-default" )?(\b(?:href|action))="([^"]*)"')
_FOLDERS = {"changes": "changes/index.json", "ldes": "ldes/index.ttl"}
"""Addresses that are a file and a folder at once → the file."""
_NAME = re.compile(r"[A-Za-z0-9_~][A-Za-z0-9._~ -]*\Z")
LONGEST_NAME = 255
"""Bytes in the name of a file, on the usual file systems."""


@dataclass(frozen=True, slots=True)
class Link:
    """An address below the root, in a language."""

    path: str
    language: str = ""
    fragment: str = ""


@dataclass(frozen=True, slots=True)
class FilePaths:
    """The places of a site with this base in these languages.

    >>> places = FilePaths("https://data.example.org/", ("nl", "en"))
    >>> places.file("doc/work/x", "en"), places.file("", "nl"), places.file("doc/work/x.ttl", "")
    ('en/doc/work/x.html', 'index.html', 'doc/work/x.ttl')
    >>> places.address("doc/work/x?list=works&page=2", "", "nl")
    Link(path='list/work/x/works-2', language='nl', fragment='')
    """

    base: str
    languages: Sequence[str]
    lists: Collection[str] = ()
    """Names of the code lists."""
    resolve: Callable[[str], str] = field(default=lambda path: "")
    """Where a redirect of ours leads, for addresses that only a program can answer; else nothing."""

    @property
    def root(self) -> str:
        """The path of the base."""
        return urlsplit(self.base).path

    def file(self, path: str, language: str) -> str:
        """The file below the folder that answers an address below the root."""
        prefix = self._prefix(language)
        if path in _FOLDERS:
            return _FOLDERS[path]
        if not path or path.endswith("/"):
            return f"{prefix}{path}index.html"
        return f"{prefix}{path}.html" if is_page(path) and not path.endswith(".html") else prefix + path

    def _prefix(self, language: str) -> str:
        return "" if not language or language == self.languages[0] else f"{language}/"

    def address(self, given: str, here: str, language: str) -> Link | None:
        """What an address that a page `here` links to becomes; None when it leads elsewhere."""
        path, query = self._below(given, here)
        if path is None:
            return None
        fragment = unquote(urlsplit(given).fragment)
        asked = parse_qs(query) if query else {}
        language = asked.pop("lang", [language])[0]
        if "list" in asked or "page" in asked:
            name, number = asked.pop("list", [""])[0], asked.pop("page", ["1"])[0]
            path = f"list/{path.removeprefix('doc/')}/{name}-{number}"
        path, fragment = self._of_lists(path, fragment)
        return Link(path, language if is_page(path) else "", fragment)

    def _below(self, given: str, here: str) -> tuple[str | None, str]:
        """The path below the root, and the query; no path when an address is not ours."""
        whole = given.startswith(("/", "http:", "https:"))  # these mean the same on every page
        return _joined(self.base, "" if whole else here, given)

    def rewrite(self, page: str, here: str, language: str, seen: Callable[[Link], None]) -> str:
        """A page with links that lead to files; `seen` gets every one that is ours."""

        def link(found: re.Match[str]) -> str:
            default, name, written = found.groups()
            given = html.unescape(written)
            if not given or given.startswith(("#", "mailto:", "data:")):
                return found[0]
            to = self.address(given, here, self.languages[0] if default else language)
            if to is None:
                return found[0]
            outside = (
                self.resolve(to.path + f"?{urlsplit(given).query}") if to.path.startswith("ask/") else ""
            )
            if not outside:
                seen(to)
            written = outside or self._written(to, absolute="://" in given)
            return f'{default or ""}{name}="{html.escape(written)}"'

        return _LINK.sub(link, page)

    def _of_lists(self, path: str, fragment: str) -> tuple[str, str]:
        """A code is a row on the page of its list, and one of our terms a row on the page of them."""
        top, _, below = path.partition("/")
        name, _, code = below.partition("/")
        # each code has a page of its own in a list; not each can be the name of a file
        code = code.removesuffix(".html")
        if top != "vocab" or not name or name in ("model", "mapping") or "." in (code or name):
            return path, fragment
        if name in self.lists:
            return f"vocab/{name}.html", f"code-{code}" if code else fragment
        return "vocab/", name

    def _written(self, to: Link, *, absolute: bool) -> str:
        path = quote(self._prefix(to.language) + to.path, safe="/-._~:@!$&'()*+,;=")
        fragment = f"#{quote(to.fragment, safe='-._~')}" if to.fragment else ""
        return (self.base if absolute else self.root) + path + fragment


@lru_cache(4_096)
def _joined(base: str, here: str, given: str) -> tuple[str | None, str]:
    """What an address is below a base; kept, because all pages lead to the same places from their edges."""
    full = urlsplit(urljoin(base + quote(here, safe="/-._~"), given))
    own = urlsplit(base)
    if (full.scheme, full.netloc) != (own.scheme, own.netloc) or not full.path.startswith(own.path):
        return None, ""
    return unquote(full.path[len(own.path) :]), full.query


def is_page(path: str) -> bool:
    """Whether an address is one of a page for people.

    >>> [is_page(path) for path in ("", "doc/work/x", "doc/work/x.ttl", "vocab/relators.ttl")]
    [True, True, False, False]
    """
    if not _PAGE.match(path):
        return False
    form = split(path)[1] if path.startswith("doc/") else None
    return form is None or form.suffix == "html"


def asked_for(path: str) -> str:
    """What the application is asked for a page: its address there.

    >>> asked_for("list/work/x/works-2"), asked_for("about")
    ('doc/work/x?list=works&page=2', 'about')
    """
    found = _LIST.match(path)
    return "doc/{}/{}?list={}&page={}".format(*found.groups()) if found else path


def can_be_a_file(path: str) -> bool:
    """Whether every part of an address can be the name of a file, on any usual system.

    >>> can_be_a_file("source/a/1-2"), can_be_a_file("source/a/.."), can_be_a_file("source/a/x:y")
    (True, False, False)
    """
    return all(_NAME.match(part) and len(part) <= LONGEST_NAME for part in path.split("/"))
