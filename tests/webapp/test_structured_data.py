"""The JSON-LD of a page of each kind, against what Google's documentation asks of it.

What became of Book actions and of the search box of a site was looked up in stored copies of its own texts of
2024 and 2025; what is asked of datasets, images and profiles in a text of others. The rest is as remembered.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from flask.testing import FlaskClient
from lxml import html
from pyoxigraph import RdfFormat, Store

from lod.site import Site
from tests.webapp.sample_release import BASE, Following, Opened, Remembering, fill, write_counts, write_index
from webapp.app import build
from webapp.views import downloads, preview_image_views, search, stories

HOST = "https://beeld.example.org"
DOCUMENTATION = "https://developers.google.com/search/docs/appearance/"


@dataclass(frozen=True)
class Rule:
    """What is asked of a class, and where that is said."""

    address: str
    required: frozenset[str]
    recommended: frozenset[str] = frozenset()
    """As far as the data of every collection can have it."""
    one_of: frozenset[str] = frozenset()

    def missing(self, node: dict[str, object]) -> set[str]:
        """What a node lacks."""
        lacking = {*(self.required | self.recommended) - node.keys()}
        return lacking | (
            {" or ".join(sorted(self.one_of))} if self.one_of and not self.one_of & node.keys() else set()
        )


def rule(page: str, required: str, recommended: str = "", one_of: str = "") -> Rule:
    """A rule of a page of the documentation."""
    return Rule(
        DOCUMENTATION + page, *(frozenset(names.split()) for names in (required, recommended, one_of))
    )


RULES = {
    # Dataset Search reads it; Search itself said in November 2025 that it has no use for it any more.
    "Dataset": rule(
        "structured-data/dataset", "name description",
        "creator identifier isAccessibleForFree license url includedInDataCatalog",
    ),
    "DataDownload": rule("structured-data/dataset", "contentUrl", "encodingFormat"),
    "BreadcrumbList": rule("structured-data/breadcrumb", "itemListElement"),
    "WebSite": rule("site-names", "name url"),
    "ProfilePage": rule("structured-data/profile-page", "mainEntity"),
    "Organization": rule("structured-data/organization", "name"),
    "Museum": rule("structured-data/organization", "name"),
    "Library": rule("structured-data/local-business", "name address"),
    "ArchiveOrganization": rule("structured-data/local-business", "name address"),
    "Article": rule("structured-data/article", "", "headline datePublished author image"),
    "ImageObject": rule(
        "structured-data/image-license-metadata", "contentUrl",
        one_of="creator creditText copyrightNotice license",
    ),
    "Event": rule("structured-data/event", "name startDate location"),
    "ExhibitionEvent": rule("structured-data/event", "name startDate location"),
    "PublicationEvent": rule("structured-data/event", "name startDate location"),
    "Movie": rule("structured-data/movie", "name image"),
    "VideoObject": rule("structured-data/video", "name thumbnailUrl uploadDate"),
    "SoftwareApplication": rule(
        "structured-data/software-app", "name offers", one_of="aggregateRating review"
    ),
    # Search has no use for Book actions since 2025 (blog of 12 June: phased out "over the coming weeks and
    # months"; their page was not among those taken away on 9 September), nor for the search box of a site
    # since 21 November 2024. Neither does harm, and others still read them.
    "BorrowAction": rule("structured-data/book", "target lender"),
    "ReadAction": rule("structured-data/book", "target"),
    "EntryPoint": rule("structured-data/book", "urlTemplate"),
    "SearchAction": rule("structured-data/sitelinks-searchbox", "target query-input"),
}  # fmt: skip
"""Class → what Google asks. A carousel (ItemList) is for courses, films, recipes and restaurants alone; lists
of results are not indexed; a ProfilePage is of who takes part in the site, which makers of old are not."""

PAGES = {
    "/": {"WebSite", "Organization", "SearchAction"},
    "/stories": {"CollectionPage", "ItemList", "BreadcrumbList"},
    "/stories/haven": {"Article", "BreadcrumbList", "Organization"},
    "/dumps/": {"DataCatalog", "Dataset", "BreadcrumbList"},
    "/doc/instance/boeken-001": {"Book", "BorrowAction", "ReadAction", "BreadcrumbList"},
    "/doc/instance/boeken-010": {"BreadcrumbList"},
    "/doc/instance/boeken-020": {"BreadcrumbList"},
    "/doc/work/max-havelaar": {"Book", "BreadcrumbList"},
    "/doc/item/boeken-001-1": {"BreadcrumbList"},
    "/doc/object/haven-7": {"VisualArtwork", "BreadcrumbList"},
    "/doc/object/haven-9": {"Photograph", "ImageObject", "BreadcrumbList"},
    "/doc/object/archief-1.2": {"ArchiveComponent", "BreadcrumbList"},
    "/doc/agent/multatuli": {"Person", "BreadcrumbList"},
    "/doc/subject/kolonialisme": {"DefinedTerm", "BreadcrumbList"},
    "/doc/genre/schilderij": {"DefinedTerm", "BreadcrumbList"},
    "/doc/place/lebak": {"Place", "BreadcrumbList"},
    "/doc/organization/NL-0100000001": {"Library", "ProfilePage", "BreadcrumbList"},
    "/doc/organization/NL-0100000002": {"Museum", "ProfilePage", "BreadcrumbList"},
    "/doc/collection/boeken": {"Dataset", "BreadcrumbList"},
}
"""A page of each kind → what it tells of."""

MORE = f"""
@prefix schema: <https://schema.org/> .
@base <{BASE}id/> .
<object/haven-9> a schema:Photograph, schema:CreativeWork ; schema:name "De kade"@nl ;
    schema:creator <agent/schilder> ; schema:isPartOf <collection/haven> ;
    schema:license <https://creativecommons.org/licenses/by/4.0/> ;
    schema:thumbnailUrl <{HOST}/1-small.jpg> ; schema:recordedAt <object/haven-9#show> ;
    schema:associatedMedia <object/haven-9#1>, <object/haven-9#2>, <object/haven-9#film> .
<object/haven-9#1> a schema:ImageObject ; schema:contentUrl <{HOST}/1.jpg> ;
    schema:thumbnailUrl <{HOST}/1-small.jpg> ; schema:creditText "Foto: A. Maker"@nl ;
    schema:creator <agent/schilder> ; schema:license <http://rightsstatements.org/vocab/InC/1.0/> .
<object/haven-9#2> a schema:ImageObject ; schema:contentUrl <{HOST}/iiif/2/full/max/0/default.jpg> .
<object/haven-9#film> a schema:VideoObject ; schema:contentUrl <{HOST}/film.mp4> .
<object/haven-9#show> a schema:ExhibitionEvent ; schema:name "Aan de kade"@nl .
<object/haven-10> a schema:Photograph ; schema:name "Niets"@nl ; schema:isPartOf <collection/haven> ;
    schema:associatedMedia <object/haven-10#1> .
<object/haven-10#1> a schema:ImageObject ; schema:contentUrl <https://elders.example.org/1.jpg> .
"""
STORY = """+++
title = "De haven"
intro = "Over schepen."
date = 2026-11-01
author = "Havenmuseum Voorbeeld"
things = ["instance/boeken-001", "object/haven-9", "object/haven-7"]
+++
Een tekst.
"""


@pytest.fixture(scope="module")
def client(site: Site, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    path, store = tmp_path_factory.mktemp("rules"), Store()
    fill(store)
    store.load(MORE.encode(), format=RdfFormat.TURTLE)
    write_index(path, store)
    write_counts(path)
    (path / "stories").mkdir()
    (path / "stories" / "haven.md").write_text(STORY, "utf-8")
    services = [part.blueprint() for part in (search, preview_image_views, stories, downloads)]
    made = build(
        replace(site, folder=path),
        Following(Opened(store, path)),
        Remembering(),
        services=services,
        image_hosts=[HOST.partition("//")[2]],
    )
    return made.test_client()


def embedded(client: FlaskClient, path: str, language: str = "nl") -> list[dict[str, object]]:
    """What stands in a page, as separate trees."""
    answer = client.get(path, headers={"Accept": "text/html", "Accept-Language": language})
    assert answer.status_code == 200
    scripts = html.document_fromstring(answer.text).xpath("//script[@type='application/ld+json']/text()")
    trees = [json.loads(str(script)) for script in scripts]
    return [tree for found in trees for tree in (found if isinstance(found, list) else [found])]


def nodes(tree: object, *, inner: bool = False) -> Iterator[dict[str, object]]:
    """All nodes of a tree, or those below its root; a reference is none."""
    if isinstance(tree, dict) and inner and tree.keys() - {"@id"}:
        yield tree
    for value in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        yield from nodes(value, inner=True)


def classes(node: dict[str, object]) -> list[str]:
    found = node.get("@type", [])
    return [str(one) for one in found] if isinstance(found, list) else [str(found)]


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_what_a_page_embeds_has_what_google_asks(client: FlaskClient, path: str, language: str) -> None:
    trees = embedded(client, path, language)
    whole = [node for tree in trees for node in (tree, *nodes(tree))]
    for node in whole:
        for name in classes(node):
            if name in RULES:
                assert not RULES[name].missing(node), (name, RULES[name].address, node)
    assert PAGES[path] <= {name for node in whole for name in classes(node)}
    assert all(tree["@context"] == "https://schema.org" for tree in trees)


@pytest.mark.parametrize("path", [path for path in PAGES if path != "/"])
def test_the_trail_of_a_page_leads_from_the_first_page_to_it(client: FlaskClient, path: str) -> None:
    """At least two steps, each with its number, name and address (structured-data/breadcrumb)."""
    (trail,) = [tree for tree in embedded(client, path) if tree["@type"] == "BreadcrumbList"]
    steps = list(nodes(trail))
    assert [step["position"] for step in steps] == list(range(1, len(steps) + 1))
    assert all(step["name"] for step in steps)
    assert (steps[0]["item"], steps[-1]["item"]) == (BASE, BASE + path.removeprefix("/"))


def test_descriptions_of_datasets_are_as_long_as_is_asked(client: FlaskClient) -> None:
    """Between 50 and 5,000 characters (structured-data/dataset)."""
    for path in ("/dumps/", "/doc/collection/boeken", "/doc/collection/haven"):
        found = [
            n for tree in embedded(client, path) for n in (tree, *nodes(tree)) if "Dataset" in classes(n)
        ]
        assert found
        assert all(50 <= len(str(node["description"])) <= 5_000 for node in found)


def test_the_site_has_its_names_in_other_languages_too(client: FlaskClient) -> None:
    """A name that may be taken when the first is not (site-names, alternateName)."""
    for language, name, other in (
        ("nl", "Collecties van Voorbeeldstad", "Collections of Exampletown"),
        ("en", "Collections of Exampletown", "Collecties van Voorbeeldstad"),
    ):
        site = embedded(client, "/", language)[0]
        assert (site["name"], site["alternateName"]) == (name, other)


def test_no_text_is_told_twice(client: FlaskClient) -> None:
    """A name that is the same in two languages is one."""
    for path in PAGES:
        for tree in embedded(client, path):
            for node in (tree, *nodes(tree)):
                for value in node.values():
                    texts = [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
                    assert len(texts) == len(set(texts)), (path, texts)


def test_a_page_tells_in_which_languages_it_can_be_shared(client: FlaskClient) -> None:
    """Open Graph: og:locale and the others (ogp.me)."""
    page = html.document_fromstring(client.get("/", headers={"Accept-Language": "en"}).text)
    told = [
        (m.get("property"), m.get("content")) for m in page.xpath("//meta[contains(@property, 'locale')]")
    ]
    assert told == [("og:locale", "en_GB"), ("og:locale:alternate", "nl_NL")]


def test_a_collection_of_nobody_has_no_made_up_creator() -> None:
    from webapp.pages.structured_data import as_dataset
    from webapp.urls import Urls

    node = {"@id": f"{BASE}id/collection/x", "name": "X", "description": "Een verzameling."}
    made = as_dataset(node, "Wat de site over zichzelf zegt.", Urls(BASE, {}), ())
    assert isinstance(made, dict)
    assert "creator" not in made


def test_an_image_is_told_at_the_address_where_the_page_shows_it_with_its_rights(client: FlaskClient) -> None:
    page = html.document_fromstring(client.get("/doc/object/haven-9", headers={"Accept": "text/html"}).text)
    shown = page.xpath("//figure//img/@src")
    assert shown == [f"{HOST}/1.jpg", f"{HOST}/iiif/2/full/800,/0/default.jpg"], (
        "no thumbnails beside, no film"
    )
    told = embedded(client, "/doc/object/haven-9")[0]
    assert [image["contentUrl"] for image in told["image"]] == shown  # type: ignore[attr-defined, index]
    of_part, of_thing = told["image"]  # type: ignore[misc]
    assert of_part["license"] == "http://rightsstatements.org/vocab/InC/1.0/"
    assert of_part["creditText"] == "Foto: A. Maker"
    assert of_part["creator"]["name"] == "Onbekende meester van de haven"
    assert of_thing["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert "creator" not in of_thing, "who painted it made no photograph of it"
    assert "thumbnailUrl" not in told
    assert [classes(n) for n in nodes(told) if n.get("contentUrl") == f"{HOST}/film.mp4"] == [["MediaObject"]]


def test_an_image_without_rights_that_is_not_shown_is_told_by_its_address(client: FlaskClient) -> None:
    told = embedded(client, "/doc/object/haven-10")[0]
    assert told["associatedMedia"] == ["https://elders.example.org/1.jpg"]


def test_a_story_is_shared_with_the_image_of_one_of_its_things(client: FlaskClient) -> None:
    image, small = f"{HOST}/1.jpg", f"{HOST}/1-small.jpg"
    page = html.document_fromstring(client.get("/stories/haven").text)
    assert page.xpath("//meta[@property='og:image']/@content") == [image]
    assert page.xpath("//meta[@property='article:published_time']/@content") == ["2026-11-01"]
    assert embedded(client, "/stories/haven")[0]["image"] == [image]
    feeds = {"/stories.atom": image, "/search?q=kade&format=atom": small, "/search?q=kade&format=rss": small}
    for feed, shown in feeds.items():
        assert f'<media:content url="{shown}" medium="image"/>' in client.get(feed).text
    for path in ("/", "/stories"):
        assert f'<img class="story-image" src="{image}"' in client.get(path).text
    assert "media:" not in client.get("/search?q=havelaar&format=rss").text


def test_a_story_of_an_institution_of_the_site_is_by_an_organisation(client: FlaskClient) -> None:
    writer = embedded(client, "/stories/haven")[0]["author"]
    assert isinstance(writer, dict)
    assert (writer["@type"], writer["url"]) == ("Organization", "https://museum.example.org/")


def test_the_address_of_an_institution_is_that_of_its_own_site(client: FlaskClient) -> None:
    museum, page, _ = embedded(client, "/doc/organization/NL-0100000002")
    assert museum["url"] == "https://museum.example.org/"
    assert museum["mainEntityOfPage"] == page["url"] == f"{BASE}doc/organization/NL-0100000002"
