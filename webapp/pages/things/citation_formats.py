"""What programs that keep references (Zotero and its like) read of an edition: at the head of its page, and
as a file in RIS (Research Information Systems, the format of 2011), which all of them read.
"""

from __future__ import annotations

from collections.abc import Iterator

from webapp.pages.structured_data import Json

_MAKERS = ("author", "composer", "creator")
"""Who a reference begins with; the first of these that there is."""
_NAMED = {"publisher": "citation_publisher"}
_TOLD = {
    "datePublished": "citation_publication_date",
    "isbn": "citation_isbn",
    "issn": "citation_issn",
    "inLanguage": "citation_language",
}
_RIS = {
    "citation_title": "TI",
    "citation_author": "AU",
    "citation_publisher": "PB",
    "citation_publication_date": "PY",
    "citation_isbn": "SN",
    "citation_issn": "SN",
    "citation_language": "LA",
}
"""Names of meta elements → tags of RIS."""
_RIS_TYPES = {
    "Thesis": "THES",
    "Map": "MAP",
    "Periodical": "JFULL",
    "Newspaper": "NEWS",
    "Movie": "VIDEO",
    "MusicRecording": "SOUND",
    "MusicAlbum": "SOUND",
    "Audiobook": "SOUND",
    "SheetMusic": "MUSIC",
    "Manuscript": "MANSCPT",
    "Book": "BOOK",
}
"""Classes of Schema.org → types of RIS; the first of these that a thing has."""
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


def ris(node: Json, iri: str, site: str) -> str:
    r"""A reference as a file, from what search engines are told of an edition; each line has one value.

    >>> ris({"@type": "Book", "name": "Max\nHavelaar", "datePublished": "1860-05"}, "x:1", "A").split("\r\n")
    ['TY  - BOOK', 'TI  - Max Havelaar', 'PY  - 1860', 'UR  - x:1', 'DP  - A', 'ER  - ', '']
    """
    classes = _each(node.get("@type", [])) if isinstance(node, dict) else []
    kind = next((kind for name, kind in _RIS_TYPES.items() if name in classes), "GEN")
    told = [(_RIS[name], text) for name, text in reference(node)]
    lines = [("TY", kind), *told, ("UR", iri), ("DP", site)]
    return "\r\n".join([*(f"{tag}  - {_line(tag, text)}" for tag, text in lines if text), "ER  - ", ""])


def _line(tag: str, text: str) -> str:
    """A value on one line; of a date, the year."""
    return text[:4] if tag == "PY" and text[:4].isdecimal() else " ".join(text.split())


def _each(value: Json) -> list[Json]:
    return value[:MOST] if isinstance(value, list) else [value]


def _names(value: Json) -> Iterator[str]:
    return (str(one["name"]) for one in _each(value) if isinstance(one, dict) and one.get("name"))


def _texts(value: Json) -> Iterator[str]:
    return (one for one in _each(value) if isinstance(one, str) and one)
