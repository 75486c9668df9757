"""The framed JSON, as programs read it that know no RDF."""

from __future__ import annotations

import json
from collections import defaultdict

from lod.site import Site
from tests.webapp.published import serve


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
