"""What is listed of the things of a site, as harvesters ask for it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from lod.publish import publish
from lod.rdf.iris import Thing
from lod.register.listing import Listed, ListRequest, earliest, formats_of, listed, one
from lod.register.register import Register
from tests.register.small_site import BASE, Book, Maker, fill, make_site, statements_of

MAX, HAVELAAR = Book("1", "Max", "Multatuli"), Book("3", "Havelaar", "Eeden")


def test_what_is_gone_is_listed_with_the_collection_that_it_was_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def of_a_collection(collection: str, key: str, *rest: Any) -> str:
        part_of = f"<{BASE}id/instance/{collection}-{key}> <https://schema.org/isPartOf>"
        return f"{statements_of(collection, key, *rest)}{part_of} <{BASE}id/collection/{collection}> .\n"

    monkeypatch.setattr("tests.register.small_site.statements_of", of_a_collection)
    folder = make_site(tmp_path / "site", ("demo", "other"))
    publish(fill(folder, {"demo": [MAX, HAVELAAR], "other": [MAX]}), make=Maker())
    site = fill(folder, {"demo": [MAX], "other": [HAVELAAR]})
    publish(site, make=Maker())
    with Register.read_only(site.var / "register.sqlite") as register:
        for collection, expected in (
            ("demo", {("demo-1", True), ("demo-3", False)}),
            ("other", {("other-3", True), ("other-1", False)}),
        ):
            found = listed(register, ListRequest(("instance",), collection), 0, 10)
            assert {(one.thing.key, one.live) for one in found} == expected


def at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def test_what_changed_between_two_moments_is_listed_to_the_second(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_site(tmp_path / "site")
    books = [Book(str(n), f"Deel{n}") for n in range(1, 7)]
    for number in (1, 2, 3):
        monkeypatch.setattr("lod.register.register.time.time", lambda now=number * 1_000: now)
        publish(site := fill(folder, {"demo": books[: 2 * number]}), make=Maker())
    with Register.read_only(site.var / "register.sqlite") as register:

        def keys(**wanted: Any) -> list[str]:
            found = listed(register, ListRequest(("instance",), **wanted), 0, 10)
            return [each.thing.key.removeprefix("demo-") for each in found]

        assert sorted(keys()) == ["1", "2", "3", "4", "5", "6"]
        assert sorted(keys(since=at(2_000))) == ["3", "4", "5", "6"]
        assert sorted(keys(since=at(2_001))) == ["5", "6"]
        assert keys(since=at(3_001)) == []
        assert sorted(keys(until=at(2_000))) == ["1", "2", "3", "4"]
        assert sorted(keys(until=at(1_999))) == ["1", "2"]
        assert keys(until=at(999)) == []
        assert sorted(keys(since=at(2_000), until=at(2_000))) == ["3", "4"]
        assert sorted(keys(formats=("marc21", "lido"))) == ["1", "2", "3", "4", "5", "6"]
        assert keys(formats=("lido",)) == []
        thing = Thing("instance", "demo-3")
        (as_listed,) = (
            each for each in listed(register, ListRequest(("instance",)), 0, 10) if each.thing == thing
        )
        assert one(register, thing) == as_listed == Listed(as_listed.seq, thing, True, at(2_000), ("demo",))
        assert one(register, Thing("instance", "demo-7")) is None
        assert formats_of(register, thing) == {"marc21": ("demo", "3")}
        assert earliest(register) == at(1_000)
