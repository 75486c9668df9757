"""Stories: themes that a librarian puts in the light, each a Markdown file in the site's folder `stories`.

stories/kaarten.md       in the first language of the site, with settings between lines of +++
stories/kaarten.en.md    the same in another language; its settings give only title and intro
"""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lod.errors import SiteError

FOLDER = "stories"
_NAME = re.compile(r"([a-z0-9]+(?:-[a-z0-9]+)*)(?:\.([a-z]{2}))?\.md\Z")
_FRONT = re.compile(r"\A\ufeff?\+\+\+[ \t]*\r?\n(.*?)^\+\+\+[ \t]*\r?\n?(.*)\Z", re.DOTALL | re.MULTILINE)
_KEYS = {"title": str, "intro": str, "date": datetime.date, "author": str, "search": str, "things": list}


@dataclass(frozen=True, slots=True)
class Telling:
    """A story in one language."""

    title: str
    intro: str
    text: str
    """Markdown."""


@dataclass(frozen=True, slots=True)
class Story:
    """A theme, with what it shows of the collections."""

    name: str
    date: datetime.date
    told: Mapping[str, Telling]
    """By language."""
    author: str = ""
    search: str = ""
    """Query string of a search whose results it shows: `q=kaart&type=Map`."""
    things: Sequence[str] = field(default=())
    """What it shows, as `kind/key` or as IRIs, in this order."""


def read(folder: Path, languages: Sequence[str]) -> tuple[list[Story], list[str]]:
    """The stories of a site, the newest first, and what is wrong with those that cannot be told."""
    stories, mistakes = [], []
    for path in sorted((folder / FOLDER).glob("*.md")):
        match = _NAME.match(path.name)
        if match is None:
            mistakes.append(
                f"{FOLDER}/{path.name}: found a name that is none, expected such as maps.md or maps.en.md"
            )
        elif match[2] is None:
            try:
                stories.append(_story(path, match[1], languages))
            except SiteError as error:
                mistakes.append(str(error))
    return sorted(stories, key=lambda story: (-story.date.toordinal(), story.name)), mistakes


def _story(path: Path, name: str, languages: Sequence[str]) -> Story:
    settings, text = _parts(path)
    told = {languages[0]: _telling(path, settings, text)}
    for language in languages[1:]:
        other = path.with_name(f"{name}.{language}.md")
        if other.is_file():
            told[language] = _telling(other, *_parts(other))
    if "date" not in settings:
        raise SiteError(f"{FOLDER}/{path.name}: date: is missing")
    things = settings.get("things", [])
    if not all(isinstance(one, str) for one in things):
        raise SiteError(f"{FOLDER}/{path.name}: things: expected texts such as instance/…")
    date = settings["date"]
    day = date.date() if isinstance(date, datetime.datetime) else date
    return Story(name, day, told, settings.get("author", ""), settings.get("search", ""), tuple(things))


def _telling(path: Path, settings: Mapping[str, Any], text: str) -> Telling:
    if not settings.get("title"):
        raise SiteError(f"{FOLDER}/{path.name}: title: is missing")
    return Telling(settings["title"], settings.get("intro", ""), text)


def _parts(path: Path) -> tuple[dict[str, Any], str]:
    """The settings of a story and its text."""
    try:
        match = _FRONT.match(path.read_text("utf-8"))
        if match is None:
            raise SiteError(f"{FOLDER}/{path.name}: expected settings between two lines of +++ at its start")
        settings = tomllib.loads(match[1])
    except OSError as error:
        raise SiteError(f"{FOLDER}/{path.name}: cannot be read ({error.strerror})") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SiteError(f"{FOLDER}/{path.name}: {error}") from error
    for fault in _faults(settings):
        raise SiteError(f"{FOLDER}/{path.name}: {fault}")
    return settings, match[2]


def _faults(settings: Mapping[str, Any]) -> Iterator[str]:
    for key, value in settings.items():
        if key not in _KEYS:
            yield f"{key}: no such setting; there are {', '.join(_KEYS)}"
        elif not isinstance(value, _KEYS[key]):
            yield f"{key}: found {value!r}, expected a {_KEYS[key].__name__}"
