"""Whoever follows a feed through any history ends with exactly what we have."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lxml import etree
from pyoxigraph import NamedNode, RdfFormat, Store, parse

from lod.dataset import change_pages
from lod.errors import ReleaseError
from lod.publish import publish, rollback
from lod.rdf.namespaces import compact, expand, known
from tests.register.small_site import BASE, Maker, fill, make_site
from tests.register.test_histories import STATES, empty_site
from tests.webapp.published_site import serve

Follow = Callable[[FlaskClient, int], list[tuple[str, str]]]
"""Types and things of all changes after so many."""


def served_after(folder: Path, steps: list[object]) -> Iterator[FlaskClient]:
    """The site after each step of a history: a state is published, "back" goes a release back."""
    for step in steps:
        site = fill(folder, step if isinstance(step, dict) else {})
        if step == "back":
            try:
                rollback(site)
            except ReleaseError:
                continue  # nothing to go back to
        else:
            publish(site, make=Maker())
        yield serve(site).test_client(use_cookies=False)


def served(client: FlaskClient) -> dict[str, frozenset[str]]:
    """What the endpoint holds of each thing and its parts."""
    found: dict[str, set[str]] = {}
    for quad in client.application.extensions["lod"].current().opened.store:
        iri = quad.subject.value.partition("#")[0]
        if iri.startswith(f"{BASE}id/"):
            found.setdefault(iri, set()).add(str(quad.triple))
    return {iri: frozenset(said) for iri, said in found.items()}


def by_activities(client: FlaskClient, after: int) -> list[tuple[str, str]]:
    address = json.loads(client.get("/changes").data)["first"]["id"]
    found = []
    while address:
        page = json.loads(client.get(urlsplit(address).path).data)
        found += [(one["type"], one["object"]["id"]) for one in page["orderedItems"]]
        address = page.get("next", {}).get("id", "")
    return found[after:]


def by_stream(client: FlaskClient, after: int) -> list[tuple[str, str]]:
    node = NamedNode(expand("tree:node"))
    seen: dict[str, tuple[str, str]] = {}
    address = "/ldes"
    while address:
        store = Store()
        store.load(client.get(address, headers={"Accept": "text/turtle"}).data, format=RdfFormat.TURTLE)
        for quad in store.quads_for_pattern(None, NamedNode(expand("tree:member")), None):
            (type,) = store.quads_for_pattern(quad.object, NamedNode(expand("rdf:type")), None)
            (thing,) = store.quads_for_pattern(quad.object, NamedNode(expand("as:object")), None)
            seen[quad.object.value] = (compact(type.object.value)[3:], thing.object.value)
        following = [quad.object.value for quad in store.quads_for_pattern(None, node, None)]
        address = urlsplit(following[0]).path if following else ""
    ordered = sorted(seen.items(), key=lambda pair: int(pair[0].rpartition("#")[2]))
    return [one for _, one in ordered][after:]


@settings(
    max_examples=4,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
@given(st.lists(st.one_of(STATES, st.just("back")), min_size=2, max_size=4), st.booleans())
def test_who_follows_has_what_we_have(steps: list[object], streams: bool) -> None:
    follow: Follow = by_stream if streams else by_activities
    with pytest.MonkeyPatch.context() as patch, empty_site() as folder:
        patch.setattr(change_pages, "PAGE", 5)
        patch.setattr("webapp.changes.activities.PAGE", 5)
        copy: dict[str, frozenset[str]] = {}
        read = 0
        for client in served_after(folder, steps):
            changes = follow(client, read)
            read += len(changes)
            ours = served(client)
            for type, iri in changes:  # each is looked at as it is now, as a harvester does
                if type in ("Delete", "Move") or iri not in ours:
                    copy.pop(iri, None)
                else:
                    copy[iri] = ours[iri]
            assert copy == ours


def test_full_pages_are_kept_for_ever_and_the_newest_is_not(
    reader: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(change_pages, "PAGE", 50)
    whole = json.loads(reader.get("/changes").data)
    assert whole["type"] == "OrderedCollection"
    last = int(whole["last"]["id"].rpartition("/")[2])
    assert last == -(-whole["totalItems"] // 50) > 1
    for path, forever in ((f"/changes/{1}", True), (f"/changes/{last}", False), ("/ldes/1", True)):
        assert ("immutable" in reader.get(path).headers["Cache-Control"]) == forever
    times = [one["endTime"] for one in json.loads(reader.get("/changes/1").data)["orderedItems"]]
    assert times == sorted(times)
    for wrong in (
        "/changes/0",
        f"/changes/{last + 1}",
        "/changes/x",
        "/ldes/x",
        "/ldes/1.exe",
        "/ldes/1.html",
    ):
        assert reader.get(wrong).status_code == 404


def test_another_name_of_a_library_leads_to_it(tmp_path: Path) -> None:
    site = fill(make_site(tmp_path / "site"), {"demo": []})
    publish(site, make=Maker())
    client = serve(site).test_client(use_cookies=False)
    items = json.loads(client.get("/changes/1").data)["orderedItems"]
    (moved,) = [one for one in items if one["type"] == "Move"]
    assert moved["object"]["id"] == f"{BASE}id/organization/NL-0000000001"
    assert moved["target"]["id"] == f"{BASE}id/organization/NL-Test"
    atom = "{http://www.w3.org/2005/Atom}"
    (entry,) = [
        one
        for one in etree.fromstring(client.get("/changes.atom").data).findall(f"{atom}entry")
        if one.find(f"{atom}category").get("term") == "move"
    ]
    assert entry.findtext(f"{atom}title") == site.organizations[0].name["nl"], "what it is called now"


def test_the_stream_speaks_in_listed_terms_in_every_form(reader: FlaskClient) -> None:
    used = set()
    for path in ("/ldes", "/ldes/1"):
        for quad in parse(reader.get(path).data, format=RdfFormat.TURTLE):
            used.add(quad.predicate.value)
            if quad.predicate.value == expand("rdf:type"):
                used.add(quad.object.value)
    assert not [iri for iri in used if not known(iri)]
    for suffix in ("jsonld", "nt", "rdf"):
        assert reader.get(f"/ldes/1.{suffix}").status_code == 200


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_atom_feed_names_what_changed(reader: FlaskClient, language: str) -> None:
    answer = reader.get("/changes.atom", headers={"Accept-Language": language})
    assert answer.mimetype == "application/atom+xml"
    tree = etree.fromstring(answer.data)
    atom = "{http://www.w3.org/2005/Atom}"
    entries = tree.findall(f"{atom}entry")
    assert len(entries) == 100
    assert len({entry.findtext(f"{atom}id") for entry in entries}) == 100
    titles = [entry.findtext(f"{atom}title") for entry in entries]
    assert all(titles)
    assert not [title for title in titles if re.match(r"[a-z]+/", title)], "no address stands for a name"
