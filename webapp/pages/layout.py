"""What every page has around its own matter: names, addresses, languages, and what search engines read."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from lod.rdf.iris import Thing
from webapp.languages import Wording
from webapp.pages.labels import shorten
from webapp.urls import Urls

_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""What turns the direction of text: outside of the page, as in the title of a window, nothing ends it."""
OWN_NAMES = {"nl": "Nederlands", "en": "English"}
"""What a language calls itself."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A language that the visitor can change to."""

    language: str
    name: str
    current: bool
    href: str
    """This page in that language, for search engines and for those who cannot send a form."""


class Alternate(NamedTuple):
    """Another form of the page."""

    href: str
    media_type: str
    name: str


@dataclass(frozen=True, slots=True)
class Frame:
    """The frame of a page."""

    wording: Wording
    urls: Urls
    site_name: str
    title: str
    """For the title of the window; unique to the page."""
    description: str
    path: str
    """Address of the page below the root, to come back to after a change of language."""
    canonical: str
    languages: tuple[Choice, ...]
    search: str = ""
    """Address of the search page; empty when the site has none."""
    alternates: tuple[Alternate, ...] = ()
    structured: object | None = None
    """JSON-LD for search engines."""
    image: str = ""
    """Of the thing itself; empty when there is none that may be shown."""
    index: bool = True
    """Whether search engines may list it."""
    libraries: bool = False
    """Whether there are libraries to choose one's own from."""
    picture: str = ""
    """Address of the picture that is drawn for who shares the page."""
    policy: str = ""
    """The Content-Security-Policy, for pages that are files and may be served without headers."""
    still: bool = False
    """Whether the page becomes a file: nothing on it may need a program that answers."""
    reference: tuple[tuple[str, str], ...] = ()
    """What programs that keep references read: names and contents of meta elements."""
    stories: bool = False
    """Whether there are stories to lead to."""

    @property
    def language(self) -> str:
        """The language of the page."""
        return self.wording.language

    def in_its_language(self) -> str:
        """Address of the page below the root in the language that it has, whoever asks for it."""
        return next(choice.href for choice in self.languages if choice.current)

    @property
    def name(self) -> str:
        """What the page is called on other sites, which tell the name of ours besides."""
        return self.title.removesuffix(f" · {self.site_name}")


def _no_picture(thing: Thing | None) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Framer:
    """Makes frames for one site in one language."""

    wording: Wording
    urls: Urls
    site_name: str
    languages: tuple[str, ...]
    search: str = ""
    libraries: bool = False
    picture: Callable[[Thing | None], str] = _no_picture
    """Gives the address of the picture of a thing, or of the site."""
    still: bool = False
    policy: str = ""
    stories: bool = False

    def frame(
        self,
        title: str,
        path: str,
        *,
        description: str = "",
        alternates: tuple[Alternate, ...] = (),
        structured: object | None = None,
        image: str = "",
        index: bool = True,
        thing: Thing | None = None,
        reference: tuple[tuple[str, str], ...] = (),
    ) -> Frame:
        """The frame of the page at a path; the first page is called as the site."""
        title, description = _TURNS.sub("", title), _TURNS.sub("", description)
        whole = f"{shorten(title, 90)} · {self.site_name}" if title else self.site_name
        return Frame(
            self.wording,
            self.urls,
            self.site_name,
            whole,
            shorten(description, 200),
            path,
            self.urls.public(path),
            tuple(self._choice(language, path) for language in self.languages),
            self.search,
            alternates,
            structured,
            image,
            index,
            self.libraries,
            self.picture(thing),
            self.policy,
            self.still,
            reference,
            self.stories,
        )

    def _choice(self, language: str, path: str) -> Choice:
        joint = "&" if "?" in path else "?"
        current = language == self.wording.language
        return Choice(language, OWN_NAMES[language], current, f"{path}{joint}lang={language}")
