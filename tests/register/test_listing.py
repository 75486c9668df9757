"""What is listed of the things of a site, as harvesters ask for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lod.publish import publish
from lod.register.listing import ListRequest, listed
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
