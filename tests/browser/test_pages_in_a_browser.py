"""A page of each kind in a real browser: looks, accessibility, keyboard, no script, no other hosts."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")

pytestmark = pytest.mark.browser

PAGES = {
    "home": "/",
    "about": "/about",
    "data": "/api",
    "vocabulary": "/vocab/",
    "code-list": "/vocab/carriers.html",
    "code": "/vocab/carriers/nc.html",
    "datasets": "/dumps/",
    "usage": "/usage",
    "stories": "/stories",
    "day": "/on-this-day?day=03-02",
    "day-without-anything": "/on-this-day?day=02-29",
    "story": "/stories/koffie",
    "my-library": "/my-library",
    "sparql": "/sparql/editor",
    "sparql-answer": "/sparql/editor?query=SELECT+*+%7B%3Fs+%3Fp+%3Fo%7D+LIMIT+5",
    "edition": "/doc/instance/boeken-001",
    "periodical": "/doc/instance/boeken-010",
    "map": "/doc/instance/boeken-020",
    "arabic": "/doc/instance/boeken-030",
    "japanese": "/doc/instance/boeken-032",
    "untitled": "/doc/object/haven-8",
    "very-long-title": "/doc/instance/boeken-050",
    "many-subjects": "/doc/instance/boeken-051",
    "hostile": "/doc/instance/boeken-666",
    "work": "/doc/work/max-havelaar",
    "copy": "/doc/item/boeken-001-1",
    "object": "/doc/object/haven-7",
    "archive": "/doc/object/archief-1",
    "archive-component": "/doc/object/archief-1.2",
    "person": "/doc/agent/multatuli",
    "subject": "/doc/subject/kolonialisme",
    "place": "/doc/place/lebak",
    "organisation": "/doc/organization/NL-0100000001",
    "place-on-a-map": "/doc/place/goes",
    "subject-in-a-tree": "/doc/subject/schilderkunst",
    "archive-of-thousands": "/doc/object/s-1500",
    "maker-in-time": "/doc/agent/jan",
    "collection": "/doc/collection/boeken",
    "list": "/doc/agent/veelschrijver?list=made&page=2",
    "search": "/search?q=max",
    "search-of-all": "/search",
    "search-as-pictures": "/search?view=pictures",
    "object-with-images": "/doc/object/doek",
    "search-without-result": "/search?q=xyzzy",
    "search-misspelled": "/search?q=havelaer",
    "search-too-narrow": "/search?q=max+xyzzyxyz",
    "gone": "/doc/instance/weg",
    "not-understood": "/oembed",
    "not-found": "/nergens",
    "guide": "/guides/openrefine",
    "tell-link": "/tell/link/instance/boeken-001",
    "tell-error": "/tell/error/instance/boeken-001",
    "fragments": "/tpf",
    "model": "/vocab/model",
    "mappings": "/vocab/mapping",
    "examples": "/sparql/examples",
    "guides": "/guides",
}
"""Kind of page → one of it."""

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES = {"runOnly": WCAG, "resultTypes": ["violations"]}
PHONE, DESK = 390, 1280
LOW, HIGH = 200, 900
NARROW = 320
"""As WCAG 1.4.10 has it: no page scrolls sideways."""
ZOOMED = 640
"""A desk's window at twice the size has so many pixels of CSS."""
OPEN = "document.querySelectorAll('details:not(.more)').forEach(d => d.open = true)"
UNREACHED = """[...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
    .filter(e => e.type !== 'hidden' && e.tabIndex !== 0 && e.checkVisibility())
    .filter(e => !e.closest('#yasgui, .homepage'))
    .map(e => e.outerHTML)"""


def visit(browser, address, name, **context):  # type: ignore[no-untyped-def]
    """A fresh window on a page."""
    page = browser.new_context(**context).new_page()
    page.goto(address + PAGES[name])
    return page


def violations(page, options) -> list[str]:  # type: ignore[no-untyped-def]
    """What axe finds, one line for each."""
    found = axe.Axe().run(page, options=options).response["violations"]
    return [f"{v['id']}: {node['target']} {node.get('failureSummary')}" for v in found for node in v["nodes"]]


@dataclass
class Window:
    """A window, with what the pages in it asked for and complained of."""

    page: Any
    tools: Any
    """What a developer has beside a page."""
    hosts: set[str] = field(default_factory=set)
    said: list[str] = field(default_factory=list)

    def show(self, address: str, width: int, scheme: str) -> None:
        """Go to a page, at a width, by day or by night."""
        self.hosts.clear()
        self.said.clear()
        self.page.emulate_media(color_scheme=scheme)
        self.page.set_viewport_size({"width": width, "height": HIGH})
        self.page.goto(address)

    def widen(self, width: int, height: int = LOW) -> int:
        """How wide the page is when the window has a width.

        What the window shows is painted each time, which takes longer than to look how wide it is: it is low,
        and what is around the page (for which the browser has its own words) stays as it is.
        """
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.tools.send("Emulation.setDeviceMetricsOverride", size)
        return int(self.page.evaluate("document.documentElement.scrollWidth"))

    def picture(self, folder: Path | None, name: str) -> None:
        """A picture of the whole page, when there is a folder for it."""
        if folder:
            self.page.set_viewport_size({"width": int(self.page.evaluate("innerWidth")), "height": HIGH})
            self.page.evaluate("document.fonts.ready")
            self.page.screenshot(path=folder / f"{name}.png", full_page=True)


@pytest.fixture(scope="module")
def window(browser):  # type: ignore[no-untyped-def]
    """One window that goes from page to page: opening one takes longer than looking."""
    context = browser.new_context(locale="nl")
    page = context.new_page()
    made = Window(page, context.new_cdp_session(page))
    made.page.on("request", lambda request: made.hosts.add(urlsplit(request.url).netloc))
    made.page.on("console", lambda message: made.said.append(message.text))
    made.page.on("dialog", lambda dialog: made.said.append(dialog.message))
    yield made
    context.close()


FOCUS = """() => {
    const at = document.activeElement, box = at.getBoundingClientRect(), style = getComputedStyle(at);
    return [at === document.body || at.closest('#yasgui') !== null, style.outlineStyle !== 'none',
        box.bottom > 0 && box.top < innerHeight && box.width > 0 && box.height > 0,
        [...document.querySelectorAll('*')].indexOf(at)];
}"""
SETTLED = """() => {
    for (const image of document.images) image.loading = 'eager';
    return document.fonts.status === 'loaded' && [...document.images].every(image => image.complete);
}"""
"""A page that is still getting its pictures may move between a press of a key and a look."""
STEPS = 25
"""So many stops of the keyboard are looked at on each page; that each can be reached is tested above."""


def walk(page) -> None:  # type: ignore[no-untyped-def]
    """Each press of Tab goes on, in the order of the page, to something that can be seen and is marked."""
    page.wait_for_function(SETTLED)
    passed: list[int] = []
    for _ in range(STEPS):
        page.keyboard.press("Tab")
        left, marked, seen, at = page.evaluate(FOCUS)
        if left or at in passed[:1]:  # round the page
            break
        assert (marked, seen) == (True, True)
        passed.append(at)
    assert len(passed) > 3
    assert passed == sorted(set(passed))


@pytest.mark.parametrize("name", PAGES)
def test_anyone_can_use_a_page(window: Window, address, name, pictures: Path | None) -> None:  # type: ignore[no-untyped-def]
    """In Dutch by day on a phone and with large letters; in English by night on a desk, and by keyboard."""
    page = window.page
    window.show(address + PAGES[name], PHONE, "light")
    for width in (ZOOMED, DESK, PHONE):
        assert window.widen(width) <= width
        if width != ZOOMED:
            window.picture(pictures, f"{name}-{width}")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    for width in (ZOOMED, DESK):
        assert window.widen(width) <= width
    page.evaluate(OPEN)
    for width in (ZOOMED, DESK):
        assert window.widen(width) <= width
    page.evaluate("document.documentElement.style.fontSize = ''")
    assert window.widen(NARROW) <= NARROW
    assert window.widen(PHONE, HIGH) <= PHONE
    assert violations(page, RULES) == []
    assert page.evaluate(UNREACHED) == []
    joint = "&" if "?" in PAGES[name] else "?"
    window.show(f"{address}{PAGES[name]}{joint}lang=en", DESK, "dark")
    assert window.hosts == {urlsplit(address).netloc}
    assert [said for said in window.said if "status of 4" not in said] == []  # the page of an error is one
    assert page.evaluate("document.documentElement.lang") == "en"
    window.picture(pictures, f"{name}-{DESK}-dark-en")
    walk(page)
    page.evaluate("document.activeElement.blur()")
    page.evaluate(OPEN)
    assert violations(page, RULES) == []


def test_pages_can_be_read_without_script(browser, address) -> None:  # type: ignore[no-untyped-def]
    size = {"width": PHONE, "height": LOW}
    context = browser.new_context(locale="nl", java_script_enabled=False, viewport=size)
    page = context.new_page()
    for path in PAGES.values():
        page.goto(address + path)
        assert page.locator("main h1").count() == 1
        assert page.locator("main").inner_text().strip()
    context.close()


WITHOUT_EDGE = """[...document.querySelectorAll('main button, main .button')]
    .filter(e => e.checkVisibility() && !e.closest('#yasgui'))
    .filter(e => parseFloat(getComputedStyle(e).borderTopWidth) === 0)
    .map(e => e.outerHTML)"""


@pytest.mark.parametrize("name", ["search-of-all", "sparql", "my-library", "tell-error", "edition"])
def test_a_button_has_an_edge_where_colours_are_the_readers_own(browser, address, name) -> None:  # type: ignore[no-untyped-def]
    """High contrast takes backgrounds away: what is left of a button is its edge."""
    page = visit(browser, address, name, locale="nl", forced_colors="active")
    assert page.evaluate(WITHOUT_EDGE) == []
    page.context.close()


def test_the_dark_page_is_dark(window: Window, address) -> None:  # type: ignore[no-untyped-def]
    colours = set()
    for scheme in ("light", "dark"):
        window.show(address + PAGES["edition"], DESK, scheme)
        colours.add(window.page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert len(colours) == 2


def test_the_keyboard_goes_everywhere(browser, address) -> None:  # type: ignore[no-untyped-def]
    page = visit(browser, address, "edition", locale="nl")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    reached = set()
    for _ in range(80):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.href || document.activeElement.tagName"))
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none" or page.evaluate("document.activeElement === document.body")
    links = page.evaluate(
        "[...document.querySelectorAll('main a')].filter(a => a.checkVisibility()).map(a => a.href)"
    )
    assert set(links) <= reached
    page.context.close()


def test_the_language_can_be_changed_without_script(browser, address) -> None:  # type: ignore[no-untyped-def]
    page = visit(browser, address, "edition", locale="nl", java_script_enabled=False)
    page.get_by_role("button", name="English").click()
    assert page.url == address + PAGES["edition"]
    assert "Where to find it" in page.content()
    page.goto(address + "/")
    assert "In the light" in page.content()
    page.context.close()


def test_rest_of_a_description_opens_without_script(browser, address) -> None:  # type: ignore[no-untyped-def]
    page = visit(browser, address, "map", locale="nl", java_script_enabled=False)
    rest = page.locator("details.rest dl")
    assert not rest.is_visible()
    page.locator("details.rest > summary").click()
    assert rest.is_visible()
    page.context.close()


def test_facets_are_folded_on_a_phone_and_open_on_a_desk_without_script(browser, address) -> None:  # type: ignore[no-untyped-def]
    page = visit(
        browser,
        address,
        "search-of-all",
        java_script_enabled=False,
        viewport={"width": PHONE, "height": 900},
    )
    choice = page.locator(".facet a").first
    assert not choice.is_visible()
    page.locator(".facets > summary").click()
    assert choice.is_visible()
    page.locator(".facets > summary").click()
    page.set_viewport_size({"width": DESK, "height": 900})
    assert choice.is_visible()
    page.context.close()


def test_paper_tells_what_was_asked_and_cuts_no_cover(browser, address) -> None:  # type: ignore[no-untyped-def]
    page = visit(browser, address, "search", locale="nl")
    page.emulate_media(media="print")
    assert page.locator("#search-q").is_visible()
    assert not page.locator(".search-form button").is_visible()
    page.goto(address + PAGES["home"])
    assert page.locator(".shelf > li").first.evaluate("e => getComputedStyle(e).breakInside") == "avoid"
    page.goto(address + PAGES["my-library"])
    assert not page.locator("main form[role=search]").is_visible()
    page.context.close()
