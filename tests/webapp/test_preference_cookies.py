"""What a visitor chooses is kept by the visitor's browser, and by the visitor's own wish."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.webapp.sample_release import BASE

HOST = BASE.split("/")[2]
CHOICES = (("/language", {"lang": "en"}), ("/my-library", {"library": "NL-0100000001"}))


@pytest.mark.parametrize(("path", "sent"), CHOICES)
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "https://seen.by.nobody.example"}, 303),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://localhost"}, 303),
        ({"Origin": f"https://{HOST}", "Host": "127.0.0.1:8000"}, 303),  # a proxy that passes on no host
    ],
)
def test_another_site_chooses_nothing_for_a_visitor(
    client: FlaskClient, path: str, sent: dict[str, str], headers: dict[str, str], status: int
) -> None:
    answer = client.post(path, data=sent, headers=headers)
    assert answer.status_code == status
    assert ("Set-Cookie" in answer.headers) == (status == 303)
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("path", "sent"), CHOICES)
def test_a_cookie_keeps_to_this_site_and_to_https(
    client: FlaskClient, path: str, sent: dict[str, str]
) -> None:
    for headers, is_secure in (({}, False), ({"X-Forwarded-Proto": "https"}, True)):
        said = client.post(path, data=sent, headers=headers).headers["Set-Cookie"]
        found = {part.strip() for part in said.split(";")[1:]}
        assert {"HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=31536000"} <= found
        assert ("Secure" in found) == (is_secure and BASE.startswith("https:"))
        assert not any(part.startswith("Domain") for part in found)


@pytest.mark.parametrize(("path", "sent"), [*CHOICES, ("/language", {"lang": "xx"}), ("/my-library", {})])
@pytest.mark.parametrize(
    "back",
    ["//evil.example", "/\\evil.example", "https://evil.example/", "/\t/evil.example", "javascript:alert(1)",
     "/%0d%0aSet-Cookie:x=1", "/\r\nX: y", "\\\\evil.example", "/../..//evil.example", "/ⓔvil"],
)  # fmt: skip
def test_nobody_is_led_off_the_site_by_a_choice(
    client: FlaskClient, path: str, sent: dict[str, str], back: str
) -> None:
    answer = client.post(path, data={**sent, "next": back})
    assert answer.headers["Location"].startswith("/")
    assert not answer.headers["Location"].startswith(("//", "/\\"))
    assert "X" not in answer.headers
