"""/guides: how to link to us, harvest us, register us and show us, told with the site's own addresses.

Each guide is a Markdown file of ours in webapp/guides, one for each language.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from flask import Blueprint, Response
from markdown_it import MarkdownIt
from markupsafe import Markup
from PIL import Image
from werkzeug.exceptions import NotFound

from lod.inbox.notification import plain_title
from webapp.context import Context, request_context
from webapp.current_release import Served
from webapp.http.responses import body_of, respond
from webapp.languages import N_, Wording
from webapp.pages import home
from webapp.urls import Urls

FOLDER = Path(__file__).parents[1] / "guides"
_PICTURES = Path(__file__).parents[1] / "static" / "guides"
NAMES = ("openrefine", "tell", "harvest", "register", "embed")
_BY_LANGUAGE = ("Accept-Language", "Cookie")
_UNQUOTED = str.maketrans("", "", "<>`{}")
"""What a value loses, for it stands in text that others copy into their pages."""
_LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)")
_PICTURE = re.compile(r"\]\((guides/[\w.-]+)\)")
_SHOWN = re.compile(r'<img (?=src="[^"]*/guides/([\w.-]+)")')


@dataclass(frozen=True, slots=True)
class Guide:
    """One guide in one language."""

    name: str
    title: str
    intro: str
    text: Markup


@dataclass(frozen=True, slots=True)
class GuidesPage:
    """All guides."""

    guides: tuple[Guide, ...]


guides = Blueprint("guides", __name__)


@guides.get("/guides")
def index() -> Response:
    """All guides."""
    found, served, wording = request_context()
    page = GuidesPage(tuple(_told(found, served, wording, name) for name in NAMES))
    return _page(found, wording, "guides.html", page, wording.text(N_("Guides")), "guides")


@guides.get("/guides/<name>")
def guide(name: str) -> Response:
    """One guide."""
    found, served, wording = request_context()
    if name not in NAMES:
        raise NotFound
    one = _told(found, served, wording, name)
    return _page(found, wording, "guide.html", one, one.title, f"guides/{name}", one.intro)


def _page(
    found: Context, wording: Wording, template: str, page: object, title: str, path: str, about: str = ""
) -> Response:
    frame = found.framer(wording).frame(title, found.urls.page(path), description=about)
    content = found.set(template, page, frame)
    body = body_of(content, "text/html; charset=utf-8", language=wording.language)
    return respond(body, _BY_LANGUAGE)


def _told(found: Context, served: Served, wording: Wording, name: str) -> Guide:
    """A guide with the addresses of this site, and a thing that is there as its example."""
    inputs = found.page_inputs(served, wording)
    thing = home.data_page(inputs, ()).example
    values = {
        "base": found.urls.base,
        "origin": "{0.scheme}://{0.netloc}".format(urlsplit(found.urls.base)),
        "thing": thing,
        "title": inputs.cards.card(thing).title.text,
    }
    return made(name, _text(name, wording.language), values, found.urls)


def made(name: str, text: str, values: dict[str, str], urls: Urls) -> Guide:
    """A guide from its Markdown, with values in the place of their names in braces."""
    text = text.replace("]({base}", f"]({urls.root}")  # links stay on the host that serves
    for key, value in values.items():
        text = text.replace("{" + key + "}", plain_title(value).translate(_UNQUOTED))
    text = _PICTURE.sub(lambda hit: f"]({urls.static(hit[1])})", text)
    head, _, rest = text.partition("\n")
    intro = _LINK.sub(r"\1", " ".join(rest.strip().partition("\n\n")[0].split()))
    html = MarkdownIt("commonmark", {"html": False}).render(rest)
    # what scrolls must be reachable by keyboard (WCAG 2.1.1)
    html = html.replace("<pre>", '<pre tabindex="0">')
    html = _SHOWN.sub(lambda hit: f'<img loading="lazy" {_size(hit[1])} ', html)
    return Guide(name, head.removeprefix("# "), intro, Markup(html))  # noqa: S704  # Markdown without HTML


@cache
def _text(name: str, language: str) -> str:
    return (FOLDER / f"{name}.{language}.md").read_text("utf-8")


@cache
def _size(picture: str) -> str:
    """The attributes that keep room for a picture, so that nothing moves when it comes."""
    with Image.open(_PICTURES / picture) as found:
        return f'width="{found.width}" height="{found.height}"'
