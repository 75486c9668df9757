"""Suggestions below the search box: by keyboard, to who listens, and without script a box that searches."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.test_pages_in_a_browser import PHONE, RULES, violations

pytestmark = pytest.mark.browser

BOXES = {"/": "#hero-q", "/search": "#search-q"}
TOLD_AND_SHOWN = """() => [document.querySelector("[role=status]").textContent,
    document.querySelectorAll(".suggestions [role=option]").length]"""
"""At one moment: others may take their place while one types."""


@pytest.mark.parametrize("path", BOXES)
def test_who_types_can_choose_by_keyboard(browser, address, path) -> None:  # type: ignore[no-untyped-def]
    """Arrows go through them and past the ends back to what was typed; Enter goes there, Escape closes."""
    context = browser.new_context(locale="nl", viewport={"width": PHONE, "height": 900})
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    page.goto(address + path)
    box, options = page.locator(BOXES[path]), page.locator(".suggestions [role=option]")
    box.press_sequentially("multa")
    options.first.wait_for()
    assert box.get_attribute("aria-expanded") == "true"
    told, shown = page.evaluate(TOLD_AND_SHOWN)
    assert told == f"{shown} suggesties"
    assert violations(page, RULES) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
    box.press("ArrowUp")
    assert box.get_attribute("aria-activedescendant") == options.last.get_attribute("id")
    box.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") is None
    box.press("Escape")
    assert (options.first.is_visible(), box.input_value()) == (False, "multa")
    box.press("ArrowDown")
    chosen = options.first.get_attribute("data-href")
    box.press("Enter")
    page.wait_for_url(f"**{chosen}")
    assert refused == [], "the policy of the page lets it run"
    context.close()


def test_enter_without_a_choice_searches(browser, address) -> None:  # type: ignore[no-untyped-def]
    for script in (True, False):
        context = browser.new_context(locale="nl", java_script_enabled=script)
        page = context.new_page()
        page.goto(address)
        page.locator("#hero-q").press_sequentially("multatuli")
        page.locator("#hero-q").press("Enter")
        page.wait_for_url("**/search?q=multatuli")
        context.close()


@pytest.mark.parametrize(("key", "open"), [("ArrowDown", True), ("Escape", False)])
def test_what_comes_late_takes_no_choice_away(browser, address, key, open) -> None:  # type: ignore[no-untyped-def]
    """The answer to the last letters came after a choice was made, or the list closed, and undid that."""
    context = browser.new_context(locale="nl")
    page = context.new_page()
    page.goto(address)
    box, options = page.locator("#hero-q"), page.locator(".suggestions [role=option]")
    box.press_sequentially("mul")
    options.first.wait_for()
    late: list[Any] = []
    page.route("**/suggest?*q=multa", lambda route: late.append(route))
    with page.expect_request("**/suggest?*q=multa"):
        box.press_sequentially("ta")
    box.press(key)
    chosen = box.get_attribute("aria-activedescendant")
    assert (chosen is not None) == open
    with page.expect_event("requestfinished"):
        late.pop().continue_()
    page.evaluate("new Promise(done => setTimeout(done, 50))")
    assert (options.first.is_visible(), box.get_attribute("aria-activedescendant")) == (open, chosen)
    context.close()


def test_they_speak_the_language_of_the_page(browser, address) -> None:  # type: ignore[no-untyped-def]
    """Also where the page was asked for in another one than the browser's."""
    context = browser.new_context(locale="en")
    page = context.new_page()
    page.goto(f"{address}/?lang=nl")
    page.locator(BOXES["/"]).press_sequentially("multa")
    page.locator(".suggestions [role=option]").first.wait_for()
    told, shown = page.evaluate(TOLD_AND_SHOWN)
    assert told == f"{shown} suggesties"
    context.close()
