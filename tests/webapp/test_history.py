"""What was served before can be asked for: history pages, feeds, mementos, records as they were."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from lxml import etree
from pyoxigraph import parse
from werkzeug.http import http_date, parse_date

from lod.publish import publish, rollback
from lod.rdf.formats import by_suffix
from lod.register.register import Register
from tests.register.small_site import BASE, Book, Maker, fill, make_site
from tests.webapp.published_site import serve
from webapp.history.mementos import stamp

ATOM = "{http://www.w3.org/2005/Atom}"
THING = "instance/demo-1"


@dataclass
class Past:
    """A site with a past."""

    client: FlaskClient
    times: list[int]
    """Of its publications."""
    served: list[frozenset[str]]
    """What was served of one book after each of them; nothing where it was not there."""


def read(client: FlaskClient, path: str) -> frozenset[str]:
    answer = client.get(path)
    if answer.status_code == 410:
        return frozenset()
    assert answer.status_code == 200, path
    form = by_suffix("nt")
    assert form
    assert form.oxigraph
    return frozenset(str(quad.triple) for quad in parse(answer.data, format=form.oxigraph))


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Past:
    """A book that is published, changed, withdrawn, published again, and taken back by a roll-back."""
    folder = make_site(tmp_path_factory.mktemp("past") / "site")
    max, other = Book("1", "Max", "Multatuli", ("Java",)), Book("2", "Other", "Eeden")
    again = Book("1", "Havelaar", "MULTATULI", ("Java", "Coffee"))
    served = []
    for state in ([max, other], [again, other], [other], [again, other], None):
        site = fill(folder, {"demo": state or [again, other]})
        if state:
            publish(site, make=Maker())
        else:
            rollback(site, 2)
        client = serve(site).test_client(use_cookies=False)
        served.append(read(client, f"/doc/{THING}.nt"))
    with Register.read_only(site.var / "register.sqlite") as register:
        times = sorted(int(one.time.timestamp()) for one in register.publications())
    return Past(client, times, served)


def links(header: str) -> dict[str, str]:
    """Relation → address, of a Link header or a TimeMap."""
    found = re.findall(r'<([^>]*)>; rel="([^"]*)"', header)
    return {relation: address for address, some in found for relation in some.split()}


def test_the_timegate_leads_to_what_was_served_at_any_moment(past: Past) -> None:
    for at, (time, said) in enumerate(zip(past.times, past.served, strict=True)):
        answer = past.client.get(f"/timegate/{THING}.nt", headers={"Accept-Datetime": http_date(time)})
        assert answer.status_code == 302
        assert "Accept-Datetime" in answer.headers["Vary"]
        assert links(answer.headers["Link"])["original"] == f"{BASE}doc/{THING}.nt"
        assert read(past.client, answer.headers["Location"]) == said, at
        memento = past.client.get(answer.headers["Location"])
        told = parse_date(memento.headers["Memento-Datetime"])
        assert told
        assert told.timestamp() == time
        assert links(memento.headers["Link"]).keys() >= {
            "original",
            "timegate",
            "timemap",
            "memento",
            "first",
        }
        assert memento.status_code == (200 if said else 410)


def test_without_a_moment_it_leads_to_the_newest_and_before_all_to_the_first(past: Past) -> None:
    gate = f"/timegate/{THING}"
    newest = past.client.get(gate)
    before = past.client.get(gate, headers={"Accept-Datetime": "Thu, 01 Jan 1970 00:00:00 GMT"})
    known = links(newest.headers["Link"])
    assert newest.headers["Location"] == known["last"]
    assert before.headers["Location"] == known["first"]
    assert past.client.get(gate, headers={"Accept-Datetime": "yesterday"}).status_code == 400
    assert past.client.get("/timegate/instance/none").status_code == 404


@pytest.mark.parametrize(
    "whole", [f"{BASE}doc/", "http://localhost/doc/", f"{BASE}id/", "http:/localhost/id/"]
)
def test_the_timegate_and_the_timemap_take_the_whole_address_of_an_original(past: Past, whole: str) -> None:
    """As archives do (see the examples of RFC 7089), and as clients ask that are told of a TimeGate."""
    moment = {"Accept-Datetime": http_date(past.times[1])}
    for suffix in ("", ".nt"):
        short = past.client.get(f"/timegate/{THING}{suffix}", headers=moment)
        long = past.client.get(f"/timegate/{whole}{THING}{suffix}", headers=moment)
        assert (long.status_code, long.headers["Location"]) == (302, short.headers["Location"])
        assert long.headers["Link"] == short.headers["Link"]
        told = past.client.get(f"/timemap/{THING}{suffix}").data
        for form in ("", "link/"):
            assert past.client.get(f"/timemap/{form}{whole}{THING}{suffix}").data == told


@pytest.mark.parametrize(
    "other", ["https://elsewhere.example/doc/", f"{BASE}source/", f"{BASE}doc//", "doc/", ""]
)
def test_what_is_no_whole_address_of_ours_has_no_past(past: Past, other: str) -> None:
    for service in ("timegate", "timemap", "timemap/link"):
        assert past.client.get(f"/{service}/{other}{THING}/").status_code in (308, 404)
        assert past.client.get(f"/{service}/x/{other}{THING}").status_code == 404


def test_a_timemap_names_each_memento_and_each_is_there(past: Past) -> None:
    answer = past.client.get(f"/timemap/{THING}.nt")
    assert answer.mimetype == "application/link-format"
    lines = answer.get_data(as_text=True).removesuffix("\n").split(",\n")
    assert links(lines[0]) == {"original": f"{BASE}doc/{THING}.nt"}
    assert links(lines[1])["self"] == f"{BASE}timemap/{THING}.nt"
    told = [re.fullmatch(r'<([^>]*)>; rel="([^"]*memento)"; datetime="([^"]*)"', line) for line in lines[3:]]
    assert len(told) == len(past.times)
    for hit, said in zip(told, past.served, strict=True):
        assert hit
        assert read(past.client, hit[1].removeprefix(BASE.rstrip("/"))) == said


def test_a_description_names_its_past_in_each_form(past: Past) -> None:
    for path in (f"/doc/{THING}", f"/doc/{THING}.ttl"):
        found = links(past.client.get(path).headers["Link"])
        suffix = path.removeprefix(f"/doc/{THING}")
        assert found["timegate"] == f"/timegate/{THING}{suffix}"
        assert past.client.get(found["timemap"]).status_code == 200
        assert past.client.get(found["version-history"]).status_code == 200


def test_what_is_gone_keeps_its_past(past: Past) -> None:
    first = past.client.get(f"/memento/{stamp(past.times[0])}/subject/coffee")
    assert first.status_code == 404, "it was never there then"
    gone = past.client.get(f"/memento/{stamp(past.times[2])}/{THING}.nt")
    assert gone.status_code == 410
    assert gone.headers["Memento-Datetime"]


def test_only_moments_of_change_have_a_memento(past: Past) -> None:
    late = past.client.get(f"/memento/{stamp(past.times[-1] + 1000)}/{THING}")
    assert late.status_code == 302
    assert late.headers["Location"] == f"/memento/{stamp(past.times[-1])}/{THING}"
    for wrong in ("2026", "99999999999999", "20261340000000", "x" * 14, "٢٠٢٦١١٢٨١٥٣٠٠٠", stamp(0)):
        assert past.client.get(f"/memento/{wrong}/{THING}").status_code == 404


def test_a_memento_in_html_says_that_it_is_old_and_is_not_indexed(past: Past) -> None:
    page = past.client.get(f"/memento/{stamp(past.times[0])}/{THING}", headers={"Accept": "text/html"})
    text = page.get_data(as_text=True)
    assert "Zoals het beschreven werd op" in text
    assert "noindex" in text
    assert f"/memento/{stamp(past.times[0])}/{THING}.ttl" in text
    english = past.client.get(f"/memento/{stamp(past.times[0])}/{THING}?lang=en").get_data(as_text=True)
    assert "As it was described on" in english


def test_the_history_tells_what_came_and_what_went(past: Past) -> None:
    text = past.client.get(f"/history/{THING}", headers={"Accept-Language": "en"}).get_data(as_text=True)
    told = re.findall(r"<h2>([^<]*)</h2>", text)
    assert told[:5] == ["Changed", "Came back", "Withdrawn", "Changed", "Published for the first time"]
    assert "Havelaar" in text
    assert "The whole site went back to an older release." in text
    assert re.search(r'href="/source/demo/1\?at=\d{14}"', text)
    assert past.client.get(f"/history/{THING}?page=2").status_code == 404
    assert past.client.get("/history/instance/none").status_code == 404


def test_the_feed_of_a_thing_has_each_change(past: Past) -> None:
    answer = past.client.get(f"/history/{THING}/atom?lang=en")
    assert answer.mimetype == "application/atom+xml"
    feed = etree.fromstring(answer.data)
    titles = [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]
    assert len(titles) == 5
    assert titles[-1].startswith("Published for the first time")


def test_a_source_record_is_to_be_saved_and_never_guessed(past: Past) -> None:
    answer = past.client.get("/source/demo/1")
    assert answer.mimetype == "application/marc"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"] == "attachment; filename=demo-1.mrc"


def test_a_source_record_can_be_had_as_it_was(past: Past) -> None:
    told = [past.client.get(f"/source/demo/1?at={stamp(time)}") for time in past.times[:4]]
    assert [answer.status_code for answer in told] == [200, 200, 404, 200]
    assert b"Max" in told[0].data
    assert b"Havelaar" in told[1].data
    assert told[1].data == told[3].data
    assert past.client.get("/source/demo/1?at=yesterday").status_code == 404


def test_a_publish_that_changed_too_much_is_not_made_up(tmp_path: Path) -> None:
    folder = make_site(tmp_path / "site")
    toml = folder / "site.toml"
    toml.write_text(toml.read_text().replace("releases_kept", "history_changes = 0\nreleases_kept"))
    site = fill(folder, {"demo": [Book("1", "Max", "Multatuli")]})
    publish(site, make=Maker())
    publish(site, make=Maker("!"))
    client = serve(site).test_client(use_cookies=False)
    map = client.get(f"/timemap/{THING}").get_data(as_text=True)
    assert map.count('rel="first last memento"') == map.count("/memento/") == 1
    text = client.get(f"/history/{THING}", headers={"Accept-Language": "en"}).get_data(as_text=True)
    assert "What was different is not kept" in text
