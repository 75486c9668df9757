"""What is gone leads to what people say took its place, as after a change of system."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lod.publish import Report, publish, rollback
from lod.rdf.iris import Thing
from lod.register.database import location
from lod.register.history import versions
from lod.register.register import Register
from lod.site import Site
from tests.register.small_site import Book, Likeness, Maker, fill, make_site

OLD, NEW, OTHER = Book("old", "Max", "Multatuli"), Book("new", "Max", "Multatuli"), Book("other", "Java")


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    return make_site(tmp_path / "site")


def put(folder: Path, books: list[Book], *decided: str, full: bool = False, verdict: str = "same") -> Report:
    (folder / "same.csv").write_text("\n".join(["a,b,verdict", *(f"{pair},{verdict}" for pair in decided)]))
    site = fill(folder, {"demo": books})
    return publish(site, full=full, make=Maker(), linker=Likeness())


def state(folder: Path, key: str) -> tuple[str, str]:
    with Register.read_only(location.of(Site.load(folder))) as register:
        found = register.thing("instance", f"demo-{key}")
        assert found
        return found.state, found.moved_to.key if found.moved_to else found.description and "described"


def told(folder: Path, key: str) -> list[str]:
    with Register.read_only(location.of(Site.load(folder))) as register:
        newest = register.publications(1)[0].release
        return [one.type for one in versions(register, Thing("instance", f"demo-{key}"), newest)]


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("late", [False, True])
def test_a_record_that_came_back_under_another_number_is_found_by_its_old_one(
    folder: Path, full: bool, late: bool
) -> None:
    put(folder, [OLD])
    if late:
        put(folder, [NEW], full=full)
        assert state(folder, "old") == ("gone", "described")
    put(folder, [NEW], "instance/demo-old,instance/demo-new", full=full)
    assert state(folder, "old") == ("moved", "demo-new")
    assert told(folder, "old")[0] == "move"
    put(folder, [NEW], "instance/demo-old,instance/demo-new", full=not full)
    assert told(folder, "old").count("move") == 1, "it is told once"


@pytest.mark.parametrize("full", [False, True])
def test_a_decision_that_is_taken_back_leaves_what_was_gone_with_its_last_words(
    folder: Path, full: bool
) -> None:
    put(folder, [OLD])
    put(folder, [NEW], "instance/demo-old,instance/demo-new", full=full)
    put(folder, [NEW], full=full)
    assert state(folder, "old") == ("gone", "described")


def test_it_leads_on_through_what_is_gone_too_and_to_nothing_when_all_is(folder: Path) -> None:
    put(folder, [OLD, OTHER])
    put(folder, [NEW, OTHER])
    chain = ("instance/demo-old,instance/demo-new", "instance/demo-new,instance/demo-other")
    put(folder, [OTHER], *chain)
    assert state(folder, "old") == ("moved", "demo-other")
    assert state(folder, "new") == ("moved", "demo-other")
    put(folder, [], *chain)
    assert state(folder, "old")[0] == "gone"


def test_what_people_say_is_something_else_takes_no_place(folder: Path) -> None:
    put(folder, [OLD])
    put(folder, [NEW], "instance/demo-old,instance/demo-new", verdict="not the same")
    assert state(folder, "old") == ("gone", "described")


def test_a_decision_that_names_what_moved_leads_to_where_it_is(folder: Path) -> None:
    one = "instance/demo-old,instance/demo-new"
    put(folder, [OLD, NEW, OTHER], one)
    moved, where = sorted(["old", "new"], key=lambda key: state(folder, key)[0], reverse=True)
    put(folder, [OLD, NEW], one, f"instance/demo-other,instance/demo-{moved}")
    assert state(folder, "other") == ("moved", f"demo-{where}")


def test_what_comes_back_is_described_again_and_one_with_its_successor(folder: Path) -> None:
    put(folder, [OLD])
    put(folder, [NEW], "instance/demo-old,instance/demo-new")
    put(folder, [OLD, NEW], "instance/demo-old,instance/demo-new")
    assert {state(folder, "old")[0], state(folder, "new")[0]} == {"live", "moved"}
    put(folder, [OLD, NEW])
    assert {state(folder, "old")[0], state(folder, "new")[0]} == {"live"}


def test_a_roll_back_serves_it_as_it_was_and_the_next_publish_lets_it_lead_on(folder: Path) -> None:
    put(folder, [OLD])
    put(folder, [NEW], "instance/demo-old,instance/demo-new")
    rollback(Site.load(folder), 1)
    assert state(folder, "old")[0] == "live"
    put(folder, [NEW, OTHER], "instance/demo-old,instance/demo-new")
    assert state(folder, "old") == ("moved", "demo-new")


def test_names_that_nothing_ever_had_are_told(folder: Path) -> None:
    put(folder, [OLD])
    report = put(folder, [OLD, OTHER], "instance/demo-odl,instance/demo-other")
    assert report.unknown == ["instance/demo-odl"]
