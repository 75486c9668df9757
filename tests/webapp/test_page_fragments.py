"""Pieces that pages are made of, by themselves."""

from __future__ import annotations

import json
import sys
import unicodedata

import pytest

from lod.rdf.iris import Thing
from lod.site import Organization
from lod.site.settings import Request
from webapp.languages import wording
from webapp.pages import html_fragments
from webapp.pages.labels import TextSpan
from webapp.pages.things.headings import _width
from webapp.pages.things.holdings import Asked, _through_us
from webapp.pages.things.property_table import without_repeats
from webapp.pages.things.property_values import Row, _without_labels
from webapp.urls import Urls

URLS = Urls("https://data.example.org/")


@pytest.mark.parametrize("text", ["</script>", "<!--", "l'été & 海", "\u2028", 'a "b" \\', "\ud800"])
def test_data_in_a_page_ends_no_element_and_reads_back(text: str) -> None:
    told = str(html_fragments.json({"name": text}))
    assert not {"<", ">", "&", "'"} & set(told)
    assert json.loads(told) == {"name": text}


def test_every_sign_that_is_set_wide_takes_the_room_of_two() -> None:
    signs = [chr(number) for number in range(sys.maxunicode + 1)]
    assigned = [sign for sign in signs if unicodedata.category(sign) != "Cn"]
    wide = {sign for sign in assigned if unicodedata.east_asian_width(sign) in "WF"}
    assert "海" in wide
    assert {sign for sign in assigned if _width(sign) == 2} == wide


@pytest.mark.parametrize(
    ("request_by", "leads"),
    [
        (Request(isbn="https://library.example/find{?isbn}"), True),
        (Request(isbn="https://library.example:8443/find{?isbn}"), True),
        (Request(isbn="https://library.example{?isbn}"), True),
        (Request(isbn="https://library.example:0/find{?isbn}"), False),
        (Request(ppn="https://library.example/find{?ppn}"), False),
        (Request(), False),
    ],
)
def test_a_library_is_asked_where_its_template_leads_into_the_web(request_by: Request, leads: bool) -> None:
    library = Organization({"nl": "Zee"}, "library", id="zee", request=request_by)
    asked = Asked("Max & co", "Multatuli", "9789066571013", "", "", Thing("instance", "x"))
    address = "/ask/instance/x?at=zee" if leads else ""
    assert _through_us(URLS, library, asked) == address


def test_a_table_says_no_title_and_no_size_again() -> None:
    rows = (
        Row("Also known as", (TextSpan("Langmuir"), TextSpan("Langmuir, the ACS journal"))),
        Row("Extent", (TextSpan("1 page"), TextSpan("18 x 22 cm"))),
        Row("Size", (TextSpan("18 x 22 cm"),)),
    )
    assert without_repeats(rows, wording("en"), [], title="Langmuir") == (
        Row("Also known as", (TextSpan("Langmuir, the ACS journal"),)),
        Row("Extent", (TextSpan("1 page"),)),
        Row("Size", (TextSpan("18 x 22 cm"),)),
    )
    assert without_repeats(
        (Row("Extent", (TextSpan("9 cm"),)), Row("Size", (TextSpan("9 cm"),))), wording("en"), []
    ) == (Row("Size", (TextSpan("9 cm"),)),)


def test_a_dating_is_told_once_as_carefully_as_it_is_known() -> None:
    row = Row("Dating", (TextSpan("1660–1661"), TextSpan("ca. 1660–1661"), TextSpan("1700")))
    (left,) = without_repeats((row,), wording("en"), [])
    assert left.values == (TextSpan("ca. 1660–1661"), TextSpan("1700"))


def test_what_a_code_is_called_in_another_language_is_not_said_beside_it() -> None:
    code = TextSpan("jaarlijks", href="http://id.loc.gov/vocabulary/frequencies/ann")
    other = TextSpan("Annual, in spring")
    assert _without_labels((code, TextSpan("Annual"), other), [code.href]) == (code, other)


def test_an_address_that_is_linked_is_not_a_number_besides() -> None:
    link, number = TextSpan("www.sudoc.fr/1", href="http://www.sudoc.fr/1"), TextSpan("42")
    row = Row("Number", (link, TextSpan("http://www.sudoc.fr/1"), number))
    assert without_repeats((row,), wording("en"), [])[0].values == (link, number)
