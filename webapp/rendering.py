"""Templates: one environment for each language, so that setting a page needs no request.

A site's own `templates/` comes before ours. A name that a template uses and its page does not have is an
error.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.utils import htmlsafe_json_dumps

from webapp.languages import wording

TEMPLATES = Path(__file__).parent / "templates"


def environments(languages: Sequence[str], overlay: Path | None = None) -> dict[str, Environment]:
    """Language → the environment that sets pages in it."""
    folders = [f for f in (overlay, TEMPLATES) if f and f.is_dir()]
    return {language: _environment(language, folders) for language in languages}


def _environment(language: str, folders: Sequence[Path]) -> Environment:
    made = Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        auto_reload=False,
    )
    words = wording(language)
    made.install_gettext_translations(words.translations, newstyle=True)  # type: ignore[attr-defined]
    made.filters["number"] = words.number
    made.filters["day"] = words.day
    made.filters["json"] = htmlsafe_json_dumps
    return made
