"""Field 580, a relation in words: which linking field (7XX) states that relation."""

from __future__ import annotations

from lod.mapping.language.function_registry import function
from lod.mapping.runtime.record_run import Run
from lod.record import Field

_SAID = {
    "770 ": "upplement",
    "7804": "erger of",
    "7850": "ontinued by",
    "7854": "bsorbed by",
    "7855": "bsorbed by",
    "7856": "plit into",
    "7857": "erged with",
    "7858": "ontinued by",
}
"""By field and second indicator: words of a note about it, as the Library of Congress converts them."""


def _about(note: Field, link: Field) -> bool:
    """Whether a note is about what a linking field states: by the number in $8, else by its words."""
    if not set(note.all("8")).isdisjoint(link.all("8")):
        return True
    words = _SAID.get("770 " if link.tag == "770" else link.tag + link.indicators[1:2])
    return words is not None and any(words in text for text in note.all("a"))


@function("notes_on_link", "field", "texts")
def notes_on_link(run: Run, field: Field) -> list[str]:
    """What fields 580 say of the relation that this linking field states."""
    return [text for note in run.by_tag.get("580", ()) if _about(note, field) for text in note.all("a")]


@function("stated_by_link", "field", "text")
def stated_by_link(run: Run, field: Field) -> str:
    """Something when a linking field states the relation that this field 580 is about."""
    links = (link for link in run.fields if link.tag[:1] == "7")
    return "yes" if any(_about(field, link) for link in links) else ""
