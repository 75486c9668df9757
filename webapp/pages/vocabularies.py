"""The pages of code lists: a list with its codes, and one code."""

from __future__ import annotations

from dataclasses import dataclass

from lod.rdf import code_lists, skos
from lod.rdf.code_lists import CodeList
from webapp.languages import Wording
from webapp.urls import Urls, is_web


@dataclass(frozen=True, slots=True)
class Row:
    """One code in the table of a list."""

    code: str
    labels: tuple[str, ...]
    """Its labels in the languages of the lists, the reader's first."""
    href: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """A list."""

    title: str
    iri: str
    same: str
    """IRI of the list at its source; empty for a list of ours."""
    source: str
    date: str
    licence: str
    languages: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class CodePage:
    """One code."""

    label: str
    code: str
    iri: str
    labels: tuple[tuple[str, str], ...]
    """Language and label."""
    also: tuple[str, ...]
    same: str
    list_title: str
    list_href: str


@dataclass(frozen=True, slots=True)
class ListLink:
    """A list among the others."""

    title: str
    href: str
    count: int


def links(urls: Urls, wording: Wording) -> tuple[ListLink, ...]:
    """All lists, by their name."""
    found = [code_lists.load(name) for name in code_lists.names()]
    made = [
        ListLink(_title(one, wording), _page(urls, skos.scheme(one, urls.base)), len(one.codes))
        for one in found
    ]
    return tuple(sorted(made, key=lambda link: link.title.casefold()))


def list_page(listed: CodeList, urls: Urls, wording: Wording) -> ListPage:
    """The page of a list."""
    languages = tuple(sorted(code_lists.LANGUAGES, key=lambda language: language != wording.language))
    rows = tuple(
        Row(
            code,
            tuple(listed.labels(code).get(language, "") for language in languages),
            _page(urls, skos.concept(listed, code, urls.base)),
        )
        for code in listed.codes
    )
    iri = skos.scheme(listed, urls.base)
    stated = (_address(listed.iri), listed.source, listed.date, listed.licence)
    return ListPage(_title(listed, wording), iri, *stated, languages, rows)


def code_page(listed: CodeList, code: str, urls: Urls, wording: Wording) -> CodePage:
    """The page of a code."""
    entry = listed.entries[code][0]
    labels = sorted(entry.labels.items(), key=lambda label: label[0] != wording.language)
    also = tuple(part.strip() for part in entry.row.get("also", "").split(";") if part.strip())
    return CodePage(
        listed.label(code, wording.language),
        code,
        skos.concept(listed, code, urls.base),
        tuple(labels),
        also,
        _address(entry.iri or ""),
        _title(listed, wording),
        _page(urls, skos.scheme(listed, urls.base)),
    )


def _title(listed: CodeList, wording: Wording) -> str:
    return listed.titles.get(wording.language) or listed.titles["en"]


def _page(urls: Urls, iri: str) -> str:
    """The page of a list or a code: its own address leads on (303), and no link of ours should."""
    return f"{urls.root}{iri.removeprefix(urls.base)}.html"


def _address(iri: str) -> str:
    return iri if is_web(iri) else ""
