"""What things are called that a description points to: ours by their names, others as their list has them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from lod.rdf.iris import parse
from lod.rdf.namespaces import expand
from lod.store.documents import Reader, Text
from webapp.languages import N_, Wording
from webapp.pages.labels import UNTITLED, TextSpan, as_name, choose, code_name, shown_address, words
from webapp.pages.things import term_sources
from webapp.term_labels import TERMS
from webapp.urls import Urls

_CODE = expand("bf:code")
BEARERS = frozenset(("agent", "organization"))
"""Kinds of things whose names are those of persons and organisations."""
MADE = frozenset(("instance", "work", "object", "item"))
"""Kinds of things whose names are titles."""
REMEMBERED = 8_192
"""So many names are kept in mind: codes, places and institutions come by on page after page."""


def nameless(iri: str, wording: Wording) -> str:
    """What is said in place of a name that no record tells: of somebody that it is not known, of other things
    the last piece of their address.
    """
    before, _, key = iri.rpartition("/")
    return wording.text(N_("Name unknown")) if before.endswith("/id/agent") else key


def untitled(kind: str, wording: Wording) -> str:
    """What stands above the page of a thing of some kind that is called nothing: only makings have titles."""
    return wording.text(N_("Untitled") if kind in MADE else N_("Name unknown"))


class LinkLabels:
    """Names in one language, of one release."""

    def __init__(
        self, reader: Reader, urls: Urls, wording: Wording, elsewhere: Sequence[term_sources.Source] = ()
    ) -> None:
        """`elsewhere` are lists that the site links to, besides those that everybody knows."""
        self.reader = reader
        self.urls = urls
        self.wording = wording
        self._elsewhere = elsewhere
        self.of = lru_cache(REMEMBERED)(self._of)
        """What an IRI is called, with a link to it."""

    def _of(self, iri: str) -> TextSpan:
        language, href = self.wording.language, self.urls.of(iri)
        is_ours = self.reader.is_ours(iri)
        if not is_ours and (code := code_name(iri, self.wording)):
            return TextSpan(code, href=href)
        if name := choose(self.reader.linked(iri).names, language):
            if name.value == UNTITLED:
                return TextSpan(self.wording.text(N_("Untitled")), href=href)
            thing = parse(self.reader.base, iri)
            return words(as_name(name) if thing and thing.kind in BEARERS else name, language, href)
        if is_ours:
            return words(Text(self._code(iri) or nameless(iri, self.wording)), language, href)
        if term := term_sources.licence(iri) or TERMS.get(iri):
            return TextSpan(self.wording.text(term), href=href)
        if code := term_sources.institution(iri):
            code = self._code(iri) or code  # NjP, where the address has it in small letters
            return TextSpan(code, href=href, note=self.wording.text(N_("code of an institution")))
        if source := term_sources.of(iri, self._elsewhere):
            return TextSpan(source.name, href=href, note=source.local(iri))
        return TextSpan(shown_address(iri), href=href)

    def _code(self, iri: str) -> str:
        """The code of an institution as records write it."""
        codes = self.reader.values(iri.partition("#")[0], _CODE)
        return next((code.value for code in codes if isinstance(code, Text)), "")
