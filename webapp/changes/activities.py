"""ActivityStreams in the shape of IIIF Change Discovery 1.0, level 2."""

from __future__ import annotations

from typing import Any

from lod.dataset.change_pages import PAGE, Entry, FeedPage
from lod.rdf.formats import RDF
from lod.rdf.iris import Thing
from lod.register.change_log import xsd_datetime

CONTEXT = ["http://iiif.io/api/discovery/1/context.json", "https://www.w3.org/ns/activitystreams"]
_SEE = tuple(form for form in RDF if form.suffix in ("jsonld", "ttl"))
Json = dict[str, Any]


def collection(base: str, total: int, last: int, name: dict[str, str]) -> Json:
    """The list of all changes."""
    address = f"{base}changes"
    return {
        "@context": CONTEXT,
        "id": address,
        "type": "OrderedCollection",
        "totalItems": total,
        "summaryMap": name,
        "seeAlso": [_dataset(base)],
        "first": {"id": f"{address}/1", "type": "OrderedCollectionPage"},
        "last": {"id": f"{address}/{last}", "type": "OrderedCollectionPage"},
    }


def _dataset(base: str) -> Json:
    return {"id": f"{base}.well-known/datacatalog", "type": "Dataset", "format": "text/turtle"}


def page(base: str, found: FeedPage, start: int) -> Json:
    """One page of changes, the oldest first. `start` is the number of its first."""
    address = f"{base}changes"
    made: Json = {
        "@context": CONTEXT,
        "id": f"{address}/{found.number}",
        "type": "OrderedCollectionPage",
        "startIndex": start,
        "partOf": {"id": address, "type": "OrderedCollection"},
    }
    if found.number > 1:
        made["prev"] = {"id": f"{address}/{found.number - 1}", "type": "OrderedCollectionPage"}
    if found.number < found.last:
        made["next"] = {"id": f"{address}/{found.number + 1}", "type": "OrderedCollectionPage"}
    made["orderedItems"] = [activity(base, entry) for entry in found.entries]
    return made


def activity(base: str, entry: Entry) -> Json:
    """One change."""
    change = entry.change
    made: Json = {
        "id": f"{base}changes/{(change.seq - 1) // PAGE + 1}#{change.seq}",
        "type": entry.activity,
        "endTime": xsd_datetime(int(change.time.timestamp())),
        "object": _object(base, change.thing, with_forms=entry.activity != "Delete"),
    }
    if entry.activity == "Move" and entry.target:
        made["target"] = _object(base, entry.target, with_forms=True)
    return made


def _object(base: str, thing: Thing, *, with_forms: bool) -> Json:
    made: Json = {"id": thing.iri(base), "type": "Object", "canonical": thing.iri(base)}
    if with_forms:
        made["seeAlso"] = [
            {"id": thing.document(base, form.suffix), "type": "Dataset", "format": form.media_type}
            for form in _SEE
        ]
    return made
