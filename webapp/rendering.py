"""Templates: one environment for each language, so that setting a page needs no request.

A site's own `templates/` comes before ours, which it can extend by `ours/home.html`. A name that a template
uses and its page does not have is an error.
"""

from __future__ import annotations

import re
from collections.abc import Callable, MutableMapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    FunctionLoader,
    PrefixLoader,
    StrictUndefined,
)
from jinja2.ext import Extension
from markupsafe import escape

from webapp.languages import wording
from webapp.pages.html_fragments import (
    alternates,
    attributes,
    breakable,
    choices,
    cited,
    covers,
    entries,
    entry,
    facts,
    formats,
    json,
    makers,
    metas,
    results,
    say,
    tips,
    versions,
)
from webapp.urls import Urls

TEMPLATES = Path(__file__).parent / "templates"
_OURS = {path.name: path.read_text("utf-8") for path in sorted(TEMPLATES.glob("*.html"))}
"""Templates as they were when this code was read: a new version that is installed while the site is served
comes with its code, at the next start."""


_PLAIN = re.compile(r"""\{\{ _\((["'])([^"']+)\1\) \}\}""")
_FIXED = re.compile(r"\{\{ frame\.urls\.(home|page|static)\((?:'([^']*)')?\) \}\}")
_THERE = re.compile(r"frame\.urls\.has_static\('([^']*)'\)")
PIECES = (
    say,
    attributes,
    breakable,
    facts,
    entry,
    entries,
    results,
    covers,
    tips,
    choices,
    alternates,
    formats,
    versions,
    metas,
    cited,
    makers,
    json,
)


class Said(Extension):
    """Puts what is the same on all pages in place when a template is loaded.

    That is texts of ours that nothing is filled into, addresses that are spelled out, and whether there is a
    static file. A page has some eighty of them; looking each up on every page took a fifth of the time to
    set it.
    """

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """The source of a template with all that in place."""
        text: Callable[[str], str] = self.environment.globals["_"]  # type: ignore[assignment]
        urls: Urls = self.environment.globals["urls"]  # type: ignore[assignment]

        def address(found: re.Match[str]) -> str:
            return str(escape(getattr(urls, found[1])(*(() if found[2] is None else (found[2],)))))

        source = _PLAIN.sub(lambda found: str(escape(text(found[2]))), source)
        source = _THERE.sub(lambda found: str(urls.has_static(found[1])).lower(), source)
        return _FIXED.sub(address, source)


class _Templates(Environment):
    """An environment whose globals stay as they are once it is made."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """They are copied for each page: of a plain dict that takes a tenth of the time of Jinja's chain."""
        return {**self.globals, **(d or {})}


def environments(languages: Sequence[str], urls: Urls, overlay: Path | None = None) -> dict[str, Environment]:
    """Language → the environment that sets pages of a site in it."""
    ours = FunctionLoader(_ours)
    loaders: list[BaseLoader] = [ours, PrefixLoader({"ours": ours})]
    if overlay and overlay.is_dir():
        loaders.insert(0, FileSystemLoader(overlay))
    return {language: _environment(language, urls, ChoiceLoader(loaders)) for language in languages}


def _ours(name: str) -> tuple[str, str, Callable[[], bool]] | None:
    """A template that comes with the program: its text, its file, and that it does not change."""
    return (_OURS[name], str(TEMPLATES / name), lambda: True) if name in _OURS else None


def _environment(language: str, urls: Urls, loader: BaseLoader) -> Environment:
    made = _Templates(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", Said],
        auto_reload=False,
    )
    words = wording(language)
    made.install_gettext_translations(words.translations)  # type: ignore[attr-defined]
    made.globals["_"] = words.text
    made.globals["urls"] = urls
    made.filters.update({piece.__name__: piece for piece in PIECES})
    made.filters["number"] = words.number
    made.filters["day"] = words.day
    return made
