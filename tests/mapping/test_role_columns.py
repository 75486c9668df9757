"""Tables with the makers in one column and their roles in another."""

from __future__ import annotations

from pathlib import Path

import pytest

from lod.mapping.drafting.column_profile import Column
from lod.mapping.drafting.maker_roles import role_beside
from lod.mapping.rule_examples import run_examples
from lod.record import Record
from tests.mapping.test_draft import drafted, row
from tests.mapping.test_drafts_of_museums import said

ROWS = [
    row(
        Objectnummer="A-1",
        Titel="Bord",
        Vervaardiger="Regout, Maastricht#Jansen, Piet",
        Rol="fabrikant#ontwerper",
    ),
    row(Objectnummer="A-2", Titel="Prent", Vervaardiger="Rembrandt#Vries, Jan de", Rol="naar#etser"),
    row(
        Objectnummer="A-3",
        Titel="Portret",
        Vervaardiger="Hals, Frans#Pot, Klaas",
        Rol="schilder#geportretteerde",
    ),
    row(Objectnummer="A-4", Titel="Kan", Vervaardiger="Smit, Jan#Bos, Kee", Rol="schenker"),
]


def test_the_nth_maker_has_the_nth_role(tmp_path: Path) -> None:
    mapping = drafted(tmp_path, *ROWS)
    outcomes = list(run_examples(mapping))
    assert all(outcome.passed for outcome in outcomes), [str(outcome) for outcome in outcomes]
    plate, print_, portrait, jug = (said(mapping, each) for each in ROWS)
    assert plate.count("<creator>") == 2
    assert '<name> "Regout, Maastricht"@nl' in plate
    assert "<contributor>" not in plate
    assert '<roleName> "naar"@nl' in print_
    assert '<name> "naar Rembrandt"@nl' in print_
    assert print_.count("<creator>") == 1
    assert portrait.count("<creator>") == 1
    assert '<roleName> "geportretteerde"@nl' in portrait
    assert '<name> "Pot, Klaas (geportretteerde)"@nl' in portrait
    # one role for two names: nobody knows whose it is
    assert jug.count("<creator>") == 2
    assert "<contributor>" not in jug


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (("Rol",), "Rol"),
        (("Vervaardiger rol", "Rol schenker"), "Vervaardiger rol"),
        (("creator.role",), "creator.role"),
        (("Rol 1", "Rol 2"), ""),
        (("Rollen behang",), ""),
    ],
)
def test_which_column_tells_the_roles_of_makers(names: tuple[str, ...], found: str) -> None:
    maker = Column("Vervaardiger", False)
    columns = {name: Column(name, False) for name in names}
    for column in columns.values():
        column.see("schilder")
    told = role_beside(maker, {"Vervaardiger": maker, **columns})
    assert (told.name if told else "") == found


MAKE = [
    "vormgever",
    "uitvinder",
    "kopergraveur",
    "portretschilder",
    "portretfotograaf",
    "koperslager",
    "Erfinder",
]
HAD = [
    "opdrachtgever",
    "bruikleengever",
    "vinder",
    "koper",
    "portret",
    "geportretteerde",
    "uitgever",
    "Leihgeber",
]


def test_a_maker_is_one_whatever_else_is_in_the_word_for_it(tmp_path: Path) -> None:
    mapping = drafted(tmp_path, *ROWS)
    creators = {role for role in (*MAKE, *HAD) if "<creator>" in said(mapping, _by(role))}
    others = {role for role in (*MAKE, *HAD) if f'<roleName> "{role}"@nl' in said(mapping, _by(role))}
    assert (creators, others) == (set(MAKE), set(HAD))


def _by(role: str) -> Record:
    return row(Objectnummer="B-1", Titel="Bord", Vervaardiger="Jansen, Piet", Rol=role)
