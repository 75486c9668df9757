"""/opensearch.xml: how the collections are searched from the bar of a browser (OpenSearch 1.1)."""

from __future__ import annotations

from xml.etree import ElementTree

from flask import Response
from werkzeug.exceptions import NotFound

from webapp.context import request_context
from webapp.http.responses import body_of, respond
from webapp.pages.labels import shorten
from webapp.pages.things.holdings import local

NAMESPACE = "http://a9.com/-/spec/opensearch/1.1/"
MEDIA_TYPE = "application/opensearchdescription+xml"
PATH = "opensearch.xml"


def described() -> Response:
    """The description of the search; 404 when there is none."""
    found, served, wording = request_context()
    framer = found.framer(wording)
    if not framer.search:
        raise NotFound
    search = found.urls.public(framer.search)
    root = ElementTree.Element("OpenSearchDescription", xmlns=NAMESPACE)
    texts = {
        "ShortName": shorten(framer.site_name, 15),  # the sign that it was cut is the sixteenth and last
        "LongName": shorten(framer.site_name, 47),
        "Description": shorten(local(found.site.description, wording) or framer.site_name, 1_000),
        "InputEncoding": "UTF-8",
        "Language": wording.language,
    }
    for name, text in texts.items():
        ElementTree.SubElement(root, name).text = text
    for media_type, template in (
        ("text/html", f"{search}?q={{searchTerms}}"),
        ("application/atom+xml", f"{search}?q={{searchTerms}}&format=atom"),
    ):
        ElementTree.SubElement(root, "Url", type=media_type, template=template)
    own = found.urls.public(found.urls.page(PATH))
    ElementTree.SubElement(root, "Url", type=MEDIA_TYPE, rel="self", template=own)
    content = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    body = body_of(content, MEDIA_TYPE, served.created, "", wording.language)
    return respond(body, ("Accept-Language", "Cookie"))
