"""URIs do not depend on position: fields that come, go or move change no other URI."""

import random
from collections import defaultdict
from functools import cache
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from lod import sources
from lod.mapping import Mapper, load
from lod.mapping.rule_examples import record_of
from lod.record import Field, Record

BASE = "http://x.org/"
DEMO = Path(__file__).resolve().parents[2] / "data/demo/collections"
FILES = ("bibliotheek/catalogus.mrc", "leeszaal/catalogus.xml")

NEWCOMERS = [
    field
    for field in record_of(
        """
        020 ## $a9789021413839
        246 30 $aEen andere titel
        490 1# $aSalamanderreeks ;$v12
        500 ## $aMet register.
        505 0# $aEen -- Twee.
        520 ## $aSamenvatting.
        600 10 $aMultatuli,$d1820-1887$xLetters.
        650 #7 $aKoffie$2gtt
        651 #0 $aLebak (Indonesia)
        653 ## $aKoffie$aHandel
        655 #7 $aRomans$2lcgft
        700 1# $aKooiman, Dirk,$d1946-$4edt
        700 12 $aElsschot, Willem,$d1882-1960.$tLijmen.
        730 0# $aBeatrijs
        740 02 $aVertellingen
        773 0# $tDe Gids$x0016-9730
        """
    ).fields
]
"""Fields on which nothing of another field hangs; a traced series (830) would speak for its 490."""


@cache
def mapper() -> Mapper:
    return load(["marc21-bibframe", "marc21-schema"]).mapper(BASE, collection="demo", owner_isil="NL-Demo")


@cache
def records() -> list[Record]:
    read = [record for name in FILES for record in sources.read(DEMO / name)]
    return [record for record in read if isinstance(record, Record)]


def uris(record: Record) -> dict[str, set[str]]:
    """Our own URIs in what rules made of each field, by the field as text."""
    found: dict[str, set[str]] = defaultdict(set)
    for made in mapper().explain(record):
        if made.field is not None:
            ours = (word.strip("<>") for word in made.statement.split() if word.startswith(f"<{BASE}id/"))
            found[str(made.field)].update(ours)
    return found


def changed(record: Record, fields: list[Field]) -> Record:
    return Record(record.format, record.id, record.leader, fields)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10_000), st.sampled_from(NEWCOMERS), st.integers(0, 200))
def test_a_field_that_comes_or_goes_changes_no_uri_of_another(which: int, field: Field, at: int) -> None:
    record = records()[which % len(records())]
    fields = list(record.fields)
    fields.insert(at % (len(fields) + 1), field)
    before, after = uris(record), uris(changed(record, fields))
    for other, own in before.items():
        assert after[other] == own, f"{field} changed what became of {other}"


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10_000), st.randoms(use_true_random=False))
def test_fields_in_another_order_give_the_same_statements(which: int, shuffle: random.Random) -> None:
    record = records()[which % len(records())]
    tags = [field.tag for field in record.fields]
    shuffle.shuffle(tags)
    waiting = {tag: iter([f for f in record.fields if f.tag == tag]) for tag in tags}
    moved = changed(record, [next(waiting[tag]) for tag in tags])
    before = sorted(mapper().map(record).statements.splitlines())
    assert sorted(mapper().map(moved).statements.splitlines()) == before
