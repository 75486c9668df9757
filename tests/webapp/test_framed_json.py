"""The framed JSON, as programs read it that know no RDF."""

from __future__ import annotations

import json
from collections import defaultdict

from flask.testing import FlaskClient

from lod.site import Site
from tests.webapp.published_site import serve


def test_a_key_of_the_framed_json_has_one_shape(demo: Site) -> None:
    """Who reads it without RDF may count on it: each key of a node is a list, its id a text."""
    client = serve(demo).test_client()
    shapes: dict[str, set[type]] = defaultdict(set)

    def gather(value: object) -> None:
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                for key, inner in one.items():
                    if key != "@context":
                        shapes[key].add(type(inner))
                        gather(inner)

    lines = client.get("/search?format=jsonl").text.splitlines()
    for line in lines[::8]:
        gather(client.get(f"/doc/{json.loads(line)['@id'].partition('/id/')[2]}.json").json)
    assert {"name", "type", "datePublished", "@language", "@type"} <= shapes.keys()
    texts = {"id", "@value", "@type", "@language"}
    assert {key: found for key, found in shapes.items() if found != ({str} if key in texts else {list})} == {}


def test_the_framed_json_names_its_context_for_who_reads_json_ld(reader: FlaskClient) -> None:
    """Clients such as Comunica refuse what is called application/json and says no context in its head."""
    there = '</vocab/context.jsonld>; rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"'
    tree = reader.get("/doc/object/museum-MVS-0001.json")
    assert tree.headers["Link"].split(", ").count(there) == 1
    assert tree.json is not None
    whole = reader.get("/vocab/context.jsonld").json
    assert whole is not None
    assert tree.json["@context"].items() <= whole["@context"].items()
    for other in ("ttl", "jsonld", "html"):
        assert "json-ld#context" not in reader.get(f"/doc/object/museum-MVS-0001.{other}").headers["Link"]
