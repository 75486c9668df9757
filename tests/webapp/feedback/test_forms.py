"""The forms: that a page is about something here, and what is wrong in a description."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from lod.inbox.box import Box
from lod.site import Site
from tests.webapp.published_site import BASE, serve
from webapp.feedback import form_checks

THING = "instance/leeszaal-00267517"
LINK, ERROR = f"/tell/link/{THING}", f"/tell/error/{THING}"
PAGE = {
    "address": "https://museum.example/12",
    "title": "Een bespreking",
    "relation": "about",
    "language": "nl",
}
REMARK = {"text": "De titel klopt niet.", "email": "lezer@voorbeeld.example"}


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests fill forms faster than people."""
    monkeypatch.setattr(form_checks, "FASTEST", 0)


def carried(client: FlaskClient, path: str) -> dict[str, str]:
    """What a form carries."""
    text = client.get(path).text
    return {name: re.search(rf'name="{name}" value="([^"]+)"', text)[1] for name in ("made", "proof")}  # type: ignore[index]


def send(client: FlaskClient, path: str, given: dict[str, str], **headers: str) -> Any:
    sent = {**carried(client, path), **given}
    return client.post(path, data=sent, headers={name.replace("_", "-"): v for name, v in headers.items()})


def test_every_page_of_a_thing_leads_to_both_forms(client: FlaskClient) -> None:
    text = client.get(f"/doc/{THING}.html").text
    assert f'href="{LINK}"' in text
    assert f'href="{ERROR}"' in text


@pytest.mark.parametrize("path", [LINK, ERROR])
@pytest.mark.parametrize(("language", "word"), [("nl", "Versturen"), ("en", "Send")])
def test_a_form_is_there_in_both_languages_and_sets_no_cookie(
    client: FlaskClient, path: str, language: str, word: str
) -> None:
    answer = client.get(path, headers={"Accept-Language": language})
    assert answer.status_code == 200
    assert word in answer.text
    assert "<script" not in answer.text
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "path", ["/tell/link/instance/never-was", "/tell/error/nothing/x", "/tell/error/work/.."]
)
def test_there_is_no_form_about_nothing(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_page_that_is_told_waits(client: FlaskClient, site: Site) -> None:
    answer = send(client, LINK, PAGE)
    assert answer.status_code == 200
    assert "Dank u" in answer.text
    with Box(site.var) as box:
        (kept,) = box.in_state("waiting")
    assert (kept.told.source, kept.told.title, kept.told.relation, kept.told.via) == (
        PAGE["address"],
        PAGE["title"],
        "about",
        "form",
    )


@pytest.mark.parametrize(
    "address",
    ["", "museum.example", "javascript:alert(1)", "https://a:b@museum.example/", BASE + "about", "x" * 3000],
)
def test_an_address_that_is_none_is_told_and_what_was_typed_stays(
    client: FlaskClient, site: Site, address: str
) -> None:
    answer = send(client, LINK, {**PAGE, "address": address})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert 'aria-describedby="address-fault"' in answer.text
    assert PAGE["title"] in answer.text
    with Box(site.var) as box:
        assert not box.links()


def test_a_form_that_comes_back_says_so_first_and_leads_to_each_fault(client: FlaskClient) -> None:
    answer = send(client, LINK, {"address": "nergens", "title": ""})
    assert answer.status_code == 422
    tree = html.document_fromstring(answer.text)
    assert tree.findtext(".//title").startswith("Niet verstuurd: ")
    (summary,) = tree.xpath("//*[@role='alert']")
    assert (summary.get("tabindex"), "autofocus" in summary.attrib) == ("-1", True)
    led = [link.get("href").removeprefix("#") for link in summary.iterfind(".//a")]
    assert sorted(led) == ["address", "title"]
    assert all(tree.get_element_by_id(name).get("aria-invalid") for name in led)


def test_a_remark_reaches_the_owner_with_the_number_of_the_record(client: FlaskClient, site: Site) -> None:
    assert send(client, ERROR, REMARK).status_code == 200
    with Box(site.var) as box:
        (one,) = box.remarks()
    assert (one.owner, one.collection, one.record) == ("NL-DEMO-LHD", "leeszaal", "00267517")
    assert one.iri == BASE + "id/" + THING
    assert (one.text, one.email) == (REMARK["text"], REMARK["email"])


def test_a_remark_on_what_nobody_owns_alone_reaches_who_publishes(client: FlaskClient, site: Site) -> None:
    path = "/tell/error/collection/leeszaal"
    assert send(client, path, REMARK).status_code == 200
    with Box(site.var) as box:
        assert [one.owner for one in box.remarks()] == [site.publisher]


@pytest.mark.parametrize(
    "given",
    [
        {"text": ""},
        {"text": "x" * 5_001},
        {**REMARK, "email": "no address"},
        {**REMARK, "email": "a@b.example\r\nBcc: c@d.example"},
    ],
)
def test_a_remark_that_cannot_be_taken_is_not(client: FlaskClient, site: Site, given: dict[str, str]) -> None:
    assert send(client, ERROR, given).status_code == 422
    with Box(site.var) as box:
        assert not list(box.remarks())


def test_without_mail_the_page_offers_a_letter(client: FlaskClient, site: Site) -> None:
    text = client.get(ERROR).text
    assert 'href="mailto:' in text
    assert "00267517" in text
    mailing = serve(replace(site, mail=replace(site.mail, host="mail.example")))
    assert (
        "mailto:" not in mailing.test_client().get(ERROR).text.partition("<form")[2].partition("</form>")[2]
    )


# ---------------------------------------------------------------- what is no person


@pytest.mark.parametrize(("path", "given"), [(LINK, PAGE), (ERROR, REMARK)])
def test_a_field_that_people_do_not_see_gives_a_machine_away(
    client: FlaskClient, site: Site, path: str, given: dict[str, str]
) -> None:
    assert send(client, path, {**given, "homepage": "https://spam.example/"}).status_code == 200
    with Box(site.var) as box:
        assert not box.links()
        assert not list(box.remarks())


@pytest.mark.parametrize(
    "forged",
    [{"proof": ""}, {"proof": "0" * 32}, {"made": "1"}, {"made": "9999999999"}, {"made": "x"}, {"made": "²"}],
)
def test_a_form_that_was_not_made_here_is_not_taken(
    client: FlaskClient, site: Site, forged: dict[str, str]
) -> None:
    assert send(client, LINK, {**PAGE, **forged}).status_code == 422
    with Box(site.var) as box:
        assert not box.links()


def test_the_proof_of_one_form_is_none_for_another(client: FlaskClient, site: Site) -> None:
    sent = {**carried(client, "/tell/link/collection/leeszaal"), **PAGE}
    assert client.post(LINK, data=sent).status_code == 422


def test_nobody_fills_a_form_in_no_time(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(form_checks, "FASTEST", 30)
    assert send(client, LINK, PAGE).status_code == 422


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Origin": "http://["},
        {"Origin": "null"},
    ],
)
def test_a_form_that_another_site_sends_is_refused(
    client: FlaskClient, site: Site, headers: dict[str, str]
) -> None:
    assert send(client, LINK, PAGE, **headers).status_code == 403
    with Box(site.var) as box:
        assert not box.links()


def test_a_site_may_have_neither(app: Flask, site: Site) -> None:
    closed = serve(replace(site, inbox=replace(site.inbox, links=False, remarks=False))).test_client()
    assert [closed.get(path).status_code for path in (LINK, ERROR, "/inbox")] == [404, 404, 404]
    text = closed.get(f"/doc/{THING}.html")
    assert "/tell/" not in text.text
    assert "ldp#inbox" not in text.headers["Link"]
