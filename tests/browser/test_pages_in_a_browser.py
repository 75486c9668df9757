"""A page of each kind in a real browser: looks, accessibility, keyboard, no script, no other hosts."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")

pytestmark = pytest.mark.browser

PAGES = {
    "home": "/",
    "about": "/about",
    "data": "/api",
    "vocabulary": "/vocab/",
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
    "person": "/doc/agent/multatuli",
    "subject": "/doc/subject/kolonialisme",
    "place": "/doc/place/lebak",
    "organisation": "/doc/organization/NL-0100000001",
    "collection": "/doc/collection/boeken",
    "list": "/doc/agent/veelschrijver?list=made&page=2",
    "search": "/search?q=max",
    "search-of-all": "/search",
    "search-without-result": "/search?q=xyzzy",
    "gone": "/doc/instance/weg",
    "not-found": "/nergens",
}
"""Kind of page → one of it."""

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES = {"runOnly": WCAG, "resultTypes": ["violations"]}
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}
WIDTHS = (390, 1280)


def visit(browser, address, name, **context):  # type: ignore[no-untyped-def]
    """A fresh window on a page."""
    page = browser.new_context(**context).new_page()
    page.goto(address + PAGES[name])
    return page


def violations(page, options) -> list[str]:  # type: ignore[no-untyped-def]
    """What axe finds, one line for each."""
    found = axe.Axe().run(page, options=options).response["violations"]
    return [f"{v['id']}: {node['target']} {node.get('failureSummary')}" for v in found for node in v["nodes"]]


@pytest.fixture(scope="module")
def window(browser):  # type: ignore[no-untyped-def]
    """One window that goes from page to page: opening one takes longer than looking."""
    context = browser.new_context(locale="nl")
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_anyone_can_use_a_page(window, address, name, pictures: Path) -> None:  # type: ignore[no-untyped-def]
    window.emulate_media(color_scheme="light")
    for width in WIDTHS:
        window.set_viewport_size({"width": width, "height": 900})
        window.goto(address + PAGES[name])
        assert window.evaluate("document.documentElement.scrollWidth") <= width
        window.evaluate("document.fonts.ready")
        window.screenshot(path=pictures / f"{name}-{width}.png", full_page=True)
    window.evaluate("document.querySelectorAll('.rest').forEach(d => d.open = true)")
    assert violations(window, RULES) == []
    window.emulate_media(color_scheme="dark")
    assert violations(window, CONTRAST) == []
    joint = "&" if "?" in PAGES[name] else "?"
    window.goto(f"{address}{PAGES[name]}{joint}lang=en")
    assert window.evaluate("document.documentElement.lang") == "en"
    assert violations(window, RULES) == []


@pytest.mark.parametrize("name", ["home", "edition", "data", "hostile"])
def test_a_page_fits_at_twice_the_size(browser, address, name) -> None:  # type: ignore[no-untyped-def]
    page = visit(browser, address, name, viewport={"width": 1280, "height": 1024})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    page.set_viewport_size({"width": 640, "height": 512})
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
    page.context.close()


def test_the_dark_page_is_dark(browser, address, pictures: Path) -> None:  # type: ignore[no-untyped-def]
    colours = set()
    for scheme in ("light", "dark"):
        page = visit(
            browser, address, "edition", color_scheme=scheme, viewport={"width": 1280, "height": 900}
        )
        colours.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        page.screenshot(path=pictures / f"edition-{scheme}.png", full_page=True)
        page.context.close()
    assert len(colours) == 2


@pytest.mark.parametrize("name", ["home", "edition", "hostile", "data"])
def test_nothing_is_loaded_from_elsewhere_and_nothing_complains(browser, address, name) -> None:  # type: ignore[no-untyped-def]
    page = browser.new_context().new_page()
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.goto(address + PAGES[name], wait_until="networkidle")
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(address).netloc}
    assert said == []
    page.context.close()


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
