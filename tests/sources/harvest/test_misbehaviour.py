"""Servers that break off, go in circles, say other things, or are somebody else: what was known stays."""

from __future__ import annotations

import gzip
import re
import zlib
from dataclasses import replace
from email.utils import formatdate

import pytest

from lod.site import Harvesting, Oai
from lod.sources.harvest import Fetcher
from lod.sources.harvest.http_client import Answer
from lod.sources.harvest.oai_responses import incomplete
from tests.sources.harvest.conftest import Bench, collection
from tests.sources.harvest.oai_server import Act, Asking, Held, Server, marc

ALL = {str(n): f"Title {n}" for n in range(7)}
FIRST_LIST = 2  # requests before the first for records: Identify, ListMetadataFormats


def says(body: bytes, status: int = 200, **headers: str) -> Act:
    return lambda asking: asking.give(body, status, **headers)


def normal(asking: Asking) -> bytes:
    return asking.server.answer(asking.server.asked[-1]).encode()


def breaks_off(asking: Asking) -> None:
    """Promise more than is sent."""
    body = normal(asking)
    asking.send_response(200)
    asking.send_header("Content-Type", "text/xml")
    asking.send_header("Content-Length", str(len(body)))
    asking.end_headers()
    asking.wfile.write(body[: len(body) // 2])
    asking.wfile.flush()
    asking.close_connection = True
    asking.connection.shutdown(2)


def is_cut(asking: Asking) -> None:
    """Send half, and call it the whole."""
    body = normal(asking)
    asking.give(body[: len(body) * 2 // 3])


def expired(asking: Asking) -> None:
    asking.give(asking.server.envelope('<error code="badResumptionToken">expired</error>').encode())


def at_list(server: Server, page: int, *acts: Act | None) -> None:
    """Misbehave from this page of records on, in a first harvest."""
    server.mischief = [None] * (FIRST_LIST + page) + [*acts]


@pytest.mark.parametrize("act", [breaks_off, is_cut, says(b""), says(b"<html>Maintenance</html>")])
def test_an_answer_that_is_not_whole_is_asked_for_again(bench: Bench, server: Server, act: Act) -> None:
    at_list(server, 1, act, act)
    one = collection(server.url)
    assert not bench.harvest(one).fault
    assert bench.records(one) == ALL
    assert bench.clock.slept == [2.0, 4.0]


@pytest.mark.parametrize("act", [breaks_off, is_cut, says(b"<html>x</html>"), says(b"", 503), says(b"", 500)])
def test_a_harvest_that_fails_changes_nothing_and_goes_on_where_it_was(
    bench: Bench, server: Server, act: Act, caplog: pytest.LogCaptureFixture
) -> None:
    one = collection(server.url)
    bench.harvest(one)
    for held in server.held.values():
        held.date = "2024-06-05T00:00:00Z"
        held.body = held.body.replace("Title", "Other")
    server.asked.clear()
    server.mischief = [None, None, None, act, act, act]
    outcome = bench.harvest(one)
    assert "tried 3 times" in outcome.fault
    assert bench.records(one) == ALL
    failed_at = server.asked[-1]["resumptionToken"]
    server.asked.clear()
    assert not bench.harvest(one).fault
    assert server.lists()[0] == {"verb": "ListRecords", "resumptionToken": failed_at}
    assert not caplog.records
    assert bench.records(one) == {key: title.replace("Title", "Other") for key, title in ALL.items()}


def test_a_server_that_asks_to_wait_is_waited_for(bench: Bench, server: Server) -> None:
    soon = formatdate(bench.clock.time + 30, usegmt=True)
    at_list(server, 1, says(b"", 503, Retry_After="17"), says(b"", 429, Retry_After=soon))
    assert not bench.harvest(collection(server.url)).fault
    assert bench.clock.slept[0] == 17
    assert bench.clock.slept[1] == pytest.approx(30 - 17, abs=1)


def test_a_server_that_asks_to_wait_a_day_is_not(bench: Bench, server: Server) -> None:
    at_list(server, 1, says(b"", 503, Retry_After="86400"))
    outcome = bench.harvest(collection(server.url))
    assert "503" in outcome.fault
    assert "patience" in outcome.fault
    assert bench.clock.slept == []


def test_there_is_a_rest_between_requests(bench: Bench, server: Server) -> None:
    bench.manners = replace(bench.manners, pause_seconds=2)
    bench.harvest(collection(server.url))
    assert bench.clock.slept == [2.0] * (len(server.asked) - 1)


def test_an_expired_token_begins_the_list_again(bench: Bench, server: Server) -> None:
    at_list(server, 2, expired)
    one = collection(server.url)
    assert not bench.harvest(one).fault
    assert bench.records(one) == ALL


def test_a_server_that_forgets_every_token_is_given_up(bench: Bench, server: Server) -> None:
    server.mischief = [None, None, *[None, expired, None] * 5]
    outcome = bench.harvest(collection(server.url))
    assert "forgets its own tokens" in outcome.fault


def repeats(asking: Asking) -> None:
    """The first page for ever, always with the same token."""
    body = asking.server.answer({"verb": "ListRecords", "metadataPrefix": "marc21"})
    asking.give(body.encode())


def test_a_token_that_is_repeated_for_ever_is_noticed(bench: Bench, server: Server) -> None:
    at_list(server, 0, *[repeats] * 50)
    outcome = bench.harvest(collection(server.url))
    assert "has no end" in outcome.fault
    assert len(server.lists()) < 5


def test_new_tokens_for_ever_without_new_records_are_noticed(bench: Bench, server: Server) -> None:
    count = iter(range(10**6))

    def circle(asking: Asking) -> None:
        body = asking.server.answer({"verb": "ListRecords", "metadataPrefix": "marc21"})
        asking.give(re.sub(r'(cursor="0">)[^<]*', rf"\1token{next(count)}", body).encode())

    at_list(server, 0, *[circle] * 50)
    assert "has no end" in bench.harvest(collection(server.url)).fault


def test_one_token_for_every_page_is_fine_as_long_as_there_are_new_records(
    bench: Bench, server: Server
) -> None:
    at = iter(range(0, 9, 3))

    def stateful(asking: Asking) -> None:
        place = next(at)
        body = asking.server.answer({"verb": "ListRecords", "resumptionToken": f"||{place}"})
        asking.give(re.sub(r">\|\|[0-9]+<", ">session<", body).encode())

    at_list(server, 0, *[stateful] * 3)
    one = collection(server.url)
    assert not bench.harvest(one).fault
    assert bench.records(one) == ALL


def test_too_many_records_are_too_many(bench: Bench, server: Server) -> None:
    bench.manners = replace(bench.manners, records_max=5)
    assert "records_max" in bench.harvest(collection(server.url)).fault


@pytest.mark.parametrize("shown", [0, 2])
def test_a_full_harvest_that_comes_back_empty_or_halved_deletes_nothing(
    bench: Bench, server: Server, shown: int
) -> None:
    one = collection(server.url)
    bench.harvest(one)
    server.held = dict([*server.held.items()][:shown])
    outcome = bench.harvest(one, full=True)
    assert "--shrink" in outcome.fault
    assert bench.records(one) == ALL
    assert not bench.harvest(one, full=True, shrink=True).fault
    assert len(bench.records(one)) == shown


def test_a_list_that_ends_long_before_its_own_size_is_not_the_whole(bench: Bench, server: Server) -> None:
    one = collection(server.url)
    bench.harvest(one)
    server.told = lambda size: 1000
    outcome = bench.harvest(one, full=True)
    assert "ends after 7 of 1,000" in outcome.fault
    assert bench.records(one) == ALL


def test_one_broken_record_harms_no_other(bench: Bench, server: Server) -> None:
    server.held["oai:x:1"].body = server.held["oai:x:1"].body.replace("</m:leader>", "")
    one = collection(server.url)
    outcome = bench.harvest(one)
    assert outcome.worked.new == 7
    with pytest.raises(AssertionError, match="Unreadable"):
        bench.records(one)
    server.held["oai:x:1"] = Held(marc("1", "Title 1"), "2024-06-07T00:00:00Z")
    assert bench.harvest(one).worked.changed == 1
    assert bench.records(one) == ALL


def test_a_page_in_another_encoding_is_read_in_it(bench: Bench, server: Server) -> None:
    server.held = {"oai:x:1": Held(marc("1", "Zoë"))}
    text = server.envelope(server.records({"metadataPrefix": "marc21"}))
    at_list(server, 0, says(text.replace("UTF-8", "ISO-8859-1").encode("iso-8859-1")))
    one = collection(server.url)
    assert not bench.harvest(one).fault
    assert bench.records(one) == {"1": "Zoë"}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda raw: raw.replace("Zoë".encode(), b"Zo\xeb"),
        lambda raw: raw.replace("Zoë".encode(), b"Zo&euml;"),
        lambda raw: raw.replace("Zoë".encode(), b"Zo\x0b\xc3\xab").replace(b"Zo\x0b", b"Zo"),
        lambda raw: raw.decode().replace("UTF-8", "UTF-16").encode("utf-16"),
    ],
)
def test_a_page_that_lies_about_its_encoding_is_mended(bench: Bench, server: Server, spoil: object) -> None:
    server.held = {"oai:x:1": Held(marc("1", "Zoë"))}
    page = server.envelope(server.records({"metadataPrefix": "marc21"})).encode()
    at_list(server, 0, says(spoil(page)))  # type: ignore[operator]
    one = collection(server.url)
    assert not bench.harvest(one).fault
    assert bench.records(one) == {"1": "Zoë"}


def test_a_server_that_forgets_the_namespace_is_understood(bench: Bench, server: Server) -> None:
    name = 'xmlns="http://www.openarchives.org/OAI/2.0/"'
    acts = [lambda asking: asking.give(normal(asking).replace(name.encode(), b""))] * 9
    server.mischief = [*acts]
    one = collection(server.url)
    assert not bench.harvest(one).fault
    assert bench.records(one) == ALL


def test_entities_are_never_expanded(bench: Bench, server: Server) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'

    def explosive(asking: Asking) -> None:
        body = normal(asking).replace(b"?>", b"?>" + bomb, 1).replace(b"Title 0", b"&b;")
        asking.give(body)

    at_list(server, 0, explosive)
    one = collection(server.url)
    assert "not well-formed" in bench.harvest(one).fault
    assert bench.records(one) == {}


def test_an_answer_in_gzip_is_read_and_one_that_explodes_is_not(bench: Bench, server: Server) -> None:
    def zipped(asking: Asking) -> None:
        asking.give(gzip.compress(normal(asking)), Content_Encoding="gzip")

    at_list(server, 0, zipped)
    one = collection(server.url)
    assert not bench.harvest(one).fault
    bench.manners = replace(bench.manners, response_mb=1)
    bomb = gzip.compress(b" " * 2_000_000 + b"</OAI-PMH>", 9)
    server.mischief = [None, says(bomb, Content_Encoding="gzip")]
    assert "response_mb" in bench.harvest(one).fault
    server.mischief = [None, *[says(zlib.compress(b"x" * 99)[:-4], Content_Encoding="deflate")] * 3]
    assert "cut off" in bench.harvest(one).fault
    server.mischief = [None, says(b"x", Content_Encoding="br")]
    assert "expected gzip" in bench.harvest(one).fault
    assert bench.records(one) == ALL


def test_an_answer_that_drips_is_not_waited_for(bench: Bench, server: Server) -> None:
    def drips(asking: Asking) -> None:
        body = normal(asking)
        asking.send_response(200)
        asking.send_header("Content-Length", str(len(body)))
        asking.end_headers()
        for at in range(len(body)):
            bench.clock.time += 1
            asking.wfile.write(body[at : at + 1])

    at_list(server, 0, drips, drips, drips)
    outcome = bench.harvest(collection(server.url))
    assert "timeout_seconds" in outcome.fault


def test_a_server_that_is_not_there_is_told(bench: Bench, server: Server) -> None:
    one = collection(Oai("http://127.0.0.1:9/oai"))
    assert "tried 3 times" in bench.harvest(one).fault


# ---------------------------------------------------------------- redirects


def test_a_redirect_on_the_same_server_is_followed(bench: Bench, server: Server) -> None:
    def elsewhere(asking: Asking) -> None:
        asking.give(b"", 302, Location=asking.path.replace("/oai", "/new"))

    server.mischief = [elsewhere, None, elsewhere, None]
    one = collection(server.url)
    assert not bench.harvest(one).fault
    assert bench.records(one) == ALL


@pytest.mark.parametrize(
    ("location", "told"),
    [
        ("http://localhost:{port}/?secret=1", "private network"),
        ("http://127.0.0.1:{other}/?secret=1", "private network"),
        ("http://[::1]:{port}/?secret=1", "127.0.0.1"),
        ("file:///etc/passwd", "expected http or https"),
        ("ftp://x.example/", "expected http or https"),
        ("http://user:word@127.0.0.1/", "expected http or https, without a password"),
        ("/oai", "more than 5 redirects"),
    ],
)
def test_a_redirect_into_a_private_network_or_nowhere_is_not_followed(
    bench: Bench, server: Server, location: str, told: str
) -> None:
    other = Server()
    try:
        target = location.format(port=server.server_port, other=other.server_port)
        server.mischief = [says(b"", 302, Location=target)] * 20
        outcome = bench.harvest(collection(server.url))
        assert told in outcome.fault
        assert not [query for query in server.asked if "secret" in query]
        assert not other.asked
    finally:
        other.server_close()


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"<OAI-PMH>a</OAI-PMH>\n", ""),
        (b"<o:OAI-PMH xmlns:o='x'>a</o:OAI-PMH > <!-- 2 ms -->\n", ""),
        ("<?xml version='1.0' encoding='utf-16'?><OAI-PMH></OAI-PMH>".encode("utf-16"), ""),
        (b"<?xml version='1.0'?><OAI-PMH><ListRecords>", "breaks off"),
        (b"<html><b>Sorry</b></html>", "'Sorry'"),
        (b"", "empty"),
    ],
)
def test_a_whole_answer_is_told_from_half_of_one(body: bytes, told: str) -> None:
    found = incomplete(Answer(200, {}, body))
    assert (told in found) if told else not found


def test_the_limits_of_a_site_that_says_nothing_are_those_of_the_docs() -> None:
    with Fetcher(Harvesting(), "a@b.example") as fetcher:
        assert fetcher.manners.response_mb == 64


def lies(by: int) -> Act:
    """Say a length that is not the length."""

    def act(asking: Asking) -> None:
        body = normal(asking)
        asking.send_response(200)
        asking.send_header("Content-Type", "text/xml")
        asking.send_header("Content-Length", str(len(body) + by))
        asking.end_headers()
        asking.wfile.write(body)
        asking.close_connection = True

    return act


@pytest.mark.parametrize("by", [-100_000, -300, -9, 1, 10**9, 10**30])
def test_a_length_that_is_a_lie_makes_no_part_into_a_whole(bench: Bench, server: Server, by: int) -> None:
    at_list(server, 1, lies(by))
    one = collection(server.url)
    assert not bench.harvest(one).fault
    assert bench.records(one) == ALL
    assert bench.clock.slept == [2.0]
