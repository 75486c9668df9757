"""The card, on a page of another site that allows next to nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser

from tests.webapp.sample_release import BASE

THING = f"{BASE}id/instance/boeken-001"


@pytest.fixture(scope="module")
def museum(address: str) -> Iterator[str]:
    """A page elsewhere, under a policy of its own: scripts and connections of our site, and nothing else."""
    page = f"""<!doctype html><html lang="nl"><meta charset="utf-8"><title>Museum</title><h1>Museum</h1>
        <script type="module" src="{address}/static/now/card.js"></script>
        <lod-card src="{THING}"><a href="{THING}">Een boek</a></lod-card>
        <lod-card src="{BASE}id/instance/never-was"><a href="{BASE}">Iets anders</a></lod-card>"""
    policy = f"default-src 'none'; script-src {address}; connect-src {address}"

    class Museum(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Museum)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_a_card_is_live_on_a_page_of_another_site(browser: Browser, museum: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if "Content Security" in said.text else None)
    page.goto(museum)
    page.wait_for_selector("lod-card small")
    card = page.locator("lod-card").first
    assert card.locator("a").get_attribute("href") == THING
    assert "Max Havelaar" in card.inner_text()
    assert "Een boek" not in card.inner_text()
    page.wait_for_load_state("networkidle")
    other = page.locator("lod-card").nth(1)
    assert other.inner_text() == "Iets anders", "what we do not know stays as it was written"
    assert not [text for text in refused if "favicon" not in text]
    assert not context.cookies()
    context.close()


def test_without_javascript_the_link_that_was_written_stays(browser: Browser, museum: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(museum)
    assert page.locator("lod-card a").first.get_attribute("href") == THING
    assert page.locator("lod-card").first.inner_text() == "Een boek"
    context.close()
