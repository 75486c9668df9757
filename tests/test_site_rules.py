"""Slips in rules and settings of one's own: each is told once, with its place and what to do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.commands import run


@pytest.mark.parametrize(
    ("good", "bad", "told"),
    [
        (
            "$titel @lang",
            "$titel | xyzzy @lang",
            "no function “xyzzy”; lod mapping functions lists them",
        ),
        ("$titel @lang", "$titel | splits(';') @lang", "no function “splits”; nearest: split"),
        ("schema:name: $titel", "schema:titel: $titel", "no term schema:titel"),
        ("$titel @lang", "$titel van object @lang", 'a name with blanks in it stands in quotes: $"…"'),
        ("why: A", "why: titel: a", "a text with a colon in it stands between quotation marks"),
        ("    from: record", "\tfrom: record", "a line begins with blanks, not with tabs"),
    ],
)
def test_a_slip_in_a_rule_of_ones_own_is_told_once_with_its_place(
    tmp_path: Path, good: str, bad: str, told: str
) -> None:
    (tmp_path / "things.csv").write_text("nr;titel\n1;Vaas\n2;Kan\n")
    text = """\
mapping: own-schema
format: csv
things:
  object: object
rules:
  - rule: title
    from: record
    why: A name.
    gives:
      object:
        schema:name: $titel @lang
"""
    own = tmp_path / "mappings" / "own-schema"
    own.mkdir(parents=True)
    words = (
        "map",
        tmp_path / "things.csv",
        "--mapping",
        "own-schema",
        "--overlay",
        tmp_path,
        "-o",
        "/dev/null",
    )
    (own / "a.yaml").write_text(text)
    assert run(*words).exit_code == 0
    (own / "a.yaml").write_text(text.replace(good, bad))
    result = run(*words)
    assert result.exit_code != 0
    assert result.stderr.count(told) == 1
    assert re.search(r"own-schema/a\.yaml:\d+: ", result.stderr)


def test_a_setting_that_is_a_list_says_so(tmp_path: Path) -> None:
    site = tmp_path / "site"
    assert run("init", site).exit_code == 0
    toml = site / "collections" / "example" / "collection.toml"
    toml.write_text(toml.read_text() + '\nmappings = "own-schema"\n')
    told = run("publish", site).output
    assert "mappings: found 'own-schema', expected a list between [ and ]" in told
