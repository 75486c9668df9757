"""Descriptions of ArchivesSpace in the JSON of its API: each is read as the component of EAD it would be.

Notes have the names of EAD there. Agents, subjects and containers are read where they are resolved
(`resolve[]=…`, or an export); of others only their address is there, and is told as left over.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from lod.record import OWN_USE, Field
from lod.sources.chunk import InvalidRecord
from lod.sources.head import Head
from lod.sources.json_files.fields import objects, written
from lod.sources.json_files.records import beginning, parser
from lod.sources.json_files.split import split
from lod.sources.xml_files.fields import cleaned

__all__ = ["parse", "recognise", "split"]

_KINDS = ("resource", "archival_object", "digital_object", "digital_object_component")
_KIND = re.compile(rb'"jsonmodel_type"\s*:\s*"(?:' + "|".join(_KINDS).encode() + rb')"')
_AGENTS = {"agent_person": "persname", "agent_corporate_entity": "corpname", "agent_family": "famname"}
_TERMS = {
    "geographic": "geogname",
    "genre_form": "genreform",
    "function": "function",
    "occupation": "occupation",
    "uniform_title": "title",
}
_IN_DID = frozenset({"abstract", "langmaterial", "physloc", "physdesc", "materialspec", "note"})
_NO_DATES_OF_ARCHIVES = frozenset({"copyright", "deaccession", "digitized", "modified", "agent_relation"})
_TOLD = """
title level other_level component_id digital_object_id dates extents lang_materials language linked_agents
subjects notes instances file_versions parent resource digital_object repository
"""
_ADMINISTRATION = """
lock_version created_by last_modified_by create_time system_mtime user_mtime jsonmodel_type uri publish
suppressed restrictions restrictions_apply ref_id position display_string ead_id ead_location tree ancestors
has_unpublished_ancestor is_slug_auto slug finding_aid_title finding_aid_filing_title finding_aid_date
finding_aid_author finding_aid_language finding_aid_script finding_aid_description_rules finding_aid_status
finding_aid_note finding_aid_language_note revision_statements rights_statements related_accessions
collection_management user_defined external_ids is_finding_aid_status_published digital_object_type
"""
_KNOWN = frozenset(_TOLD.split()) | {"id_0", "id_1", "id_2", "id_3"}
_OF_THE_HOUSE = frozenset(_ADMINISTRATION.split())
_LONGEST = 200

_Object = dict[str, Any]


def recognise(head: Head) -> int:
    """How sure it is, from 0 to 100, that these are descriptions of ArchivesSpace."""
    start = beginning(head.raw)
    return 92 if start[:1] in (b"{", b"[") and _KIND.search(start) else 0


def _read(item: _Object) -> tuple[str, list[Field]]:
    """The address and the fields of a component; one that is not to be published is left where it is.

    >>> parse(b'{"jsonmodel_type": "archival_object", "title": "Brieven", "level": "file"}').fields
    [context , @level file, did  [unittitle Brieven], eadheader  [jsonmodel_type archival_object]]
    """
    kind = written(item.get("jsonmodel_type"))
    if kind not in _KINDS:
        raise InvalidRecord(f"no description of an archive, but {kind or 'a part'}")
    if not _is_public(item) or written(item.get("has_unpublished_ancestor")) == "true":
        raise InvalidRecord(OWN_USE)
    ident = cleaned(written(item.get("uri")))
    found = _component(item, ident)
    return ident, [one for one in found if one.subfields or one.fields or one.tag == "context"]


parse = parser("archivesspace", _read)


def _component(item: _Object, ident: str) -> Iterator[Field]:
    above = next(
        (ref for key in ("parent", "resource", "digital_object") if (ref := _text(item.get(key), "ref"))), ""
    )
    place = [(name, text) for name, text in (("@key", ident), ("@parent", above)) if text]
    holder = _text(_resolved(item.get("repository")), "name")
    yield Field("context", "", place, [_field("repository", holder)] if holder else None)
    yield from _levels(item)
    yield Field("did", "", [], list(_did(item)))
    for note in objects(item.get("notes")):
        if _text(note, "type") not in _IN_DID:
            yield from _note(note)
    yield Field(
        "controlaccess", "", [], [*_agents(item, "subject"), *map(_subject, objects(item.get("subjects")))]
    )
    yield from _pictures(item)
    admin = [_field(name, _shown(value)) for name, value in item.items() if name in _OF_THE_HOUSE]
    yield Field("eadheader", "", [], [field for field in admin if field.text])
    for name, value in item.items():
        if name not in _KNOWN and name not in _OF_THE_HOUSE and value:
            yield _field(cleaned(name), _shown(value))


def _levels(item: _Object) -> Iterator[Field]:
    if level := _text(item, "level"):
        yield _field("@level", level)
    if other := _text(item, "other_level"):
        yield _field("@otherlevel", other)


def _did(item: _Object) -> Iterator[Field]:
    yield from (_field("unittitle", text) for text in (_text(item, "title"),) if text)
    parts = [text for at in range(4) if (text := _text(item, f"id_{at}"))]
    for number in (".".join(parts), _text(item, "component_id"), _text(item, "digital_object_id")):
        yield from [_field("unitid", number)] if number else []
    for date in objects(item.get("dates")):
        yield from _date(date)
    for extent in objects(item.get("extents")):
        yield from _extent(extent)
    codes = [_text(each, "language_and_script", "language") for each in objects(item.get("lang_materials"))]
    languages = [
        Field("language", "", [("@langcode", code)]) for code in (*codes, _text(item, "language")) if code
    ]
    yield from [Field("langmaterial", "", [], languages)] if languages else []
    for role in ("creator", "source"):
        for agent in _agents(item, role):
            yield Field("origination", "", [("@label", role)], [agent])
    for instance in objects(item.get("instances")):
        box = _resolved(_at(instance, "sub_container", "top_container"))
        if number := _text(box, "indicator"):
            yield Field("container", "", [("", number), ("@type", _text(box, "type") or "box")])
    for note in objects(item.get("notes")):
        if _text(note, "type") in _IN_DID:
            yield from _note(note)


def _date(date: _Object) -> Iterator[Field]:
    begin, end, said = (_text(date, name) for name in ("begin", "end", "expression"))
    normal = "/".join(dict.fromkeys(filter(None, (begin, end))))
    label = _text(date, "label")
    if label in _NO_DATES_OF_ARCHIVES:
        yield _paragraphs("note", "", [f"{label}: {said or normal}"])
    elif said or normal:
        told = {"@normal": normal, "@type": _text(date, "date_type"), "@certainty": _text(date, "certainty")}
        more = [(name, text) for name, text in told.items() if text]
        yield Field("unitdate", "", [("", said or normal.replace("/", "-")), *more])


def _extent(extent: _Object) -> Iterator[Field]:
    kind = _text(extent, "extent_type").replace("_", " ")
    told = {
        "extent": f"{_text(extent, 'number')} {kind}".strip(),
        "physfacet": _text(extent, "physical_details"),
        "dimensions": _text(extent, "dimensions"),
    }
    summary = _text(extent, "container_summary")
    inner = [_field(name, text) for name, text in told.items() if text]
    yield Field("physdesc", "", [], [*inner, *([_field("extent", summary)] if summary else [])])


def _agents(item: _Object, role: str) -> Iterator[Field]:
    for link in objects(item.get("linked_agents")):
        agent = _resolved(link)
        if not _is_public(agent):
            continue
        name = _text(agent, "title") or _text(agent, "display_name", "sort_name")
        if _text(link, "role") == role and name:
            told = {
                "@role": _text(link, "relator"),
                "@authfilenumber": _text(agent, "display_name", "authority_id"),
            }
            more = [(key, text) for key, text in told.items() if text]
            tag = _AGENTS.get(_text(agent, "jsonmodel_type") or _text(agent, "agent_type"), "name")
            yield Field(tag, "", [("", name), *more])
        elif _text(link, "role") == role:
            yield Field("linked_agents", "", [("@ref", _text(link, "ref"))])


def _subject(link: _Object) -> Field:
    term = _resolved(link)
    if not (name := _text(term, "title")):
        return Field("subjects", "", [("@ref", _text(link, "ref"))])
    first = next(iter(objects(term.get("terms"))), {})
    told = {"@authfilenumber": _text(term, "authority_id"), "@source": _text(term, "source")}
    more = [(key, text) for key, text in told.items() if text]
    return Field(_TERMS.get(_text(first, "term_type"), "subject"), "", [("", name), *more])


def _note(note: _Object) -> Iterator[Field]:
    """A note with its heading, without what is not to be published."""
    if not _is_public(note):
        return
    parts = [note, *(each for each in objects(note.get("subnotes")) if _is_public(each))]
    texts = [text for each in parts for text in _texts(each.get("content"))]
    if texts:
        yield _paragraphs(_text(note, "type") or "odd", _text(note, "label"), texts)
    # chronologies, lists and indexes, which nothing here reads
    yield from (_field("notes", _shown(each["items"])) for each in parts if each.get("items"))


def _paragraphs(tag: str, head: str, texts: list[str]) -> Field:
    return Field(
        tag, "", [], [*([_field("head", head)] if head else []), *(_field("p", text) for text in texts)]
    )


def _pictures(item: _Object) -> Iterator[Field]:
    described = [item, *(_resolved(each.get("digital_object")) for each in objects(item.get("instances")))]
    for each in filter(_is_public, described):
        for version in objects(each.get("file_versions")):
            if _is_public(version) and (address := _text(version, "file_uri")):
                yield Field("dao", "", [("@href", address)])


def _is_public(item: _Object) -> bool:
    """Whether nothing in a part says that it is not to be shown."""
    return written(item.get("publish")) != "false" and written(item.get("suppressed")) != "true"


def _field(tag: str, text: str) -> Field:
    return Field(tag, "", [("", text)] if text else [])


def _at(item: Any, *path: str) -> Any:
    for key in path:
        item = item.get(key) if isinstance(item, dict) else None
    return item


def _text(item: Any, *path: str) -> str:
    return cleaned(written(_at(item, *path)))


def _texts(content: Any) -> list[str]:
    found = content if isinstance(content, list) else [content]
    return [text for each in found if (text := cleaned(written(each)))]


def _resolved(link: Any) -> _Object:
    inner = _at(link, "_resolved")
    return inner if isinstance(inner, dict) else {}


def _shown(value: Any) -> str:
    """What is left over, in a few words."""
    return cleaned(written(value) or (json.dumps(value, ensure_ascii=False, default=str) if value else ""))[
        :_LONGEST
    ]
