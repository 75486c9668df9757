"""Pages as a browser reads them."""

from __future__ import annotations

from flask.testing import FlaskClient
from lxml import html


def read_page(client: FlaskClient, address: str, language: str = "nl") -> html.HtmlElement:
    """A page that is there, in a language."""
    answer = client.get(address, headers={"Accept": "text/html", "Accept-Language": language})
    assert answer.status_code == 200
    return html.document_fromstring(answer.get_data(as_text=True))
