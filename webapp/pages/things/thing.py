"""The page of a thing of any kind: an edition, a work, a person, a subject, an object, a library, a
collection.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice

from lod.rdf.formats import DOCUMENTS
from lod.rdf.iris import parse
from lod.rdf.namespaces import expand
from lod.site import Organization
from lod.store.documents import Document
from webapp.history.mementos import Original, seconds_of
from webapp.languages import N_, Wording
from webapp.pages.cards import LONGEST, tint
from webapp.pages.labels import UNTITLED, TextSpan, sentences, shorten
from webapp.pages.layout import Alternate, Frame
from webapp.pages.page_inputs import PageInputs
from webapp.pages.structured_data import (
    Json,
    as_dataset,
    as_institution,
    crumbs,
    profile,
    structured,
    with_actions,
    with_images,
)
from webapp.pages.things import similar_things
from webapp.pages.things.citation import citation
from webapp.pages.things.citation_formats import reference
from webapp.pages.things.description import at_once, described
from webapp.pages.things.events import events
from webapp.pages.things.headings import Heading, heading
from webapp.pages.things.hierarchy import Branch, branch
from webapp.pages.things.holdings import ITEM_OF, Holdings, asked, holdings, local, untold
from webapp.pages.things.images import AT_ONCE, Image, images, take_rights
from webapp.pages.things.incoming_links import IncomingLinks, Listing
from webapp.pages.things.link_labels import untitled
from webapp.pages.things.locator_map import Locator, locator, point_of
from webapp.pages.things.makers import Maker, makers
from webapp.pages.things.property_table import (
    FACTS,
    IN_A_TREE,
    TOPICS,
    by_sort,
    came_out,
    each_once,
    folded,
    with_names_apart,
    without_repeats,
)
from webapp.pages.things.property_values import Facts, Row
from webapp.pages.things.publications import statement
from webapp.pages.things.search_within import when, within
from webapp.pages.things.view_models import Institution, LastDescription, ListPage, PastDescription, ThingPage
from webapp.pages.things.web_links import elsewhere, online

_PART_OF = expand("schema:isPartOf")
_LICENSE = expand("schema:license")
_EXAMPLE_OF = expand("schema:exampleOfWork")
_HAS_EDITION = expand("schema:workExample")
EDITIONS = 6
"""So many other editions of the same work stand on the page of an edition."""
SHORT = 60
"""A description of fewer characters goes on with facts and with how much there is."""


def thing_page(
    inputs: PageInputs, document: Document, sources: tuple[TextSpan, ...] = ()
) -> tuple[ThingPage, Frame]:
    """The page of a thing and its frame."""
    facts = inputs.facts(document)
    page = _page(inputs, facts, heading(facts), sources)
    return page, _frame(inputs, facts, page)


def gone_page(inputs: PageInputs, document: Document, since: str) -> tuple[ThingPage, Frame]:
    """The page of a thing that is not there any more: its last description."""
    page, frame = thing_page(inputs, document)
    last = LastDescription(inputs.framer.wording.day(since))
    return _alone(page)._replace(gone=last), replace(frame, index=False, structured=None)


def past_page(inputs: PageInputs, document: Document, since: str, *, newest: bool) -> tuple[ThingPage, Frame]:
    """The page of a thing as it was described from a moment on."""
    page, frame = thing_page(inputs, document)
    wording, original = inputs.framer.wording, Original(inputs.framer.urls, document.thing)
    then = PastDescription(f"{wording.day(since)}, {since[11:19]} UTC", newest)
    formats = tuple(
        Alternate(replace(original, suffix=f.suffix).memento(seconds_of(since)), f.media_type, f.label)
        for f in DOCUMENTS[1:]
    )
    return _alone(page)._replace(then=then, formats=formats), replace(
        frame, index=False, structured=None, alternates=formats
    )


def _alone(page: ThingPage) -> ThingPage:
    """A page without what is only true of a thing that is there, now."""
    return page._replace(
        holdings=None,
        lists=(),
        editions=(),
        alike=(),
        alike_at="",
        reference="",
        tell_link="",
        tell_error="",
    )


def list_page(
    inputs: PageInputs, document: Document, name: str, number: int
) -> tuple[ListPage, Frame] | None:
    """One page of one list of a thing; None when there is no such page."""
    urls, wording = inputs.framer.urls, inputs.framer.wording
    if name == similar_things.NAME and number == 1:
        listing = similar_things.listed(inputs, document, _other_editions(inputs, document))
    else:
        listing = inputs.lists(document).page(name, number)
    if listing is None:
        return None
    head = heading(inputs.facts(document))

    def at(page: int) -> str:
        return urls.document(document.thing, list=name, page=page) if 1 <= page <= listing.last else ""

    title = f"{head.full}: {listing.title}" + (f" ({wording.number(number)})" if number > 1 else "")
    frame = inputs.framer.frame(title, at(number), index=False)
    page = ListPage(head, urls.document(document.thing), listing, at(number - 1), at(number + 1))
    return page, frame


@dataclass(slots=True)
class _Told:
    """What a page tells of a thing itself, in the order in which it is looked up."""

    makers: tuple[Maker, ...]
    statement: tuple[TextSpan, ...]
    description: tuple[TextSpan, ...]
    work: tuple[TextSpan, ...]
    stands: Branch | None
    parts: tuple[TextSpan, ...]


def _page(inputs: PageInputs, facts: Facts, head: Heading, sources: tuple[TextSpan, ...]) -> ThingPage:
    document, urls = facts.document, facts.urls
    path = urls.document(document.thing)
    listed = inputs.lists(document)
    told = _told_of(facts, head, listed)
    copies, lists, shown, rights, at = _ways(inputs, facts, head, told, listed)
    table = (*_table(facts, told, at, head.title.text), *rights)
    topics = tuple(Row(row.name, _sorted(row.values), row.parts) for row in each_once(facts.rows(*TOPICS)))
    changed = next((facts.say(v).text for v in facts.take("schema:sdDatePublished")), "")
    licences = facts.say_all(facts.take("schema:sdLicense"))
    is_edition = document.thing.kind == "instance"
    editions = _other_editions(inputs, document, EDITIONS + 1)
    is_like_some = is_edition and (told.makers or topics)
    others_at = urls.document(document.thing, list=similar_things.NAME) if is_like_some else ""
    return ThingPage(
        kind=document.thing.kind,
        heading=head,
        makers=told.makers,
        statement=told.statement,
        description=told.description,
        at_once=at_once(told.description),
        online=at,
        images=shown,
        branch=told.stands,
        decades=when(inputs, document, listed),
        locator=_locator(inputs, facts, inputs.site.organization(document.thing.key)),
        facts=folded(table, facts.wording),
        topics=topics,
        holdings=copies,
        work=told.work,
        editions=tuple(map(inputs.cards.card, editions[:EDITIONS])),
        lists=lists,
        alike=() if told.stands or is_edition else similar_things.similar_things(inputs, document, editions),
        alike_at=others_at,
        collections=told.parts,
        institution=_institution(inputs, document),
        elsewhere=elsewhere(facts),
        tell_link=_form(inputs, document, "link"),
        tell_error=_form(inputs, document, "error"),
        rest=facts.rest(),
        changed=changed,
        licences=licences or _licences(facts),
        uri=document.iri,
        citation=citation(facts, head, told.makers, told.statement, told.parts, told.stands, copies),
        reference=urls.reference(document.thing) if is_edition else "",
        formats=tuple([Alternate(f"{path}.{f.suffix}", f.media_type, f.label) for f in DOCUMENTS[1:]]),
        sources=sources,
        tint=tint(document.iri),
        search=within(inputs, document, lists, told.stands),
        history=urls.past("history", document.thing),
    )


def _told_of(facts: Facts, head: Heading, listed: IncomingLinks) -> _Told:
    """Who made it, when it came out, what it is about, and what it is a part of."""
    document = facts.document
    who, out, description = makers(facts), statement(facts), described(facts, head)
    works = facts.take("schema:exampleOfWork", "bf:instanceOf")
    work = tuple(
        said._replace(text=shorten(_of_work(said.text, facts.wording), LONGEST))
        for said in facts.say_all(v for v in works if not document.is_part(str(v)))  # a part is in the rest
    )
    stands = branch(listed)
    return _Told(who, out, description, work, stands, _part_of(facts, stands))


def _of_work(title: str, wording: Wording) -> str:
    """What stands behind "This is an edition of"."""
    return wording.text(N_("a work without a title")) if title == untitled("work", wording) else title


def _ways(
    inputs: PageInputs, facts: Facts, head: Heading, told: _Told, listed: IncomingLinks
) -> tuple[Holdings | None, tuple[Listing, ...], tuple[Image, ...], tuple[Row, ...], tuple[TextSpan, ...]]:
    """Ways to the thing and on from it: copies, lists, images with their rights, where it is online."""
    ask = asked(facts, head.full, told.makers[0].name.text if told.makers else "")
    copies = holdings(facts, inputs.site, ask, inputs.own, pointed=listed.may_be_pointed_to(ITEM_OF))
    apart = ("parts", "narrower") if told.stands else ("copies",) if copies else ()  # shown in another way
    lists = listed.first(without=apart)
    if any(one.name == "editions" for one in lists):
        facts.take("schema:workExample", "bf:hasInstance")
    shown = images(facts, inputs.image_hosts)
    rights = take_rights(facts)
    at = online(facts, shown)
    if copies is None and not at:
        copies = untold(facts, inputs.site, ask, inputs.own)
    return copies, lists, shown, rights, at


def _table(facts: Facts, told: _Told, at: tuple[TextSpan, ...], title: str) -> tuple[Row, ...]:
    """What else is told of it, without what stands elsewhere on its page."""
    table = facts.rows(*(IN_A_TREE if told.stands else FACTS))
    if facts.document.thing.kind in ("instance", "work"):
        table = came_out(table, facts.wording)
    notes = (TextSpan(note) for words in at for note in words.note.split("; "))
    table = without_repeats(
        table, facts.wording, [line.text for line in told.statement], (*told.description, *notes), title
    )
    names = [text for maker in told.makers for text in (maker.name.text, *maker.roles)]
    return (*by_sort(with_names_apart(table, names, facts), facts.wording), *events(facts))


def _form(inputs: PageInputs, document: Document, what: str) -> str:
    """Address of the form on which others tell something of a thing; empty when the site has none."""
    inbox = inputs.site.inbox
    has = inputs.letters and (inbox.links if what == "link" else inbox.remarks)
    thing = document.thing
    return inputs.framer.urls.page(f"tell/{what}/{thing.kind}/{thing.key}") if has else ""


def _sorted(values: tuple[TextSpan, ...]) -> tuple[TextSpan, ...]:
    return tuple(sorted(values, key=lambda w: w.text.casefold()))


def _part_of(facts: Facts, stands: Branch | None) -> tuple[TextSpan, ...]:
    """What it is a part of, but for its place in a tree; the collections it is in are last."""
    values = facts.take("schema:isPartOf", "bf:partOf")
    if stands and facts.document.thing.kind == "object":
        above = {words.href for words in stands.above}
        values = [v for v in values if facts.urls.of(str(v)) not in above]
        parts = facts.values("schema:hasPart")
        if parts and set(facts.reader.below(facts.document.iri, _PART_OF)).issuperset(parts):
            facts.take("schema:hasPart")  # all of them stand in the list of parts
    ours = [v for v in values if isinstance(v, str) and _is_collection(facts, v)]
    others = [v for v in values if v not in ours]
    return tuple(said for said in facts.say_all([*others, *ours]) if said.text != UNTITLED)


def _is_collection(facts: Facts, iri: str) -> bool:
    thing = parse(facts.reader.base, iri)
    return thing is not None and thing.kind == "collection"


def _locator(inputs: PageInputs, facts: Facts, site: Organization | None) -> Locator | None:
    """Where a place or an organisation is."""
    if facts.document.thing.kind not in ("place", "organization"):
        return None
    point = point_of(facts) or (site.point if site else None)
    return locator(point, facts.urls, facts.wording) if point else None


def _other_editions(inputs: PageInputs, document: Document, most: int | None = None) -> tuple[str, ...]:
    """Editions of the same work: those that it names, as its description was read for its title; when it
    does not name this one, those that point to it. There may be thousands: `most` of each work are looked at.
    """
    if document.thing.kind != "instance":
        return ()
    reader = inputs.reader
    found: list[str] = []
    for work in document.iris(_EXAMPLE_OF)[:3]:
        named = reader.values(work, _HAS_EDITION)
        if document.iri in named:
            found += islice((v for v in named if isinstance(v, str) and reader.is_ours(v)), most)
        else:
            found += reader.pointing(work, _EXAMPLE_OF, 0, EDITIONS + 1)
    return tuple(iri for iri in dict.fromkeys(found) if iri != document.iri)


def _institution(inputs: PageInputs, document: Document) -> Institution | None:
    """What the site's file says of an organisation."""
    thing = document.thing
    found: Organization | None = inputs.site.organization(thing.key) if thing.kind == "organization" else None
    if found is None:
        return None
    request = found.request
    return Institution(
        found.website or "",
        found.contact or "",
        local(found.place.name, inputs.framer.wording) if found.place else "",
        local(found.opening, inputs.framer.wording),
        bool(request.ppn or request.isbn or request.title),
    )


def _licences(facts: Facts) -> tuple[TextSpan, ...]:
    """The licence of the collection, when the thing states none."""
    found: list[str] = []
    for iri in facts.document.iris(_PART_OF):
        if _is_collection(facts, iri):
            found += [v for v in facts.reader.values(iri, _LICENSE) if isinstance(v, str)]
    return facts.say_all(found)


def _frame(inputs: PageInputs, facts: Facts, page: ThingPage) -> Frame:
    document, framer, urls = facts.document, inputs.framer, inputs.framer.urls
    path = urls.document(document.thing)
    title = page.heading.full if not page.heading.missing else f"{page.heading.full} ({document.thing.key})"
    steps = [(framer.site_name, urls.public(urls.home()))]
    steps += [(c.text, urls.public(c.href)) for c in page.collections[-1:] if c.href and not c.outside]
    steps.append((page.heading.full, urls.public(path)))
    told = _told(inputs, facts, page)
    return framer.frame(
        _titled(title, page, document.thing.kind),
        path,
        description=_summary(page),
        alternates=page.formats,
        structured=[*told, crumbs(tuple(steps))],
        image=page.images[0].src if page.images else "",
        thing=document.thing,
        reference=reference(told[0]) if document.thing.kind == "instance" else (),
    )


_SAME_NAME = frozenset(("work", "item"))
"""Kinds of things that are called as the edition is: the title of their page says what they are."""


def _titled(name: str, page: ThingPage, kind: str) -> str:
    """The name, shortened so that it leaves room for what tells it from others that are called so."""
    apart = [*(m.name.text for m in page.makers[:1]), *(line.text for line in page.statement[:1])]
    if kind in _SAME_NAME:
        apart.append(page.heading.kicker)
    rest = shorten(" – ".join(apart), 45)
    return " – ".join(filter(None, (shorten(name, 86 - len(rest)), rest)))


def _told(inputs: PageInputs, facts: Facts, page: ThingPage) -> list[Json]:
    """What search engines are told of the thing."""
    framer, thing = inputs.framer, facts.document.thing
    node = with_images(structured(facts, page.heading.full), facts, page.images[:AT_ONCE])
    if thing.kind == "collection":
        about = local(inputs.site.description, framer.wording)
        return [as_dataset(node, about, framer.urls, inputs.downloads.get(thing.key, ()))]
    if thing.kind == "organization" and page.institution:
        node = as_institution(node, page.institution.town, page.institution.website)
        return [node, profile(node, page.heading.full)]
    if thing.kind != "instance":
        return [node]
    copies = page.holdings.copies if page.holdings and page.holdings.is_told else ()
    return [with_actions(node, copies, page.online, framer.urls)]


def _summary(page: ThingPage) -> str:
    """One sentence or two for search engines and shared links."""
    who = ", ".join(m.name.text for m in page.makers[:3])
    town = page.institution.town if page.institution else ""
    said = [
        f"{page.heading.kicker}: {page.heading.full}",
        who,
        *(line.text for line in page.statement[:1]),
        town,
    ]
    said += [d.text for d in page.description[:1]]
    if len(sentences(said)) < SHORT:  # of a maker or a subject the name alone says little
        said += [f"{row.name}: {', '.join(w.text for w in row.values[:3])}" for row in page.facts[:4]]
        said += [f"{one.title}: {one.total}" for one in page.lists[:2] if not one.more]
    return sentences(said)
