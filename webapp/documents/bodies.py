"""The description of a thing as a page, and for machines: bodies with what their headers say.

They are made of what was asked, never of a request, so each way to answer has the same ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from lod.rdf.formats import DOCUMENTS, HTML, Format
from lod.rdf.iris import Thing
from lod.rdf.namespaces import PREFIXES, expand
from lod.store.documents import TYPE, Document, Text
from webapp.context import Context
from webapp.current_release import Served
from webapp.documents.register_lookups import SOURCES
from webapp.documents.representations import write
from webapp.feedback import notifications
from webapp.history.mementos import Original
from webapp.http import profile_negotiation
from webapp.http.negotiation import ALTERNATE
from webapp.http.profile_negotiation import ALL, Profile
from webapp.http.responses import Body, body_of
from webapp.languages import N_
from webapp.pages.labels import TextSpan
from webapp.pages.page_inputs import PageInputs
from webapp.pages.things.thing import thing_page
from webapp.urls import Urls
from webapp.views import oembed
from webapp.views.catalogue import described

_SHARED = ("agent", "subject", "genre", "place", "organization", "collection")
"""Kinds of things that very many records may speak of."""
_CHANGED = expand("schema:sdDatePublished")
_LICENSE = expand("schema:license")
_PART_OF = expand("schema:isPartOf")


@dataclass(frozen=True, slots=True)
class DescriptionRequest:
    """What an address below /doc/ asks for."""

    thing: Thing
    form: Format | None
    """The form named by the address; None when the client's header decides."""

    @property
    def suffix(self) -> str:
        """What ends the address."""
        return self.form.suffix if self.form else ""

    def location(self, urls: Urls, form: Format) -> str:
        """The address of the form that was chosen, where it is not the one that was asked."""
        return "" if self.form else urls.document(self.thing, form.suffix)

    def vary(self, *others: str) -> tuple[str, ...]:
        """What an answer depends on, besides its address."""
        return others if self.form else ("Accept", *others)


_CONTEXT = "http://www.w3.org/ns/json-ld#context"
PAGE_BY = ("Accept-Language", "Cookie")
"""Headers that a page depends on."""
DATA_BY = ("Accept-Profile",)
"""Headers that a description for machines depends on."""


def page_of(here: Context, served: Served, found: Document, inputs: PageInputs) -> Body:
    """A description as a page, in the language and for the visitor that `inputs` are for."""
    page, frame = thing_page(inputs, found, _sources(here, inputs, found.thing))
    content = here.set("thing.html", page, frame)
    card = f'<{oembed.address(here.urls, found.thing)}>; rel="alternate"; type="application/json+oembed"'
    link = f"{links(here.urls, served, found, HTML)}, {card}{notifications.link(here)}"
    return body_of(content, HTML.content_type, _changed(found), link, frame.language)


def data_of(here: Context, served: Served, found: Document, form: Format, profile: Profile = ALL) -> Body:
    """A description for machines, or what a profile tells of it."""
    others = [*profile_negotiation.links_of(profile, here.urls.document(found.thing, form.suffix))]
    if form.media_type == "application/json":
        # what names it so is read as JSON-LD only with this, whatever stands in it (JSON-LD 1.1 § 6.1)
        others.append(
            f'<{here.urls.page("vocab/context.jsonld")}>; rel="{_CONTEXT}"; type="application/ld+json"'
        )
    link = ", ".join([links(here.urls, served, found, form), *others]) + notifications.link(here)
    whole = described(here, served, found)
    changed = _changed(found) if whole is found else served.created
    content = write(profile_negotiation.told(whole, profile), form, here.urls.base)
    return body_of(content, form.content_type, changed, link)


def _changed(found: Document) -> str:
    """When a description last changed."""
    return next((v.value for v in found.values(_CHANGED) if isinstance(v, Text)), "")


def links(urls: Urls, served: Served, document: Document, form: Format) -> str:
    """The Link header: what a machine that finds one form can find besides (Signposting)."""
    thing, address = document.thing, urls.document(document.thing)
    found = [
        f'<{document.iri}>; rel="cite-as"',
        f'<{thing.document(urls.base)}>; rel="canonical"',
        *(f"<{address}{other}" for other in _others(form)),
    ]
    schema = PREFIXES["schema"]
    found += Original(urls, thing, "" if form is HTML else form.suffix).links(original=False)
    found += [f'<{t}>; rel="type"' for t in document.iris(TYPE) if t.startswith(schema)]
    found += [f'<{iri}>; rel="license"' for iri in _licences(served, document)[:3]]
    found += [f'<{iri}>; rel="collection"' for iri in document.iris(_PART_OF)[:3]]
    told = ", ".join(found)
    if told.isascii() and told.isprintable():
        return told
    return ", ".join(f for f in found if f.isascii() and f.isprintable())


@cache
def _others(form: Format) -> tuple[str, ...]:
    """How links to the other forms go on after the address of the page."""
    relation = 'rel="describedby alternate"' if form is HTML else ALTERNATE
    return tuple(
        f'.{other.suffix}>; {relation}; type="{other.media_type}"' for other in DOCUMENTS if other is not form
    )


def _licences(served: Served, document: Document) -> list[str]:
    """The licence that a thing states, or those of its collections."""
    found = list(document.iris(_LICENSE))
    for part in document.iris(_PART_OF) if not found else ():
        found += [v for v in served.reader.values(part, _LICENSE) if isinstance(v, str)]
    return found


def _sources(here: Context, inputs: PageInputs, thing: Thing) -> tuple[TextSpan, ...]:
    """Links to the source records of a thing, each of several with its key, and with its collection when they
    are of several; those of a maker or a subject are too many to tell.
    """
    records = here.memory.records_of(thing, SOURCES + 1) if thing.kind not in _SHARED else []
    shown = [one for one in records[:SOURCES] if here.site.opens(one[0])]
    called = inputs.framer.wording.text(N_("Source record"))
    titles: dict[str, str] = {}
    if len(shown) > 1:
        iris = {collection: Thing("collection", collection).iri(here.urls.base) for collection, _ in shown}
        titles = {collection: inputs.cards.title(iri) for collection, iri in iris.items()}
    several = len({*titles.values()}) > 1
    return tuple(
        TextSpan(
            " ".join(
                filter(None, (called, key if titles else "", f"({titles[collection]})" if several else ""))
            ),
            href=here.urls.source(collection, key),
        )
        for collection, key in shown
    )
