"""What a site says of its institutions: among other things, how a visitor asks for something there."""

from __future__ import annotations

from pyoxigraph import NamedNode, RdfFormat, Store

from lod import package_data
from lod.dataset.site_description import about
from lod.site import Site

SCHEMA = "https://schema.org/"


def test_an_institution_says_how_to_ask_for_something_there() -> None:
    site = Site.load(package_data.folder("data") / "demo")
    store = Store()
    for text in about(site):
        store.load(text, RdfFormat.N_TRIPLES)
    library = NamedNode(f"{site.base}id/organization/NL-DEMO-BVS")
    (action,) = (
        q.object for q in store.quads_for_pattern(library, NamedNode(f"{SCHEMA}potentialAction"), None)
    )
    types = [
        q.object.value
        for q in store.quads_for_pattern(action, None, None)
        if q.predicate.value[-4:] == "type"
    ]
    assert types == [f"{SCHEMA}BorrowAction"]
    assert [q.object for q in store.quads_for_pattern(action, NamedNode(f"{SCHEMA}lender"), None)] == [
        library
    ]
    templates = {
        q.object.value for q in store.quads_for_pattern(None, NamedNode(f"{SCHEMA}urlTemplate"), None)
    }
    organization = site.organization("NL-DEMO-BVS")
    assert organization is not None
    assert organization.request.isbn in templates
    assert organization.request.title in templates


def test_who_takes_no_requests_says_nothing_of_it() -> None:
    site = Site.load(package_data.folder("data") / "demo")
    told = b"".join(about(site)).decode()
    assert "NL-DEMO-SAV#request" not in told
