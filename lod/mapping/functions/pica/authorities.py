"""Authority records in PICA (002@ begins with T): what the record is about, its other names, its relations.

The heading of the record is made with the same functions as that of a link to it: both name one thing.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from lod.mapping.functions.hubs import key_of_hub
from lod.mapping.functions.pica.names import (
    READS,
    Subfields,
    body,
    catalogue,
    first,
    identifiers,
    kind_of_person,
    meeting,
    person,
    pica_agent_key,
    stopped,
)
from lod.mapping.functions.pica.records import material
from lod.mapping.functions.pica.subjects import topic
from lod.mapping.functions.punctuation import rounded
from lod.mapping.functions.subjects import term_key
from lod.mapping.language.function_registry import function
from lod.mapping.language.subfield_groups import ASKS, SPLITTERS, Splitter
from lod.mapping.runtime.record_run import Run
from lod.record import Field

_KINDS = {"p": "person", "n": "person", "b": "body", "f": "meeting", "g": "place", "s": "topic", "u": "work"}
_FIELDS = {"person": "028", "body": "029", "meeting": "030", "place": "065", "topic": "041", "work": "022"}
_TAGS = {"person": "700", "body": "710", "meeting": "711", "place": "651", "topic": "650", "work": "630"}
_CLASSES = {
    "agent": ("person", "body", "meeting"),
    "place": ("place",),
    "subject": ("topic",),
    "work": ("work",),
}
_BY_FIELD = {tag: kind for kind, tag in _FIELDS.items()}
_YEAR = re.compile(r"(?<![0-9])[0-9]{4}(?![0-9])")


def kind_of(run: Run) -> str:
    """What an authority record is about (person, body, meeting, place, topic, work); nothing for a title.

    In older records the letter (Tp, Tb) is not decisive: the field of the heading is.
    """
    kind: str | None = run.known.get("authority")
    if kind is None:
        coded = material(run)
        kind = ""
        if coded.startswith("T"):
            kind = _KINDS.get(coded[1:2], "")
            if not kind or not _headings(run, kind):
                found = [k for k, tag in _FIELDS.items() if tag + "A" in run.by_tag]
                kind = next((k for k in ("work", *found) if k in found), kind)
        run.known["authority"] = kind
    return kind


def _headings(run: Run, kind: str) -> list[Field]:
    return run.by_tag.get(_FIELDS[kind] + "A", [])


ASKS["authority"] = lambda run, field: (
    (kind := kind_of(run)),
    catalogue(run),
    tuple(own_identifiers(run)) if kind else (),
    years(run) if kind == "person" else "",
    tuple(f.first("a") for f in run.by_tag.get("028A", ())) if kind == "work" else (),
)


def own_identifiers(run: Run) -> Subfields:
    """Identifiers of what an authority record is about, as MARC has them."""
    own = [value for f in run.by_tag.get("003U", ()) for value in f.all("a")]
    own += [f"(DE-588){f.first('0')}" for f in run.by_tag.get("007K", ()) if f.first("a") == "gnd"]
    linked = Field("003@", "", [("9", run.record.id)])
    found = [("0", text.replace("http://d-nb.info", "https://d-nb.info")) for text in own]
    return list(dict.fromkeys([*found[:1], *identifiers(run, linked)]))


def years(run: Run) -> str:
    """The years of birth and death in an authority record (060R)."""
    for coded in ("datl", "datx", "datb"):
        for field in run.by_tag.get("060R", ()):
            if field.first("4") == coded:
                born, died = (_YEAR.search(field.first(code)) for code in "ab")
                if born or died:
                    return f"{born[0] if born else ''}-{died[0] if died else ''}"
    return ""


def heading(run: Run, field: Field, kind: str) -> Field | None:
    """What a field of an authority record says, as a heading; None when it says nothing."""
    if kind == "person":
        parts = person(Field(field.tag, "", field.subfields))
        if (span := years(run)) and field.tag == "028A" and not any(code == "d" for code, _ in parts):
            parts = (
                [*parts[:-1], (parts[-1][0], parts[-1][1].rstrip(",") + ","), ("d", span)] if parts else []
            )
    elif kind == "body":
        parts = body(field)
    elif kind == "meeting":
        parts = meeting(field)
    else:
        parts = _term(run, field, kind)
    if not parts:
        return None
    is_family = field.tag.startswith("028") and any(f.first("a") == "pif" for f in run.by_tag.get("004B", ()))
    named = "3 " if is_family and field.tag != "028R" else kind_of_person(field)
    indicators = {"person": named, "body": "2 ", "meeting": "2 "}.get(kind, " 7")
    tag = "600" if kind == "work" and any(code == "t" for code, _ in parts) else _TAGS[kind]
    scheme = [("2", "gnd")] if kind in ("place", "topic") and catalogue(run) != "ggc" else []
    return Field(tag, "1" + indicators[1:] if tag == "600" else indicators, [*parts, *scheme])


def _term(run: Run, field: Field, kind: str) -> Subfields:
    if kind != "work":
        return topic(field, whole=True)
    text = rounded(first(field, "ta"))
    if not text:
        return []
    more = [("n", value) for value in field.all("n")] + [("p", value) for value in field.all("p")]
    maker = next(iter(run.by_tag.get("028A", ())), None)
    if maker is not None and (who := person(maker)):
        return [*stopped(who), ("t", text), *more]
    return [("a", text), *more]


def own_heading(run: Run, field: Field) -> list[Field]:
    """The heading of an authority record with its identifiers, when this is the field that has it."""
    kind = kind_of(run)
    if not kind or field.tag != _FIELDS[kind] + "A":
        return []
    found = heading(run, field, kind)
    return [Field(found.tag, found.indicators, [*found.subfields, *own_identifiers(run)])] if found else []


def other_heading(run: Run, field: Field) -> list[Field]:
    """Another name of what an authority record is about (028@, 041@ …)."""
    kind = kind_of(run)
    found = heading(run, field, kind) if kind and field.tag == _FIELDS[kind] + "@" else None
    return [found] if found else []


def related_heading(run: Run, field: Field) -> list[Field]:
    """What another authority record is about, to which this one has a relation (028R …): with its $4."""
    kind = _BY_FIELD.get(field.tag[:3], "") if kind_of(run) else ""
    if not kind:
        return _form(run, field) if field.tag == "032W" and kind_of(run) else []
    bare = Field(field.tag, "", [pair for pair in field.subfields if pair[0] not in "4v"])
    if kind == "work" and field.first("t"):
        parts: Subfields = (
            [*stopped(person(bare)), ("t", field.first("t"))]
            if first(field, "aP")
            else [("a", field.first("t"))]
        )
        found: Field | None = Field("600" if len(parts) > 1 else "630", " 7", parts)
    else:
        found = heading(run, bare, kind)
    if found is None:
        return []
    codes = [("4", value) for value in field.all("4")]
    return [Field(found.tag, found.indicators, [*found.subfields, *identifiers(run, field), *codes])]


def _form(run: Run, field: Field) -> list[Field]:
    """What kind of work an authority record is about, as a heading of a form."""
    text = first(field, "a")
    return [Field("655", " 7", [("a", text), *identifiers(run, field), ("2", "gnd-content")])] if text else []


SPLITTERS["pica_own_heading"] = Splitter(own_heading, "authority", READS)
SPLITTERS["pica_other_name"] = Splitter(other_heading, "authority", READS)
SPLITTERS["pica_related"] = Splitter(related_heading, "authority", READS)


@function("authority_key", "field", "text", (1, 1))
def authority_key(what: str) -> Callable[[Run, Field | None], str]:
    """The key of what an authority record is about, when that is an agent, a place, a subject or a work."""
    kinds = _CLASSES[what]

    def key(run: Run, field: Field | None) -> str:
        kind = kind_of(run)
        if kind not in kinds:
            return ""
        found = [piece for own in _headings(run, kind)[:1] for piece in own_heading(run, own)]
        if not found:
            return ""
        if what == "agent":
            own: str = pica_agent_key(run, found[0])
            return own
        by_title: str = key_of_hub(run, found[0]) if what == "work" else term_key(run, found[0])
        return by_title

    return key
