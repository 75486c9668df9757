"""What is kept of a source between one harvest and the next."""

from __future__ import annotations

from pathlib import Path

from lod.sources.harvest.harvest_store import HarvestStore, Item


def harvested(kept: HarvestStore, *items: Item, full: bool = True) -> str:
    """The revision after a harvest that gave these items."""
    kept.begin(run_full="1")
    kept.take(items, "")
    kept.complete(full)
    return kept.fact("revision")


def test_the_revision_changes_when_records_do_and_only_then(tmp_path: Path) -> None:
    with HarvestStore(tmp_path / "kept.sqlite") as kept:
        one, two = Item("1", b"one"), Item("2", b"two")
        empty = harvested(kept)
        first = harvested(kept, one, two)
        assert harvested(kept, two, one) == first
        assert harvested(kept, full=False) == first
        assert harvested(kept, Item("9", None), full=False) == first, "what never was cannot be deleted"
        changed = harvested(kept, Item("1", b"other"), two)
        deleted = harvested(kept, Item("2", None), full=False)
        gone = harvested(kept)
        assert len({empty, first, changed, deleted, gone}) == 5


def test_nothing_of_a_harvest_that_was_given_up_is_in_the_next(tmp_path: Path) -> None:
    with HarvestStore(tmp_path / "kept.sqlite") as kept:
        kept.begin(run_full="1")
        kept.take([Item("1", b"one")], "next page")
        kept.abandon()
        assert kept.gathered() == 0
        assert not kept.has_had("next page")
        assert not kept.fact("run.token")
        assert not kept.fact("run.full")
