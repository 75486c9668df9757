"""The endpoint when a query goes over a limit of the site."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lod.site import Site
from lod.store.releases import Releases
from lod.store.sandbox.limits import Limits
from lod.store.sandbox.service import Sandbox
from tests.webapp.sample_release import BASE, Following, Opened, Remembering
from webapp.app import build
from webapp.sparql.endpoint import blueprint

PRODUCT = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"


@pytest.mark.parametrize(
    ("query", "limits", "status", "limit"),
    [
        (
            f"SELECT (COUNT(*) AS ?n) {{ {PRODUCT} FILTER(?a = ?d && ?d = ?i && ?a != ?i) }}",
            Limits(seconds=0.8, memory_mb=300),
            503,
            "seconds",
        ),
        (f"SELECT * {{ {PRODUCT} }}", Limits(result_mb=1, memory_mb=300), 413, "result_mb"),
    ],
)
def test_a_limit_is_named_and_nothing_partial_is_given(
    site: Site,
    release: Opened,
    tmp_path: Path,
    query: str,
    limits: Limits,
    status: int,
    limit: str,
) -> None:
    var = tmp_path / "var"
    building = Releases(var).begin(from_current=False)
    building.store.bulk_extend(release.store)
    Releases(var).switch(building.finish())
    with Sandbox(var, limits, base=BASE + "sparql", brisk=1) as sandbox:
        services = [blueprint(sandbox, BASE + "sparql")]
        client = build(site, Following(release), Remembering(), services=services).test_client()
        response = client.get("/sparql", query_string={"query": query})
    assert (response.status_code, response.content_type) == (status, "application/problem+json")
    assert json.loads(response.data)["limit"] == limit
    assert response.headers["Cache-Control"] == "no-store"
    assert status == 413 or int(response.headers["Retry-After"]) > 0
