"""Pictures for shared links, and what search engines ask of the JSON-LD in a page."""

import json
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from PIL import Image

from lod.site import Site
from tests.webapp.sample_release import BASE, Following, Opened, write_counts, write_index
from webapp.app import build
from webapp.views import preview_image_views, preview_images, search
from webapp.views.preview_images import HEIGHT, WIDTH, PreviewImage, draw


@pytest.fixture(scope="module")
def client(site: Site, release: Opened, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    path = tmp_path_factory.mktemp("sharing")
    write_index(path, release.store)
    write_counts(path)
    services = [search.blueprint(), preview_image_views.blueprint()]
    return build(site, Following(Opened(release.store, path)), services=services).test_client()


def picture_of(client: FlaskClient, address: str) -> str:
    """The address of the picture that a page names."""
    answer = client.get(address, headers={"Accept": "text/html"})
    tree = html.document_fromstring(answer.get_data(as_text=True))
    (found,) = [m.get("content") for m in tree.iter("meta") if m.get("property") == "og:image"]
    return str(found)


@pytest.mark.parametrize("path", ["/", "/doc/instance/boeken-001", "/doc/instance/boeken-030", "/about"])
def test_a_page_names_a_picture_of_itself(client: FlaskClient, path: str) -> None:
    address = picture_of(client, path)
    assert address.startswith(BASE)
    assert address.endswith("?release=12")
    answer = client.get(urlsplit(address).path)
    assert answer.mimetype == "image/png"
    image = Image.open(BytesIO(answer.data))
    assert image.size == (WIDTH, HEIGHT)
    assert len(answer.data) < 100_000
    assert len(image.convert("RGB").getcolors(100_000) or ()) > 2  # there are letters on it


@pytest.mark.parametrize("path", ["/", "/doc/instance/boeken-001", "/about"])
def test_a_picture_is_told_in_words_to_who_does_not_see_it(client: FlaskClient, path: str) -> None:
    """What is drawn on it is the name of the page."""
    tree = html.document_fromstring(client.get(path, headers={"Accept": "text/html"}).get_data(as_text=True))
    told = {m.get("property"): m.get("content") for m in tree.iter("meta")}
    assert told["og:image:alt"] == told["og:title"]


def test_pictures_of_other_things_are_other_pictures(client: FlaskClient) -> None:
    one, other = (client.get(f"/card/instance/boeken-{n}.png").data for n in ("001", "002"))
    assert one != other
    assert client.get("/card/instance/boeken-001.png").data == one


def test_nothing_has_no_picture(client: FlaskClient) -> None:
    for path in ("/card/instance/nergens.png", "/card/nothing/x.png", "/card/instance/..%2f.png"):
        assert client.get(path).status_code == 404


@settings(max_examples=25, deadline=None)
@given(title=st.text(max_size=140), line=st.text(max_size=60), rtl=st.booleans())
def test_a_picture_is_drawn_for_any_title(title: str, line: str, rtl: bool) -> None:
    image = Image.open(
        BytesIO(draw(PreviewImage(title, "Boek", line, "Voorbeeld", 1, rtl), Path("/nowhere")))
    )
    assert image.size == (WIDTH, HEIGHT)


@pytest.mark.parametrize("title", ["1" * 9_000, "een lang woord " * 600])
def test_a_picture_of_very_long_texts_takes_no_time(title: str) -> None:
    start = time.process_time()
    draw(PreviewImage(title, title, title, "Voorbeeld", 1, False, (title,)))
    assert time.process_time() - start < 15


def test_a_title_that_no_font_has_the_letters_of_is_left_out_rather_than_drawn_as_boxes() -> None:
    unknown = PreviewImage("\U00013000\U00013001", "", "", "", 1)  # hieroglyphs
    assert draw(unknown) == draw(PreviewImage("", "", "", "", 1))


@pytest.mark.parametrize("rtl", [False, True])
def test_a_title_that_no_font_has_is_drawn_by_another_name(rtl: bool) -> None:
    unknown = "\U00013000\U00013001"
    told = PreviewImage(unknown, "", "", "", 1, rtl, (unknown, "Sinuhe", "Else"))
    assert draw(told) == draw(PreviewImage("Sinuhe", "", "", "", 1))


# ---------------------------------------------------------------- structured data

ASKED = {
    # developers.google.com/search/docs/appearance/structured-data: dataset, breadcrumb, book, search box
    "Dataset": {"name", "description", "creator", "license", "isAccessibleForFree", "identifier", "url"},
    "Book": {"@id", "name", "author", "url", "inLanguage"},
    "BreadcrumbList": {"itemListElement"},
    "ListItem": {"position", "name", "item"},
    "WebSite": {"name", "url", "potentialAction"},
    "SearchAction": {"target", "query-input"},
    "BorrowAction": {"target", "lender"},
    "ReadAction": {"target"},
    "EntryPoint": {"urlTemplate"},
    "DataDownload": {"contentUrl", "encodingFormat"},
}
"""Class → what Google's documentation requires or recommends, as far as the data can have it."""


def nodes(tree: object) -> Iterator[dict[str, object]]:
    """All nodes of a tree of JSON-LD."""
    if isinstance(tree, dict):
        yield tree
    for inner in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        yield from nodes(inner)


def kinds(node: dict[str, object]) -> list[str]:
    """The classes of a node."""
    found = node.get("@type", [])
    return [str(one) for one in found] if isinstance(found, list) else [str(found)]


def told(client: FlaskClient, address: str) -> list[dict[str, object]]:
    """The nodes of the JSON-LD in a page."""
    answer = client.get(address, headers={"Accept": "text/html"})
    tree = html.document_fromstring(answer.get_data(as_text=True))
    scripts = [s.text for s in tree.iter("script") if s.get("type") == "application/ld+json"]
    return [node for script in scripts for node in nodes(json.loads(script))]


@pytest.mark.parametrize(
    ("path", "classes"),
    [
        ("/", {"WebSite", "SearchAction", "EntryPoint"}),
        (
            "/doc/instance/boeken-001",
            {"Book", "BorrowAction", "ReadAction", "EntryPoint", "BreadcrumbList"},
        ),
        ("/doc/collection/boeken", {"Dataset", "BreadcrumbList"}),
    ],
)
def test_search_engines_find_what_they_ask_for(client: FlaskClient, path: str, classes: set[str]) -> None:
    mentioned = {"@type", "@id", "name", "sameAs"}
    whole = [node for node in told(client, path) if node.keys() - mentioned]
    for node in whole:
        for kind in kinds(node):
            assert not ASKED.get(kind, set()) - node.keys(), (kind, node)
    assert classes <= {kind for node in whole for kind in kinds(node)}


def test_a_dataset_has_the_length_of_description_that_is_asked(client: FlaskClient) -> None:
    for name in ("boeken", "haven", "archief"):
        (one,) = [
            n for n in told(client, f"/doc/collection/{name}") if "Dataset" in kinds(n) and "description" in n
        ]
        assert 50 <= len(str(one["description"])) <= 5_000


def test_the_positions_of_a_trail_count_from_one_and_lead_to_public_addresses(client: FlaskClient) -> None:
    items = [n for n in told(client, "/doc/instance/boeken-001") if n.get("@type") == "ListItem"]
    assert [item["position"] for item in items] == list(range(1, len(items) + 1))
    assert all(str(item["item"]).startswith(BASE) for item in items)


def test_asking_for_a_book_leads_through_this_site(client: FlaskClient) -> None:
    actions = [n for n in told(client, "/doc/instance/boeken-001") if n.get("@type") == "BorrowAction"]
    for action in actions:
        (target,) = [n for n in nodes(action) if n.get("@type") == "EntryPoint"]
        assert str(target["urlTemplate"]).startswith(f"{BASE}ask/instance/boeken-001?at=")


def test_who_lends_a_book_is_known_by_its_uri_and_who_reads_it_is_led_to_it(client: FlaskClient) -> None:
    (book,) = [n for n in told(client, "/doc/instance/boeken-001") if "Book" in kinds(n)]
    actions = [n for n in nodes(book["potentialAction"]) if str(n.get("@type")).endswith("Action")]
    lenders = [n for one in actions for n in nodes(one.get("lender")) if "name" in n]
    assert all(str(n["@id"]).startswith(f"{BASE}id/organization/") for n in lenders)
    reading = [nodes(one) for one in actions if one["@type"] == "ReadAction"]
    targets = [n["urlTemplate"] for inner in reading for n in inner if n["@type"] == "EntryPoint"]
    assert targets == ["https://example.org/lees/max-havelaar"]
    assert not any("javascript" in str(n) for n in told(client, "/doc/instance/boeken-666"))


def test_works_and_editions_point_to_each_other_by_nodes(client: FlaskClient) -> None:
    """A text would be the name of a thing to who reads the page as RDF."""
    (book,) = [n for n in told(client, "/doc/instance/boeken-001") if "Book" in kinds(n)]
    assert next(nodes(book["exampleOfWork"]))["@id"] == f"{BASE}id/work/max-havelaar"
    own = [v for n in told(client, "/doc/instance/boeken-001") for k, v in n.items() if k[0] != "@"]
    assert not [v for v in own if isinstance(v, str) and v.startswith(f"{BASE}id/")]


def test_a_picture_has_letters_where_no_typeface_could_be_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The address that pages name was an error there."""
    monkeypatch.setattr(preview_images, "_SHIPPED", tmp_path)
    monkeypatch.setattr(preview_images, "_of_machine", tuple)
    preview_images._family.cache_clear()
    try:
        drawn = Image.open(BytesIO(draw(PreviewImage("Max Havelaar", "Boek", "Multatuli", "Voorbeeld", 1))))
    finally:
        preview_images._family.cache_clear()
    assert drawn.size == (WIDTH, HEIGHT)
    assert len(drawn.convert("RGB").getcolors(100_000) or ()) > 2
