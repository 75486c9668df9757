"""Every text of ours is there in both languages."""

import re
import tomllib
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from webapp.languages import TRANSLATIONS, choose, direction, wording

WEBAPP = TRANSLATIONS.parent
PLACEHOLDER = re.compile(r"%\(\w+\)s")


def messages() -> set[str | tuple[str, ...]]:
    """All texts that code and templates use."""
    settings = tomllib.loads((TRANSLATIONS / "babel.toml").read_text())["mappings"]
    methods = [(m["pattern"], m["method"]) for m in settings]
    options = {m["pattern"]: {k: v for k, v in m.items() if k.endswith("gettext")} for m in settings}
    found = extract_from_dir(
        WEBAPP, methods, options, keywords={"N_": None, "_": None, "gettext": None, "ngettext": (1, 2)}
    )
    return {message for _, _, message, _, _ in found}


@pytest.fixture(scope="module")
def dutch() -> Catalog:
    with (TRANSLATIONS / "nl" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale="nl")


def test_every_text_is_said_in_dutch(dutch: Catalog) -> None:
    missing = []
    for message in messages():
        found = dutch.get(message if isinstance(message, str) else message[0])
        said = found.string if found else ""
        if not (all(said) if isinstance(said, tuple) else said):
            missing.append(message)
    assert not missing


def test_the_catalogue_has_nothing_that_nobody_says(dutch: Catalog) -> None:
    used = {m if isinstance(m, str) else m[0] for m in messages()}
    have = {m.id if isinstance(m.id, str) else m.id[0] for m in dutch if m.id}
    assert not have - used


def test_translations_keep_the_placeholders(dutch: Catalog) -> None:
    for message in dutch:
        if message.id and isinstance(message.id, str):
            assert set(PLACEHOLDER.findall(message.id)) == set(PLACEHOLDER.findall(str(message.string)))


def test_no_compiled_catalogue_lies_around() -> None:
    assert not list(Path(TRANSLATIONS).rglob("*.mo"))


def test_numbers_and_dates_are_written_as_people_do() -> None:
    assert wording("nl").number(1234567) == "1.234.567"
    assert wording("en").number(1234567) == "1,234,567"
    assert wording("nl").day("2026-11-19T10:30:00Z") == "19 november 2026"
    assert wording("en").day("2026-11-19") == "19 November 2026"
    assert wording("nl").day("1860") == "1860"
    assert wording("nl").day("-0044-03-15") == "-0044-03-15"
    assert wording("nl").day("2026-99-99") == "2026-99-99"


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("ar", "rtl"),
        ("fa-IR", "rtl"),
        ("ar-Latn", ""),
        ("az-Arab", "rtl"),
        ("he", "rtl"),
        ("nl", ""),
        ("", ""),
    ],
)
def test_languages_run_in_their_direction(tag: str, expected: str) -> None:
    assert direction(tag) == expected


def test_a_language_we_do_not_speak_is_not_chosen() -> None:
    assert choose(("nl", "en"), "de", "fr", "es, *;q=0.1") == "nl"
    assert choose(("en",), "nl", None, "nl") == "en"


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("en-US,nl;q=0.9", "en"),
        ("nl-BE, en;q=0.9", "nl"),
        ("nl-BE;q=0.1,en;q=0.05", "nl"),
        ("en;q=0.4,NL;q=0.5", "nl"),
        ("en_GB", "en"),
        ("fr,de-AT;q=0.9", "nl"),
        ("*, en;q=0.1", "en"),
        ("nl;q=0", "en"),
        ("nl;q=0, *", "en"),
        ("nl-BE;q=0", "nl"),
        ("*;q=0", "nl"),
        ("nl;q=0,en;q=0", "nl"),
        ("en;q=2", "nl"),
        ("-,;,=", "nl"),
        ("", "nl"),
    ],
)
def test_what_is_liked_best_comes_first_whatever_country_it_is_of(accept: str, chosen: str) -> None:
    assert choose(("nl", "en"), None, None, accept) == chosen
