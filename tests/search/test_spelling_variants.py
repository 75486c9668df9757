"""Names that are one name in two spellings, and names of two people of one family."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Store

from lod.search import index
from lod.search.index_entries import Entry
from lod.search.reconciliation.name_similarity import persons, texts, titles
from lod.search.reconciliation.reconciler import ALONE, SURE, Query, Reconciler
from lod.search.searcher import Searcher
from lod.store.documents import Reader


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anthony van Dijck", "Dyck, Anthony van, 1599-1641"),
        ("Sluijters, Jan", "Sluyters, Jan"),
        ("Ruijsdael, Jacob van", "Ruysdael, Jacob van"),
        ("Albrecht Dürer", "Duerer, Albrecht, 1471-1528"),
        ("Albrecht Du\u0308rer", "Duerer, Albrecht"),
        ("Soeren Kierkegaard", "Kierkegaard, Søren"),
        ("Jan Pzn. Sweelinck", "Sweelinck, Jan Pieterszoon"),
        ("Sir William Bennett", "Bennett, William"),
        ("Lukas Cranach d.Ä.", "Cranach, Lucas, the Elder"),
        ("Jozef Israels", "Israels, Josef"),
    ],
)
def test_two_spellings_of_a_name_are_one_name(one: str, other: str) -> None:
    assert 100 * persons(one, other) >= SURE
    assert persons(one, other) == persons(other, one)


@pytest.mark.parametrize(
    ("one", "other"), [("Sluyters, J.", "Sluijters, Jan"), ("Bakker, Wm.", "Bakker, Willem")]
)
def test_what_is_shortened_besides_may_be_meant_when_nobody_else_can_be(one: str, other: str) -> None:
    assert ALONE <= 100 * persons(one, other) < SURE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nymegen", "Nijmegen"),
        ("Köln", "Koeln"),
        ("Philips & Zonen", "Philips en Zonen"),
        ("N.V. Philips", "Philips NV"),
        ("Tiffany & Co.", "Tiffany and Company"),
    ],
)
def test_two_spellings_of_a_place_or_a_company_are_one_name(one: str, other: str) -> None:
    assert 100 * texts(one, other) >= SURE
    assert texts(one, other) < texts(one, one)


def test_two_spellings_of_a_title_are_one_title() -> None:
    assert 100 * titles("De nieuwe ryxadvocaat", "De nieuwe rijxadvocaat") >= SURE


@pytest.mark.parametrize(
    ("one", "other"), [("Boer", "Bor"), ("NV", "BV"), ("en", "and"), ("Leyden & Co", "Lier & Co")]
)
def test_other_letters_are_another_name(one: str, other: str) -> None:
    assert 100 * texts(one, other) < SURE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bruegel, Pieter, the Elder", "Bruegel, Pieter (I)"),
        ("Pieter Bruegel de Oude", "Bruegel, Pieter, the Elder, approximately 1525-1569"),
        ("Frans Francken II", "Francken, Frans (II)"),
        ("Hans Holbein d.J.", "Holbein, Hans (II)"),
        ("David Teniers de Jonge", "Teniers, David, II"),
        ("Martin Luther King Jr.", "King, Martin Luther, Jr., 1929-1968"),
        # surnames and initials that only look like it
        ("Freek de Jonge", "Jonge, Freek de"),
        ("Jan Willem de Jonge", "Jonge, Jan Willem de"),
        ("Nassau William Senior", "Senior, Nassau William"),
        ("D.J. de Boer", "Boer, D.J. de"),
    ],
)
def test_who_of_a_family_is_meant_can_be_said_in_many_ways(one: str, other: str) -> None:
    assert persons(one, other) == persons(other, one) == 1.0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bruegel, Pieter, the Elder", "Bruegel, Pieter (II)"),
        ("Pieter Bruegel de Oude", "Bruegel, Pieter, the Younger, 1564-1638"),
        ("Jansen, Piet jr.", "Jansen, Piet sr."),
        ("Velde, Willem van de (I)", "Velde, Willem van de (II)"),
        ("Jansen, C.", "Jansen, K."),
        ("Breton, A.", "Breton, André, Mme"),
        ("Bennett, W. Tapley", "Bennett, W. Tapley, Mrs."),
    ],
)
def test_father_and_son_and_husband_and_wife_are_two_people(one: str, other: str) -> None:
    assert 100 * persons(one, other) < ALONE


def test_a_surname_that_is_spelt_otherwise_and_a_forename_that_is_missing_are_too_much() -> None:
    assert 100 * persons("William Lionel Wyllie", "William Wylie") < ALONE


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("Nymegen", "Nijmegen"),
        ("Leyden", "Leiden (Netherlands)"),
        ("Koeln", "Köln"),
        ("Dijck", "Anthony van Dyck"),
        ("Duerer", "Albrecht Dürer"),
    ],
)
def test_a_name_of_one_word_is_found_in_another_spelling(tmp_path: Path, asked: str, found: str) -> None:
    """Its letters begin otherwise, so that it was not looked for among slips of the pen."""
    base = "https://data.example.org/"
    known = ["Nijmegen", "Leiden (Netherlands)", "Köln", "Anthony van Dyck", "Albrecht Dürer", "Zeeland"]
    entries = [
        Entry(f"{base}id/{kind}/{number}", kind, {"": name}, types=["Person"] if kind == "agent" else [])
        for number, name in enumerate(known)
        for kind in ("place" if number in (0, 1, 2, 5) else "agent",)
    ]
    index.build(tmp_path / "index", entries)
    reconciler = Reconciler(Searcher(tmp_path / "index"), Reader(Store(), base))
    assert [one.name for one in reconciler.candidates(Query(asked))][:1] == [found]
