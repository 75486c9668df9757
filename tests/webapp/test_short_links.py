"""Short links to queries."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from lod.errors import QueryLimit
from webapp.sparql import short_links
from webapp.sparql.short_links import QueryStore, QuestionError


def test_the_same_text_has_the_same_key_and_another_text_another(tmp_path: Path) -> None:
    kept = QueryStore(tmp_path / "questions.sqlite")
    key = kept.keep("ASK {}")
    assert len(key) == short_links.LENGTH
    assert kept.keep("ASK {}") == key
    assert kept.keep("ASK { ?a ?b ?c }") != key
    assert kept.text(key) == "ASK {}"
    assert kept.text("nothing") is None


def test_texts_whose_keys_begin_alike_are_told_apart(tmp_path: Path) -> None:
    kept = QueryStore(tmp_path / "questions.sqlite")
    key = kept.keep("ASK {}")
    with closing(sqlite3.connect(tmp_path / "questions.sqlite")) as db, db:
        db.execute("UPDATE question SET text = ? WHERE key = ?", ("another", key))
    longer = kept.keep("ASK {}")
    assert longer.startswith(key)
    assert len(longer) == short_links.LENGTH + 1
    assert kept.text(longer) == "ASK {}"


def test_no_more_are_kept_than_there_is_room_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(short_links, "MOST", 1)
    kept = QueryStore(tmp_path / "questions.sqlite")
    key = kept.keep("ASK {}")
    with pytest.raises(QueryLimit, match="1 queries are kept"):
        kept.keep("ASK { ?a ?b ?c }")
    assert kept.keep("ASK {}") == key


def test_a_very_long_text_is_not_kept(tmp_path: Path) -> None:
    kept = QueryStore(tmp_path / "questions.sqlite")
    with pytest.raises(QueryLimit, match="at most"):
        kept.keep("ASK {} #" + "é" * short_links.LONGEST)


def test_a_database_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "questions.sqlite").write_text("no database", "utf-8")
    with pytest.raises(QuestionError, match=r"questions\.sqlite"):
        QueryStore(tmp_path / "questions.sqlite").keep("ASK {}")
