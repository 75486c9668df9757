"""The inbox: what is taken, what is refused and why, and what becomes of a link that was accepted."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, RdfFormat, parse

from lod.inbox.box import Box
from lod.inbox.notification import CONTEXTS, RejectedNotification, read_json
from lod.publish import publish
from lod.site import Site
from tests.webapp.published_site import BASE
from webapp.feedback.notifications import RELATION

THING = "instance/leeszaal-00267517"
SOURCE = "https://museum.example/objects/12"
LD = "application/ld+json"
SUBJECT_OF = NamedNode("https://schema.org/subjectOf")
REFERENCED_BY = NamedNode("http://purl.org/dc/terms/isReferencedBy")


def announce(**more: Any) -> dict[str, Any]:
    return {
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": "urn:uuid:94ecae35-dcfd-4182-8550-22c7164fe23f",
        "type": "Announce",
        "actor": {"id": "https://museum.example/", "type": "Organization"},
        "object": {"id": SOURCE, "type": "Document", "name": "Een schilderij bij dit boek"},
        "target": BASE + "id/" + THING,
        **more,
    }


def send(client: FlaskClient, content: object, type: str = LD) -> Any:
    data = content if isinstance(content, bytes | str) else json.dumps(content)
    return client.post("/inbox", data=data, content_type=type)


def graph(client: FlaskClient, path: str) -> set[tuple[Any, Any, Any]]:
    answer = client.get(path, headers={"Accept": "application/n-triples"})
    return {(q.subject, q.predicate, q.object) for q in parse(answer.data, format=RdfFormat.N_TRIPLES)}


# ---------------------------------------------------------------- finding it (LDN § 3.1)


@pytest.mark.parametrize("path", [f"/id/{THING}", f"/doc/{THING}", f"/doc/{THING}.ttl", f"/doc/{THING}.html"])
def test_the_inbox_is_named_in_the_link_header(client: FlaskClient, path: str) -> None:
    assert f'</inbox>; rel="{RELATION}"' in client.head(path).headers["Link"]


def test_the_inbox_is_named_in_the_description_of_the_datasets(client: FlaskClient) -> None:
    for path in ("/.well-known/datacatalog", "/doc/collection/leeszaal"):
        assert NamedNode(BASE + "inbox") in {
            o for _, p, o in graph(client, path) if p == NamedNode("http://www.w3.org/ns/ldp#inbox")
        }


def test_what_can_be_sent_is_told(client: FlaskClient) -> None:
    for answer in (client.options("/inbox"), client.head("/inbox")):
        assert LD in answer.headers["Accept-Post"]


# ---------------------------------------------------------------- sending


def test_a_notification_is_answered_with_its_place_and_waits(client: FlaskClient, site: Site) -> None:
    answer = send(client, announce())
    assert answer.status_code == 201
    assert answer.headers["Location"].startswith(BASE + "inbox/1-")
    with Box(site.var) as box:
        (kept,) = box.in_state("waiting")
    assert (kept.told.source, kept.told.relation) == (SOURCE, "mentions")
    assert kept.told.title == "Een schilderij bij dit boek"
    assert kept.told.actor == "https://museum.example/"


def test_only_accepted_notifications_are_listed(client: FlaskClient, site: Site) -> None:
    own = send(client, announce()).headers["Location"].removeprefix(BASE)
    assert b"inbox/1" not in client.get("/inbox").data
    assert client.get("/inbox/1").status_code == 404
    assert client.get(f"/{own}").status_code == 200
    assert client.get(f"/{own[:-1]}x").status_code == 404
    with Box(site.var) as box:
        box.say(1, "accepted", "me")
    answer = client.get("/inbox")
    assert answer.mimetype == LD
    contains = NamedNode("http://www.w3.org/ns/ldp#contains")
    assert (NamedNode(BASE + "inbox"), contains, NamedNode(BASE + "inbox/1")) in graph(client, "/inbox")
    assert (NamedNode(BASE + "inbox/1"), NamedNode("https://www.w3.org/ns/activitystreams#object"),
            NamedNode(SOURCE)) in graph(client, "/inbox/1")  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [
        announce(object=BASE + "doc/" + THING + ".html", target=SOURCE),
        announce(type="Add"),
        announce(type=["Create", "coar-notify:AnnounceReview"]),
        announce(target=None, context={"id": BASE + "id/" + THING}),
        announce(target=None, object={"id": SOURCE, "inReplyTo": BASE + "id/" + THING}),
        announce(
            target=None,
            object={
                "type": "Relationship",
                "subject": SOURCE,
                "relationship": "https://schema.org/mentions",
                "object": BASE + "id/" + THING,
            },
        ),
    ],
)
def test_either_end_may_be_ours_and_it_may_be_said_in_several_ways(
    client: FlaskClient, site: Site, content: object
) -> None:
    assert send(client, content).status_code == 201
    with Box(site.var) as box:
        assert [(one.told.source, one.told.thing.key) for one in box.links()] == [
            (SOURCE, THING.partition("/")[2])
        ]


def test_a_page_that_says_what_it_is_about_is_about_it(client: FlaskClient, site: Site) -> None:
    content = announce(object={"id": SOURCE, "https://schema.org/about": {"id": BASE + "id/" + THING}})
    assert send(client, content).status_code == 201
    with Box(site.var) as box:
        assert box.links()[0].told.relation == "about"


def test_turtle_is_taken_as_well(client: FlaskClient) -> None:
    text = f"""@prefix as: <https://www.w3.org/ns/activitystreams#> .
        <> a as:Announce ; as:object <{SOURCE}> ; as:target <{BASE}id/{THING}> ."""
    assert send(client, text, "text/turtle").status_code == 201
    assert send(client, text, "image/png").status_code == 415


def test_the_same_link_is_kept_once(client: FlaskClient, site: Site) -> None:
    assert send(client, announce()).status_code == 201
    again = send(client, announce(id="urn:uuid:2"))
    assert again.status_code == 202
    assert "Location" not in again.headers
    with Box(site.var) as box:
        assert box.count("waiting") == 1


def nested(depth: int) -> dict[str, Any]:
    made: dict[str, Any] = {"id": SOURCE}
    for _ in range(depth):
        made = {"type": "Document", "object": made}
    return made


@pytest.mark.parametrize(
    ("content", "status"),
    [
        ("no json", 400),
        ("[" * 20_000, 400),
        ({"a": 1}, 400),
        (announce(type="Like"), 400),
        (announce(target="https://elsewhere.example/id/work/x"), 400),
        (announce(target=BASE + "id/instance/never-was"), 400),
        (announce(object="javascript:alert(1)"), 400),
        (announce(object="https://me:secret@museum.example/"), 400),
        (announce(object=BASE + "id/" + THING), 400),
        (announce(object=BASE + "about"), 400),
        (announce(object=SOURCE + '"><script>'), 400),
        (announce(object="https://museum.example/a b"), 400),
        (announce(object=nested(200)), 400),
        (announce(name="x" * 70_000), 413),
        ({**announce(), "@context": "https://evil.example/context.jsonld"}, 400),
        ({**announce(), "@context": {"@import": "https://evil.example/context.jsonld"}}, 400),
        (announce(object={"@context": "http://127.0.0.1:1/", "id": SOURCE}), 400),
        (announce(object=[{"id": f"{SOURCE}/{n}", "type": "Note"} for n in range(600)]), 400),
    ],
)  # fmt: skip
def test_what_is_not_taken_is_refused_and_nothing_is_kept(
    client: FlaskClient, site: Site, content: object, status: int
) -> None:
    answer = send(client, content)
    assert answer.status_code == status, answer.text
    assert answer.mimetype == "application/problem+json"
    with Box(site.var) as box:
        assert not box.links()


TERM = {"@id": "a:", "@context": {"b": "a:"}}
"""A term that brings a context of its own, which is read again wherever the term is used."""


@pytest.mark.parametrize(
    "content",
    [
        announce(**{"@context": {f"t{n}": TERM for n in range(800)}}),
        announce(**{"@context": [{f"t{n}": "a:"} for n in range(300)]}),
        announce(
            object={
                "id": SOURCE,
                "@context": {"p": {"@id": "a:", "@context": {f"t{n}": "a:" for n in range(300)}}},
            }
        ),
        announce(object=[{}] * 1_500),
    ],
)
def test_what_would_be_read_over_and_over_is_not_read(content: dict[str, Any]) -> None:
    """It took a process five seconds to read 40 kB."""
    with pytest.raises(RejectedNotification, match="more than"):
        read_json(content, lambda address: None)


def test_contexts_that_are_known_are_known_by_their_usual_spellings(client: FlaskClient) -> None:
    for number, context in enumerate((*CONTEXTS, "http://www.w3.org/ns/activitystreams#")):
        asked = ["https://www.w3.org/ns/activitystreams", context]
        content = {**announce(object=f"{SOURCE}/{number}"), "@context": asked}
        if "schema.org" not in context:  # whose words would take the place of those of ActivityStreams
            assert send(client, content).status_code == 201, context


def test_a_full_inbox_takes_no_more(client: FlaskClient, app: Flask, site: Site) -> None:
    with Box(site.var) as box:
        for number in range(site.inbox.waiting_max):
            box._db.execute(
                "INSERT INTO link (time, kind, key, source, relation, title, language, actor, activity, via)"
                " VALUES ('', 'work', 'x', ?, 'about', '', '', '', '', '')",
                (str(number),),
            )
    answer = send(client, announce())
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.usefixtures("one_moment")
def test_who_tells_too_much_is_told_when_to_come_back(client: FlaskClient, site: Site) -> None:
    headers = {"X-Forwarded-For": "203.0.113.77"}
    answers = [
        client.post("/inbox", data="{}", content_type=LD, headers=headers)
        for _ in range(site.inbox.letters_per_minute + 1)
    ]
    assert [a.status_code for a in answers[:-1]] == [400] * site.inbox.letters_per_minute
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["Retry-After"]) > 0


# ---------------------------------------------------------------- taking back


def undo(object: object) -> dict[str, Any]:
    return {"@context": "https://www.w3.org/ns/activitystreams", "type": "Undo", "object": object}


def test_who_was_given_the_address_takes_back_at_once(client: FlaskClient, site: Site) -> None:
    own = send(client, announce()).headers["Location"]
    with Box(site.var) as box:
        box.say(1, "accepted", "me")
    assert send(client, undo(own)).status_code == 202
    with Box(site.var) as box:
        assert box.links()[0].state == "withdrawn"
    assert client.get("/inbox/1").status_code == 410
    assert b"inbox/1" not in client.get("/inbox").data


@pytest.mark.parametrize(
    "object", [announce(), announce()["id"], BASE + "inbox/1", BASE + "inbox/1-" + "0" * 32]
)
def test_anybody_else_only_asks(client: FlaskClient, site: Site, object: object) -> None:
    send(client, announce())
    assert send(client, undo(object)).status_code == 202
    with Box(site.var) as box:
        assert box.links()[0].state == "waiting"
        words = [word.word for word in box.words(1)]
    assert words == ([] if str(object).startswith(BASE) else ["asked"])


# ---------------------------------------------------------------- publishing


def test_an_accepted_link_is_in_the_page_the_data_the_feed_and_gone_when_it_is_withdrawn(
    client: FlaskClient, site: Site
) -> None:
    iri = NamedNode(BASE + "id/" + THING)
    send(client, announce())
    content = announce(
        object={"id": SOURCE + "/about", "https://schema.org/about": {"id": BASE + "id/" + THING}}
    )
    send(client, content)
    assert not publish(site).changed, "what waits is not published"
    with Box(site.var) as box:
        box.say(1, "accepted", "me")
        box.say(2, "accepted", "me")
    before = client.get("/changes").json["totalItems"]
    assert publish(site).changed
    said = graph(client, f"/doc/{THING}")
    assert (iri, REFERENCED_BY, NamedNode(SOURCE)) in said
    assert (iri, SUBJECT_OF, NamedNode(SOURCE + "/about")) in said
    assert any(s == NamedNode(SOURCE) and "schilderij" in str(o) for s, _, o in said)
    text = client.get(f"/doc/{THING}.html?lang=nl").text
    assert "Elders hierover" in text
    assert f'href="{SOURCE}"' in text
    assert "Een schilderij bij dit boek" in text
    assert "/source//" not in text
    assert client.get("/changes").json["totalItems"] == before + 1
    with Box(site.var) as box:
        box.say(1, "withdrawn", "me")
        box.say(2, "withdrawn", "me")
    assert publish(site).changed
    assert not {p for s, p, _ in graph(client, f"/doc/{THING}") if s == iri} & {REFERENCED_BY, SUBJECT_OF}
    assert "Elders hierover" not in client.get(f"/doc/{THING}.html?lang=nl").text


def test_a_full_build_says_the_same_as_a_small_one(client: FlaskClient, site: Site) -> None:
    send(client, announce())
    with Box(site.var) as box:
        box.say(1, "accepted", "me")
    publish(site)
    small = graph(client, f"/doc/{THING}")
    publish(site, full=True)
    assert graph(client, f"/doc/{THING}") == small
    assert (NamedNode(BASE + "id/" + THING), REFERENCED_BY, NamedNode(SOURCE)) in small


def test_a_link_does_not_keep_a_thing_alive_whose_record_is_gone(client: FlaskClient, site: Site) -> None:
    send(client, announce())
    with Box(site.var) as box:
        box.say(1, "accepted", "me")
    publish(site)
    file = site.folder / "collections" / "leeszaal" / "catalogus.xml"
    whole = file.read_text("utf-8")
    try:
        for full in (False, True):
            file.write_text(_without_record(whole, THING.partition("-")[2]), "utf-8")
            publish(site, full)
            assert client.get(f"/doc/{THING}.ttl").status_code == 410
            file.write_text(whole, "utf-8")
            publish(site)
            assert (NamedNode(BASE + "id/" + THING), REFERENCED_BY, NamedNode(SOURCE)) in graph(
                client, f"/doc/{THING}"
            )
    finally:
        file.write_text(whole, "utf-8")


def _without_record(text: str, key: str) -> str:
    """MARCXML without one of its records."""
    records = [one for one in re.findall(r" <record>.*?</record>\n?", text, re.DOTALL) if f">{key}<" in one]
    assert len(records) == 1
    return text.replace(records[0], "")


# ---------------------------------------------------------------- as a person sees it

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"


@pytest.mark.parametrize(
    ("language", "title"), [("nl", "Pagina’s die hierheen verwijzen"), ("en", "Pages that link here")]
)
def test_a_browser_is_shown_the_inbox_as_a_page(
    client: FlaskClient, site: Site, language: str, title: str
) -> None:
    asked = {"Accept": BROWSER, "Accept-Language": language}
    empty = client.get("/inbox", headers=asked)
    assert (empty.status_code, empty.mimetype) == (200, "text/html")
    assert f"<h1>{title}</h1>" in empty.text
    assert "/guides/tell" in empty.text
    send(client, announce())
    assert SOURCE not in client.get("/inbox", headers=asked).text
    with Box(site.var) as box:
        box.say(1, "accepted", "test", "")
    for path in ("/inbox", "/inbox/1"):
        shown = client.get(path, headers=asked)
        assert shown.mimetype == "text/html"
        assert f'href="{SOURCE}"' in shown.text
        assert "Een schilderij bij dit boek" in shown.text
        assert f'href="/doc/{THING}"' in shown.text
        assert shown.headers["Cache-Control"] == "no-store"
        assert "Accept" in shown.headers["Vary"].split(", ")


@pytest.mark.parametrize("accept", ["", "*/*", "application/ld+json, */*;q=0.1"])
def test_programs_are_given_what_they_were(client: FlaskClient, accept: str) -> None:
    answer = client.get("/inbox", headers={"Accept": accept} if accept else {})
    assert answer.mimetype == LD
    assert LD in answer.headers["Accept-Post"]
