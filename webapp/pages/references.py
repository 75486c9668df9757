"""What programs that keep references (Zotero and its like) read at the head of the page of an edition."""

from __future__ import annotations

from collections.abc import Iterator

from webapp.pages.structured import Json

_MAKERS = ("author", "composer", "creator")
"""Who a reference begins with; the first of these that there is."""
_NAMED = {"publisher": "citation_publisher"}
_TOLD = {
    "datePublished": "citation_publication_date",
    "isbn": "citation_isbn",
    "issn": "citation_issn",
    "inLanguage": "citation_language",
}
MOST = 20
"""So many makers and numbers are told."""


def reference(node: Json) -> tuple[tuple[str, str], ...]:
    """Names and contents of meta elements, from what search engines are told of an edition.

    >>> reference({"@type": "Book", "name": "Max Havelaar", "author": {"name": "Multatuli"}, "isbn": "90"})
    (('citation_title', 'Max Havelaar'), ('citation_author', 'Multatuli'), ('citation_isbn', '90'))
    """
    if not isinstance(node, dict):
        return ()
    found = [("citation_title", str(node.get("name", "")))]
    by = next((node[name] for name in _MAKERS if name in node), [])
    found += [("citation_author", name) for name in _names(by)]
    found += [(tag, name) for key, tag in _NAMED.items() for name in _names(node.get(key, []))]
    found += [(tag, text) for key, tag in _TOLD.items() for text in _texts(node.get(key, []))]
    return tuple(found)


def _each(value: Json) -> list[Json]:
    return value[:MOST] if isinstance(value, list) else [value]


def _names(value: Json) -> Iterator[str]:
    return (str(one["name"]) for one in _each(value) if isinstance(one, dict) and one.get("name"))


def _texts(value: Json) -> Iterator[str]:
    return (one for one in _each(value) if isinstance(one, str) and one)
