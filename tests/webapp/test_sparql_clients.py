"""Who asks, and whether he is still there."""

from webapp.sparql.clients import name
from webapp.sparql.hangup import Connection, Waiting, missing


def test_a_proxy_elsewhere_is_not_believed() -> None:
    assert name("198.51.100.1", "203.0.113.5") == "198.51.100.1"
    assert name("127.0.0.1", "1.2.3.4, 203.0.113.5") == "203.0.113.5"
    assert name("172.17.0.1", "203.0.113.5") == "203.0.113.5"
    assert name("172.17.0.1", "nonsense") == "172.17.0.1"
    assert name("::ffff:203.0.113.5", "") == "203.0.113.5"
    assert name("unix:", "") == "unix:"


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
