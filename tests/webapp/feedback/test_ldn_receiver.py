"""What the Recommendation's own tests ask of a receiver (linkedresearch.org/ldn/tests), by their names."""

from __future__ import annotations

import json
import re

import pytest
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, RdfFormat, parse

from lod.inbox.box import Box
from lod.site import Site
from tests.webapp.feedback.test_notifications import LD, SOURCE, announce, graph, send
from tests.webapp.published_site import BASE

LDP = "http://www.w3.org/ns/ldp#"


def test_check_options_accept_post_contains_json_ld(client: FlaskClient) -> None:
    answer = client.options("/inbox")
    assert answer.status_code < 300
    assert LD in [type.strip() for type in answer.headers["Accept-Post"].split(",")]
    assert set(answer.headers["Allow"].split(", ")) >= {"GET", "HEAD", "POST", "OPTIONS"}


def test_check_head(client: FlaskClient) -> None:
    assert (client.head("/inbox").status_code, client.head("/inbox").data) == (200, b"")


def test_check_post_created_with_a_location_that_can_be_retrieved(client: FlaskClient) -> None:
    answer = client.post("/inbox", data=json.dumps(announce()), content_type=LD, headers={"Slug": "x.jsonld"})
    assert answer.status_code == 201
    own = client.get(answer.headers["Location"].removeprefix(BASE.rstrip("/")), headers={"Accept": LD})
    assert (own.status_code, own.mimetype) == (200, LD)
    assert own.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "type",
    [
        LD + '; profile="http://example.org/profile"; charset=utf-8',
        LD + '; profile="https://www.w3.org/ns/activitystreams"',
        LD.upper(),
    ],
)
def test_check_post_profile_link_relation_accepted(client: FlaskClient, type: str) -> None:
    assert send(client, announce(), type).status_code == 201


def test_check_post_constraints_unmet(client: FlaskClient) -> None:
    note = {
        "@id": "http://example.net/note#foo",
        "http://schema.org/citation": {"@id": "http://example.org/a"},
    }
    assert send(client, note).status_code == 400


def test_check_get_is_json_ld_with_ldp_contains(client: FlaskClient, site: Site) -> None:
    send(client, announce())
    with Box(site.var) as box:
        box.say(1, "accepted", "me")
    for accept in (LD, "*/*", ""):
        answer = client.get("/inbox", headers={"Accept": accept})
        assert (answer.status_code, answer.mimetype) == (200, LD)
        said = {(q.subject, q.predicate, q.object) for q in parse(answer.data, format=RdfFormat.JSON_LD)}
        assert said == graph(client, "/inbox")
        assert (NamedNode(BASE + "inbox"), NamedNode(LDP + "contains"), NamedNode(BASE + "inbox/1")) in said
        assert answer.json["@id"] == BASE + "inbox"
        assert answer.json["contains"] == [BASE + "inbox/1"], "also for who reads it as JSON"


@pytest.mark.parametrize("accept", [LD, "*/*", "", "image/png", "text/turtle", "application/rdf+xml"])
def test_check_get_notifications_are_rdf(client: FlaskClient, site: Site, accept: str) -> None:
    send(client, announce())
    with Box(site.var) as box:
        box.say(1, "accepted", "me")
    answer = client.get("/inbox/1", headers={"Accept": accept})
    if accept == "image/png":
        assert answer.status_code == 406, "there is no picture of it"
        return
    assert answer.mimetype == (accept if "t" in accept and accept != "*/*" else LD)
    form = RdfFormat.from_media_type(answer.mimetype)
    assert NamedNode(SOURCE) in {quad.object for quad in parse(answer.data, format=form)}


def test_extra_check_container_and_constrained_by(client: FlaskClient) -> None:
    links = client.get("/inbox").headers["Link"]
    assert f'<{LDP}Container>; rel="type"' in links
    leads = re.search(rf'<(/[^>]+)>; rel="{LDP}constrainedBy"', links)
    assert leads
    assert leads[0] in client.options("/inbox").headers["Link"]
    assert client.get(leads[1]).status_code == 200


def test_what_the_inbox_holds_is_told_as_it_is_now(client: FlaskClient, site: Site) -> None:
    """Pages are kept until the next release; what a person decides is not told by a release."""
    send(client, announce())
    told = []
    for word in ("", "accepted", "withdrawn"):
        if word:
            with Box(site.var) as box:
                box.say(1, word, "me")
        told.append((client.get("/inbox").json["contains"], client.get("/inbox/1").status_code))
    assert told == [([], 404), ([BASE + "inbox/1"], 200), ([], 410)]


def test_a_form_that_has_no_address_of_its_own_is_not_offered(client: FlaskClient) -> None:
    answer = client.get("/inbox", headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert "/inbox.ttl" not in answer.get_data(as_text=True)
    assert "inbox.ttl" not in answer.headers.get("Link", "")
