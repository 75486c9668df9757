"""OAI-PMH: what changed is harvested, in the dialect of the server."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lod.site import Oai
from lod.sources.harvest import HarvestedSource, harvested_sources
from lod.sources.harvest.oai import following
from tests.sources.harvest.conftest import Bench, collection
from tests.sources.harvest.oai_server import DC, Held, Server, marc

ALL = {str(n): f"Title {n}" for n in range(7)}


def test_all_pages_are_harvested_in_the_best_format_offered(bench: Bench, server: Server) -> None:
    one = collection(server.url)
    outcome = bench.harvest(one)
    assert not outcome.fault
    assert (outcome.worked.new, outcome.worked.records) == (7, 7)
    assert bench.records(one) == ALL
    assert server.lists()[0] == {"verb": "ListRecords", "metadataPrefix": "marc21"}
    assert [len(query) for query in server.lists()[1:]] == [2, 2]  # a token stands alone
    assert "a@b.example" in server.agents[0]


def test_a_second_harvest_asks_for_what_changed_since_the_first(bench: Bench, server: Server) -> None:
    one = collection(server.url)
    bench.harvest(one)
    server.held["oai:x:2"] = Held(marc("2", "Changed"), "2024-06-02T00:00:00Z")
    server.held["oai:x:3"] = Held("", "2024-06-02T00:00:00Z", deleted=True)
    server.held["oai:x:9"] = Held(marc("9", "New"), "2024-06-02T00:00:00Z")
    server.asked.clear()
    outcome = bench.harvest(one)
    assert server.lists()[0]["from"] == "2024-06-01T11:00:00Z"  # an hour before the first answer
    assert (outcome.worked.new, outcome.worked.changed, outcome.worked.deleted) == (1, 1, 1)
    assert bench.records(one) == {**{k: v for k, v in ALL.items() if k != "3"}, "2": "Changed", "9": "New"}


def test_a_server_that_counts_in_days_is_asked_in_days(bench: Bench, server: Server) -> None:
    server.granularity = "YYYY-MM-DD"
    one = collection(Oai(server.url, start="2023-05-05T10:00:00Z"))
    assert not bench.harvest(one).fault
    assert not bench.harvest(one).fault
    assert [query["from"] for query in server.lists() if "from" in query] == ["2023-05-05", "2024-05-31"]


def test_nothing_changed_is_nothing_to_do(bench: Bench, server: Server) -> None:
    one = collection(server.url)
    bench.harvest(one)
    outcome = bench.harvest(one)
    assert not outcome.fault
    assert not outcome.changed
    assert bench.records(one) == ALL


def test_only_a_set_and_only_from_a_day(bench: Bench, server: Server) -> None:
    server.held["oai:x:1"].set = "books"
    server.held["oai:x:2"].date = "2020-01-01T00:00:00Z"
    one = collection(Oai(server.url, "marc21", "maps", "2023-01-01"))
    bench.harvest(one)
    assert bench.records(one).keys() == {"0", "3", "4", "5", "6"}


def test_a_deleted_record_in_a_first_harvest_is_no_record(bench: Bench, server: Server) -> None:
    server.held["oai:x:4"].deleted = True
    one = collection(server.url)
    assert bench.harvest(one).worked.new == 6


def test_the_best_of_what_is_offered_is_dublin_core_when_there_is_nothing_else(
    bench: Bench, server: Server
) -> None:
    server.prefixes = {"xyz": "http://xyz.example/", "oai_dc": DC}
    dc = f'<oai_dc:dc xmlns:oai_dc="{DC}" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>T</dc:title></oai_dc:dc>'
    server.held = {"oai:x:1": Held(dc)}
    one = collection(server.url)
    assert not bench.harvest(one).fault
    assert bench.records(one) == {"oai:x:1": "T"}


def test_no_format_that_we_know_is_told_with_those_offered(bench: Bench, server: Server) -> None:
    server.prefixes = {"xyz": "http://xyz.example/", "abc": "http://abc.example/"}
    assert "offers xyz, abc" in bench.harvest(collection(server.url)).fault


def test_an_error_of_the_protocol_is_told(bench: Bench, server: Server) -> None:
    assert "cannotDisseminateFormat" in bench.harvest(collection(Oai(server.url, "none"))).fault


def test_no_records_at_all_is_an_empty_collection(bench: Bench, server: Server) -> None:
    server.held = {}
    one = collection(server.url)
    outcome = bench.harvest(one)
    assert not outcome.fault
    assert bench.records(one) == {}


def test_a_full_harvest_finds_what_vanished_without_a_word(bench: Bench, server: Server) -> None:
    one = collection(server.url)
    bench.harvest(one)
    del server.held["oai:x:5"]
    assert bench.harvest(one).worked.deleted == 0
    assert bench.harvest(one, full=True).worked.deleted == 1
    assert "5" not in bench.records(one)


def test_another_set_is_another_harvest(bench: Bench, server: Server) -> None:
    server.held["oai:x:1"].set = "books"
    bench.harvest(collection(server.url))
    one = collection(Oai(server.url, set="books"))
    assert bench.harvest(one).worked.deleted == 6
    assert bench.records(one) == {"1": "Title 1"}


def test_a_server_that_forgets_deletions_is_remarked_upon(bench: Bench, server: Server) -> None:
    server.deleted = "transient"
    assert "--full" in bench.harvest(collection(server.url)).notes[0]


@pytest.mark.parametrize("size", [lambda n: n * 11 // 10, lambda n: 1, lambda n: -3])
def test_a_list_size_that_is_off_does_no_harm(bench: Bench, server: Server, size: object) -> None:
    server.told = size  # type: ignore[assignment]
    one = collection(server.url)
    assert not bench.harvest(one).fault
    assert bench.records(one) == ALL


def test_a_list_that_grows_while_it_is_read_is_read_to_its_end(bench: Bench, server: Server) -> None:
    def grow(asking: object) -> None:
        server.held["oai:x:8"] = Held(marc("8", "Title 8"))
        asking.give(server.answer(server.asked[-1]).encode())  # type: ignore[attr-defined]

    server.mischief = [None, None, None, grow]
    one = collection(server.url)
    bench.harvest(one)
    assert len(bench.records(one)) == 8


def test_a_window_with_an_end_is_harvested_whole_each_time(bench: Bench, server: Server) -> None:
    one = collection(Oai(server.url, until="2024-12-31"))
    bench.harvest(one)
    bench.harvest(one)
    assert [query["until"] for query in server.lists() if "until" in query] == ["2024-12-31"] * 2


@pytest.mark.parametrize(
    ("date", "granularity", "expected"),
    [
        ("2024-03-01T00:30:00Z", "second", "2024-02-29T23:30:00Z"),
        ("2024-03-01T02:30:00+02:00", "second", "2024-02-29T23:30:00Z"),
        ("2024-03-01", "day", "2024-02-29"),
        ("yesterday", "day", "2024-03-07"),
        ("2024-05-01T00:00:00Z", "second", "2024-03-09T15:00:00Z"),  # its clock is ahead of ours
        ("0001-01-01T00:00:00Z", "day", "1970-01-02"),
    ],
)
def test_the_next_harvest_begins_a_little_before_this_one(date: str, granularity: str, expected: str) -> None:
    assert following(date, granularity, 1_710_000_000) == expected


def test_the_collections_own_format_decides(bench: Bench, server: Server) -> None:
    one = replace(collection(server.url), format="marcxml")
    bench.harvest(one)
    assert bench.records(one) == ALL


@pytest.mark.parametrize(
    ("namespace", "body", "format"),
    [
        (
            "info:srw/schema/5/picaXML-v1.0",
            '<record xmlns="info:srw/schema/5/picaXML-v1.0"><datafield tag="003@">'
            '<subfield code="0">1</subfield></datafield></record>',
            "picaxml",
        ),
        (
            "http://www.lido-schema.org",
            '<l:lido xmlns:l="http://www.lido-schema.org">'
            '<l:lidoRecID l:type="local">1</l:lidoRecID></l:lido>',
            "lido",
        ),
        (
            "urn:isbn:1-931666-22-9",
            '<ead xmlns="urn:isbn:1-931666-22-9"><eadheader><eadid>1</eadid></eadheader>'
            '<archdesc level="fonds"><did><unittitle>T</unittitle></did></archdesc></ead>',
            "ead",
        ),
    ],
)
def test_each_rich_format_goes_before_dublin_core(
    bench: Bench, server: Server, namespace: str, body: str, format: str
) -> None:
    server.prefixes = {"oai_dc": DC, "rich": namespace}
    server.held = {"oai:x:1": Held(body)}
    one = collection(server.url)
    assert not bench.harvest(one).fault
    assert server.lists()[0]["metadataPrefix"] == "rich"
    ((_, what),) = harvested_sources(one, bench.var)
    assert isinstance(what, HarvestedSource)
    assert what.format == format
    assert len(bench.records(one)) == 1
