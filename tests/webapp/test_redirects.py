"""Addresses that are nearly right lead to the right one, on this site, whatever Host the client names."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

HOSTS = ("evil.example", "evil.example:99999", "e'v", "[::1]:8000")


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("/vocab", "/vocab/"),
        ("/vocab?lang=en&q=%0d%0aa", "/vocab/?lang=en&q=%0d%0aa"),
        ("/about/", "/about"),
        ("/about/?lang=en", "/about?lang=en"),
        ("/doc/instance/boeken-001/", "/doc/instance/boeken-001"),
        ("/doc/instance/b%C3%A9%3F%0D/", "/doc/instance/b%C3%A9%3F%0D"),
    ],
)
def test_a_redirect_stays_on_the_site(client: FlaskClient, host: str, asked: str, meant: str) -> None:
    answer = client.get(asked, headers={"Host": host})
    assert (answer.status_code, answer.headers["Location"]) == (308, meant)
    assert "evil" not in answer.text


@pytest.mark.parametrize("asked", ["/nowhere/", "/a/b/c/d/", "/%2f/evil.example/", "/id/x/"])
def test_a_slash_that_leads_nowhere_is_not_taken_away(client: FlaskClient, asked: str) -> None:
    assert client.get(asked).status_code == 404


def test_what_a_program_posts_is_sent_on_as_it_is(client: FlaskClient) -> None:
    answer = client.post("/language/", data={"lang": "en"})
    assert (answer.status_code, answer.headers["Location"]) == (308, "/language")  # 308 keeps the method


def test_two_slashes_never_become_the_name_of_a_host(client: FlaskClient) -> None:
    for path in ("//evil.example/", "//evil.example", "//vocab/evil.example/", "/\\evil.example/"):
        answer = client.get("/", environ_overrides={"PATH_INFO": path})
        assert not answer.headers.get("Location", "/").startswith(("//", "/\\", "http"))
