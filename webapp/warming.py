"""What the first visitors of a new worker process would wait for, made before they come."""

from __future__ import annotations

from contextlib import suppress
from threading import Thread

from lod.errors import LodError
from webapp.context import Context
from webapp.languages import wording
from webapp.views.usage import visitor_of

TEMPLATES = ("base.html", "macros.html", "thing.html", "search.html", "home.html")
"""Those that most pages are set in: to compile them takes up to a tenth of a second each."""


def warm(here: Context) -> None:
    """Compile templates and what crawlers are known by, and look for tips on searching in each language."""
    visitor_of("Mozilla/5.0")
    for language in here.site.languages:
        for template in TEMPLATES:
            here.environments[language].get_template(template)
        with suppress(LodError):  # nothing is published yet
            here.page_inputs_for(here.current(), wording(language), None).tips(here.urls.page("search"))


def start_warming(here: Context) -> None:
    """Do so beside the start of a process, which does not wait for it."""
    Thread(target=warm, args=(here,), name="warming", daemon=True).start()
