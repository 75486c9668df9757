"""Stories: the themes that librarians put in the light, as pages and as a feed."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Lock

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from lod.site import Site, stories
from lod.site.stories import Story
from webapp.context import current_context, request_context
from webapp.http.responses import TOLD, body_of, respond
from webapp.languages import N_
from webapp.pages import site_structured_data, story_pages
from webapp.pages.layout import Frame
from webapp.views import feeds

log = logging.getLogger(__name__)

EVERY = 2.0
"""Seconds between two looks at the files."""
_BY_LANGUAGE = ("Accept-Language", "Cookie")


class StoryCache:
    """The stories of a site; a file that changed is read again without publishing."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._looked = -EVERY
        self._stamp: object = None
        self._stories: Sequence[Story] = ()
        self._lock = Lock()

    def __call__(self) -> Sequence[Story]:
        """The stories, the newest first."""
        with self._lock:
            now = time.monotonic()
            if now - self._looked >= EVERY:
                self._looked = now
                self._look()
            return self._stories

    def _look(self) -> None:
        stamp = sorted(_stamps(self._site.folder / stories.FOLDER))
        if stamp != self._stamp:
            self._stamp = stamp
            self._stories, mistakes = stories.read(self._site.folder, self._site.languages)
            for mistake in mistakes:
                log.warning("not told: %s", mistake)


def _stamps(folder: Path) -> Iterator[tuple[str, int, int]]:
    for path in folder.glob("*.md"):
        try:
            stat = path.stat()
        except OSError:  # a link to nowhere, which the reading tells of
            yield path.name, 0, 0
        else:
            yield path.name, stat.st_mtime_ns, stat.st_size


def blueprint() -> Blueprint:
    """The pages of the stories of a site."""
    made = Blueprint("stories", __name__)
    made.add_url_rule("/stories", view_func=index)
    made.add_url_rule("/stories/<name>", view_func=story)
    made.add_url_rule("/stories.atom", view_func=feed)
    return made


def index() -> Response:
    """All stories."""
    found, served, wording = request_context()
    path = found.urls.page("stories")
    title = wording.text(N_("Stories"))
    lead = wording.text(N_("Themes and treasures from the collections, told by those who keep them."))
    alternates = (feeds.ATOM.alternate(found.urls.page("stories.atom"), title),)
    framer = found.framer(wording)
    every = found.stories()
    told = story_pages.cards(every, found.page_inputs(served, wording))
    structured = site_structured_data.stories(title, lead, [(one.title, one.href) for one in told], framer)
    frame = framer.frame(title, path, description=lead, alternates=alternates, structured=structured)
    return _kept("stories.html", story_pages.StoriesPage(title, lead, told), frame, every)


def story(name: str) -> Response:
    """One story, with the things that it shows."""
    found, served, wording = request_context()
    every = found.stories()
    one = next((one for one in every if one.name == name), None)
    if one is None:
        raise NotFound
    shown = story_pages.story_page(one, found.page_inputs(served, wording), served.searcher)
    return _kept("story.html", *shown, every)


def feed() -> Response:
    """The stories as a feed."""
    found, served, wording = request_context()
    inputs = found.page_inputs(served, wording)
    entries = [
        feeds.Entry(
            found.urls.public(card.href),
            card.title,
            card.intro,
            f"{card.iso_date}T00:00:00Z",
            card.author,
            card.image,
        )
        for card in story_pages.cards(found.stories(), inputs)
    ]
    name = found.framer(wording).site_name
    title = f"{name}: {wording.text(N_('Stories'))}"
    address, listed = (found.urls.public(found.urls.page(path)) for path in ("stories.atom", "stories"))
    content = feeds.ATOM.write(feeds.Feed(address, title, listed, wording.language, entries, name))
    body = body_of(content, feeds.ATOM.content_type, language=wording.language)
    return respond(body, _BY_LANGUAGE)


def _kept(template: str, page: object, frame: Frame, told: Sequence[Story]) -> Response:
    """A page that is kept until a story is told anew, or another release is served."""
    content = current_context().set(template, page, frame)
    answer = respond(body_of(content, "text/html; charset=utf-8", language=frame.language), _BY_LANGUAGE)
    request.environ[TOLD] = told
    return answer
