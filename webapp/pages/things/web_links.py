"""Where on the web a thing can be seen or read, and which pages of others are about it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lod.store.documents import Text
from webapp.languages import N_
from webapp.pages.labels import TextSpan
from webapp.pages.things.images import Image
from webapp.pages.things.property_values import Facts

_IMAGE_FILE = re.compile(r"\.(?:jpe?g|png|gif|tiff?|webp)(?:\?.*)?\Z", re.I)


def online(facts: Facts, shown: Sequence[Image] = ()) -> tuple[TextSpan, ...]:
    """Addresses where the thing itself can be seen or read; what is no safe address is said as text.

    Images that the page shows are none of them: they are seen there.
    """
    values = facts.take("schema:url", "bf:electronicLocator", "schema:associatedMedia")
    told = facts.say_all(values)
    if shown and told:
        seen = {address for image in shown for address in (image.src, image.widest)}
        told = tuple([w for w in told if w.href not in seen])
    found = _images_by_number(facts, [w for w in told if w.href[:1] != "#"])
    safe = tuple(w for w in found if w.href) if all(w.href for w in found) else _only_safe(facts, found)
    return tuple(w._replace(note=w.note or _of_address(facts)) for w in safe) if len(safe) == 1 else safe


def _of_address(facts: Facts) -> str:
    """What a record says of its only address on the web, beside which it belongs: "free of charge"."""
    notes = [str(v) for v in facts.values("bf:note") if "#online-note-" in str(v)]
    return "; ".join(text.value for note in notes for text in facts.texts("rdfs:label", subject=note))


def _images_by_number(facts: Facts, found: list[TextSpan]) -> tuple[TextSpan, ...]:
    """Files of images have names that say nothing."""
    files = [w for w in found if _IMAGE_FILE.search(w.href) and "/" in w.text]
    name = facts.wording.text(N_("Image"))
    called = {w: f"{name} {number}" if len(files) > 1 else name for number, w in enumerate(files, 1)}
    return tuple(w._replace(text=called.get(w, w.text)) for w in found)


def elsewhere(facts: Facts) -> tuple[TextSpan, ...]:
    """Pages of others that are about the thing, and then those that mention it."""
    about = [v for v in facts.take("schema:subjectOf") if v not in facts.document.spelled]
    mentions = [v for v in facts.take("dcterms:isReferencedBy") if v not in (*about, *facts.document.spelled)]
    note = facts.wording.text(N_("mentions this"))
    return (*facts.say_all(about), *(words._replace(note=note) for words in facts.say_all(mentions)))


def _only_safe(facts: Facts, found: tuple[TextSpan, ...]) -> tuple[TextSpan, ...]:
    facts.later(N_("On the web"), [Text(w.text) for w in found if not w.href])
    return tuple(w for w in found if w.href)
