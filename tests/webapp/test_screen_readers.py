"""What is heard of a page: each link by itself, as a list of links has it; and not what is only drawn."""

from __future__ import annotations

from collections import defaultdict

from flask.testing import FlaskClient
from lxml import html

PAGES = [
    "/doc/instance/boeken-001",
    "/doc/organization/NL-0100000001",
    "/doc/collection/boeken",
    "/doc/agent/veelschrijver",
    "/vocab/mapping",
]


def heard(client: FlaskClient, path: str) -> html.HtmlElement:
    """A page without what is hidden from who listens."""
    tree = html.document_fromstring(
        client.get(path, headers={"Accept": "text/html", "Accept-Language": "nl"}).get_data(as_text=True)
    )
    for hidden in tree.xpath("//*[@aria-hidden='true']"):
        hidden.drop_tree()
    return tree


COMMANDS = ("Vraag het", "Dit exemplaar", "Toon alle", "Van velden", "Van eigenschappen")


def test_no_two_links_to_different_pages_are_told_by_the_same_command(client: FlaskClient) -> None:
    said = set()
    for path in PAGES:
        found = defaultdict(set)
        for link in heard(client, path).iter("a"):
            name = " ".join(link.text_content().split())
            if name.startswith(COMMANDS):
                found[name].add(link.get("href"))
        assert {name: hrefs for name, hrefs in found.items() if len(hrefs) > 1} == {}, path
        said |= found.keys()
    assert len(said) > 4


def test_a_link_to_one_of_several_copies_says_whose_it_is(client: FlaskClient) -> None:
    (section,) = heard(client, "/doc/instance/boeken-001").find_class("holdings")
    names = [" ".join(link.text_content().split()) for link in section.iter("a")]
    assert "Vraag het hier aan: Stadsbibliotheek Voorbeeld" in names


def test_a_decade_of_nothing_is_not_heard(client: FlaskClient) -> None:
    for tree in (heard(client, "/doc/agent/veelschrijver"), heard(client, "/doc/collection/boeken")):
        assert all(bar.text_content().strip() for bar in tree.xpath("//ol[@class='decades']/li"))
        assert not tree.find_class("decades-ends")


def test_each_example_of_a_question_has_links_of_its_own(reader: FlaskClient) -> None:
    names = defaultdict(set)
    for link in heard(reader, "/sparql/examples").xpath("//main//a"):
        names[" ".join(link.text_content().split())].add(link.get("href"))
    assert {name for name, hrefs in names.items() if len(hrefs) > 1} == set()


def test_arrows_are_drawn_and_not_read_out() -> None:
    from webapp.app import STATIC

    style = (STATIC / "site.css").read_text("utf-8")
    drawn = [line.strip() for line in style.splitlines() if any(mark in line for mark in ('→"', '←\\a0"'))]
    assert drawn
    assert [line for line in drawn if line.endswith('/ "";')] == drawn[1::2]


def test_who_listens_walks_by_headings_through_what_was_found(reader: FlaskClient) -> None:
    found = heard(reader, "/search?q=rembrandt")
    titles = found.xpath("//section[contains(@class, 'found')]/ul[@class='entries']/li//h3/a")
    assert titles == found.find_class("entry-title") != []
    listed = heard(reader, "/doc/collection/museum?list=parts")
    assert listed.xpath("//li//h2/a") == listed.find_class("entry-title") != []


def test_no_section_takes_its_name_from_its_heading(reader: FlaskClient) -> None:
    """Each would be a landmark, a dozen on a page; and Orca passes over a heading that labels something."""
    for path in (
        "/",
        "/search?q=rembrandt",
        "/doc/collection/museum",
        "/doc/object/museum-MVS-0001",
        "/about",
    ):
        assert heard(reader, path).xpath("//section[@aria-labelledby]") == [], path


def test_a_name_is_read_in_the_language_of_the_page(reader: FlaskClient) -> None:
    """Records name people in the language that they are in, and that is not how they are called."""
    for path in ("/search?q=mulisch", "/doc/collection/leeszaal", "/suggest?format=html&q=mulisch"):
        names = [n for n in heard(reader, path).iter("bdi", "span") if n.text in ("Harry Mulisch", "Armando")]
        assert [name.get("lang") for name in names] == [None] * len(names) != [], path
    makers = reader.get("/search?q=maker:mulisch&format=json").json["facets"]["maker"]
    page = heard(reader, "/doc/agent/" + next(iter(makers)).rpartition("/")[2])
    assert [h.get("lang") for h in page.iter("h1")] == [None]


def test_the_title_of_a_window_tells_what_was_asked_and_how_much_was_found(reader: FlaskClient) -> None:
    """It is what is heard first of a page."""
    for asked, title in (
        ("q=xyzzyxqq", "xyzzyxqq: 0 resultaten · "),
        ("q=titel:nachtwacht", "titel:nachtwacht: 1 resultaat · "),
        ("page=2", "Zoeken: 69 resultaten (2) · "),
    ):
        assert str(heard(reader, f"/search?{asked}").xpath("string(//title)")).startswith(title)
