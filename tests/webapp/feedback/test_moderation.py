"""The page on which links are decided about: for who knows the token, and by its own forms only."""

from __future__ import annotations

import re
import time
from base64 import b64encode

import pytest
from flask.testing import FlaskClient

from lod.environment import read
from lod.errors import SiteError
from lod.inbox.box import Box, LinkClaim, Remark
from lod.rdf.iris import Thing
from lod.site import Site
from webapp.feedback import form_checks
from webapp.feedback.moderation import WRONG

TOKEN = "a-token-of-enough-letters"


def basic(password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + b64encode(f"me:{password}".encode()).decode()}


def carried(text: str) -> dict[str, str]:
    """What the first form of the page carries."""
    return dict(re.findall(r'name="(made|proof|link)" value="([^"]+)"', text)[:3])


@pytest.fixture
def known(client: FlaskClient, site: Site, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """A site that has a token, and a link that waits."""
    monkeypatch.setenv("LOD_TOKEN", TOKEN)
    monkeypatch.setattr(form_checks, "FASTEST", 0)
    with Box(site.var) as box:
        thing = Thing("instance", "leeszaal-00267517")
        box.add(LinkClaim(thing, "https://museum.example/12", "about", "<b>Een</b> stuk"), 10)
    return client


def test_without_a_token_there_is_no_such_page(client: FlaskClient) -> None:
    assert client.get("/moderate", headers=basic("")).status_code == 404


@pytest.mark.parametrize("headers", [{}, basic(""), basic(TOKEN + "x"), {"Authorization": "Basic x"},
                                     {"Authorization": f"Bearer {TOKEN}"}])  # fmt: skip
def test_who_does_not_know_the_token_sees_nothing(known: FlaskClient, headers: dict[str, str]) -> None:
    answer = known.get("/moderate", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Basic realm="moderate", charset="UTF-8"'
    assert "museum.example" not in answer.text
    assert known.post("/moderate", headers=headers).status_code == 401


def test_who_knows_it_accepts_and_withdraws(known: FlaskClient, site: Site) -> None:
    for word, state in (("accepted", "accepted"), ("withdrawn", "withdrawn")):
        text = known.get("/moderate", headers=basic(TOKEN)).text
        assert "&lt;b&gt;Een&lt;/b&gt; stuk" in text
        sent = carried(text)
        answer = known.post("/moderate", data={**sent, "word": word}, headers=basic(TOKEN))
        assert answer.status_code == 303
        with Box(site.var) as box:
            assert box.links()[0].state == state
            assert box.words(1)[-1].who == "me"


@pytest.mark.parametrize("more", [{"proof": "x"}, {"word": "seen"}, {"link": "99"}, {"link": "x"}, {}])
def test_a_form_of_another_site_decides_nothing(known: FlaskClient, site: Site, more: dict[str, str]) -> None:
    text = known.get("/moderate", headers=basic(TOKEN)).text
    sent = carried(text)
    headers = basic(TOKEN) if more else {**basic(TOKEN), "Origin": "https://evil.example"}
    answer = known.post("/moderate", data={**sent, "word": "accepted", **more}, headers=headers)
    assert answer.status_code == (400 if more else 403)
    with Box(site.var) as box:
        assert box.links()[0].state == "waiting"


REMARK = Remark(
    "http://localhost:8000/id/instance/leeszaal-00267517", "Een <i>titel</i>", "leeszaal", "00267517", "",
    "Het jaar is 1953.\n<script>alert(1)</script>", "lezer@example.org",
)  # fmt: skip


def handled(text: str) -> dict[str, str]:
    """What the form of the first remark carries."""
    form = text[text.index('name="remark"') - 300 :]
    return {**dict(re.findall(r'name="(made|proof|remark)" value="([^"]+)"', form)[:3]), "word": "handled"}


def test_remarks_on_records_are_read_there_and_forgotten_when_handled(known: FlaskClient, site: Site) -> None:
    with Box(site.var) as box:
        box.remark(REMARK, 10)
    assert known.get("/moderate").status_code == 401
    text = known.get("/moderate", headers=basic(TOKEN)).text
    for told in ("Het jaar is 1953.", "lezer@example.org", "00267517", "Een &lt;i&gt;titel&lt;/i&gt;"):
        assert told in text
    assert "<script>alert" not in text
    sent = handled(text)
    for wrong in ({"remark": "99"}, {"remark": "x"}, {"proof": "x"}):
        assert known.post("/moderate", data={**sent, **wrong}, headers=basic(TOKEN)).status_code == 400
    assert known.post("/moderate", data=sent, headers=basic(TOKEN)).status_code == 303
    with Box(site.var) as box:
        assert list(box.remarks()) == []
        assert box.links()[0].state == "waiting", "nothing was decided about the link"
    assert "lezer@example.org" not in known.get("/moderate", headers=basic(TOKEN)).text


def test_a_token_that_can_be_guessed_is_refused() -> None:
    with pytest.raises(SiteError, match="LOD_TOKEN"):
        read({"LOD_TOKEN": "secret"})
    assert TOKEN not in repr(read({"LOD_TOKEN": TOKEN}))


@pytest.mark.usefixtures("one_moment")
def test_who_guesses_is_told_to_wait_and_others_are_not(known: FlaskClient) -> None:
    """Even the right password is no answer meanwhile, or it would show among those that are tried."""
    guesses = {"X-Forwarded-For": "198.51.100.7"}
    for _ in range(WRONG.amount):
        assert known.get("/moderate", headers={**basic("guess"), **guesses}).status_code == 401
    for password in ("guess", TOKEN):
        answer = known.post("/moderate", headers={**basic(password), **guesses})
        assert answer.status_code == 429
        assert 0 < int(answer.headers["Retry-After"]) <= WRONG.get_expiry()
    assert known.get("/moderate", headers=guesses).status_code == 401
    other = {"X-Forwarded-For": "198.51.100.8"}
    assert known.get("/moderate", headers={**basic(TOKEN), **other}).status_code == 200


def test_a_right_password_counts_for_nothing(known: FlaskClient) -> None:
    asked = {**basic(TOKEN), "X-Forwarded-For": "198.51.100.9"}
    assert {known.get("/moderate", headers=asked).status_code for _ in range(WRONG.amount + 5)} == {200}


def test_a_proxy_that_names_no_client_lets_nobody_guess_for_ever(
    known: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = time.time() + 10_000  # the count is that of the other tests
    monkeypatch.setattr(time, "time", lambda: moment)
    statuses = [known.get("/moderate", headers=basic("guess")).status_code for _ in range(WRONG.amount + 1)]
    assert statuses == [401] * WRONG.amount + [429]
