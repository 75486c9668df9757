"""/sitemaps/site.xml: the pages that are not of one thing, for search engines: first of all the stories.

The sitemaps of things are made when a release is; stories are files of the site and may change at any moment.
"""

from __future__ import annotations

from xml.etree import ElementTree

from flask import Response

from lod.dataset.sitemaps import NAMESPACE
from webapp.context import Context, current_context
from webapp.http.responses import body_of, respond
from webapp.views.guide_pages import NAMES

PATH = "sitemaps/site.xml"
_PAGES = ("", "about", "api", "vocab/", "vocab/model", "dumps/")


def written() -> Response:
    """The sitemap."""
    found = current_context()
    root = ElementTree.Element("urlset", xmlns=NAMESPACE)
    for path, changed in _pages(found):
        page = ElementTree.SubElement(root, "url")
        ElementTree.SubElement(page, "loc").text = found.urls.public(found.urls.page(path))
        if changed:
            ElementTree.SubElement(page, "lastmod").text = changed
    content = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return respond(body_of(content, "application/xml"), ())


def _pages(found: Context) -> list[tuple[str, str]]:
    """Paths of pages with the day of their last change, where that is known."""
    stories = [(f"stories/{one.name}", one.date.isoformat()) for one in found.stories()]
    guides = [] if found.still else ["guides", *(f"guides/{name}" for name in NAMES)]
    services = {"vocab/model": "model", "dumps/": "downloads"}
    pages = [(path, "") for path in (*_PAGES, *guides) if services.get(path, "") in ("", *found.services)]
    return [*pages, *([("stories", stories[0][1])] if stories else []), *stories]
