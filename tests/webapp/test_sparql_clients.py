"""Who asks, and whether he is still there."""

import tracemalloc
from collections.abc import Callable

import pytest

from webapp.http.content_codings import coding_for
from webapp.sparql.clients import client_of, name
from webapp.sparql.disconnect import Connection, Waiting, missing


def test_a_proxy_elsewhere_is_not_believed() -> None:
    assert name("198.51.100.1", "203.0.113.5") == "198.51.100.1"
    assert name("127.0.0.1", "1.2.3.4, 203.0.113.5") == "203.0.113.5"
    assert name("172.17.0.1", "203.0.113.5") == "203.0.113.5"
    assert name("172.17.0.1", "nonsense") == "172.17.0.1"
    assert name("::ffff:203.0.113.5", "") == "203.0.113.5"
    assert name("unix:", "") == "unix:"


@pytest.mark.parametrize("told", ["203.0.113.5:51234", "10.0.0.1, 203.0.113.5:80"])
def test_a_port_behind_an_address_is_read_past(told: str) -> None:
    """All visitors were taken for the machine itself, which is not counted."""
    assert name("127.0.0.1", told) == "203.0.113.5"
    assert name("127.0.0.1", "[2001:db8::1]:443") == name("127.0.0.1", "2001:db8::1") == "2001:db8::"


def test_of_two_proxies_on_this_machine_the_first_tells_who_asks() -> None:
    """Varnish adds that nginx asked it: all visitors were taken for this machine."""
    assert by_proxy("203.0.113.5, 127.0.0.1") == by_proxy("10.0.0.1, 203.0.113.5, ::1") == "203.0.113.5"
    assert by_proxy("127.0.0.1, 127.0.0.1") == ""


@pytest.mark.parametrize("told", ["unknown", "unix:", "_hidden", " "])
def test_who_cannot_be_read_is_not_this_machine(told: str) -> None:
    assert name("127.0.0.1", told) == "127.0.0.1"


def by_proxy(forwarded: str) -> str:
    return client_of({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": forwarded})


@pytest.mark.parametrize("read", [by_proxy, coding_for])
def test_of_long_headers_little_is_kept_in_mind(read: Callable[[str], str]) -> None:
    """What was read before is remembered; with 60 kB of it each, a worker would have kept 250 MB."""
    read("")
    tracemalloc.start()
    try:
        for n in range(300):
            read(f"{n}, " * 10_000 + "203.0.113.5")
        assert tracemalloc.get_traced_memory()[0] < 1_000_000
    finally:
        tracemalloc.stop()
    assert by_proxy("x" * 60_000 + ", 203.0.113.5") == "203.0.113.5"


def test_who_has_a_connection_that_fits_is_still_there() -> None:
    waiting = [Waiting("a", 100.0), Waiting("a", 105.0)]
    assert missing(waiting, [Connection("a", 99.9), Connection("a", 105.0)]) == []
    assert missing(waiting, [Connection("a", 99.9), Connection("a", 105.0), Connection("a", 90)]) == []


def test_who_has_none_that_fits_has_gone() -> None:
    first, second = Waiting("a", 100.0), Waiting("a", 105.0)
    assert missing([first, second], [Connection("a", 105.0)]) == [first]
    assert missing([first, second], [Connection("a", 99.9)]) == [second]
    assert missing([first, second], []) == [first, second]


def test_nobody_is_sent_away_when_it_is_not_certain() -> None:
    first, second = Waiting("a", 100.0), Waiting("a", 100.3)
    assert missing([first, second], [Connection("a", 100.0)]) == []
    assert missing([Waiting("a", 100.0)], [Connection("a", 50.0)]) == []
    assert missing([Waiting("a", 100.0)], [Connection("a", 98.5)]) == []
