"""The editor in a real browser, under the policy that the page has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from lod.site import Site
from lod.store.sandbox.limits import Limits
from lod.store.sandbox.service import Sandbox
from tests.ports import listening
from tests.webapp.published_site import make
from webapp.app import STATIC, create_app
from webapp.sparql_service import endpoint_of, prefixes_of

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RULES = {"runOnly": WCAG, "resultTypes": ["violations"]}
"""What is in order is not told: to say where each thing is takes axe as long as looking."""
pytestmark = pytest.mark.skipif(
    not (STATIC / "vendor" / "yasgui").is_dir(), reason="the editor could not be fetched (.ci/frontend.py)"
)


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a site with an endpoint is served."""
    site: Site = make(tmp_path_factory.mktemp("published"))
    limits = Limits(seconds=20)
    with (
        Sandbox(site.var, limits, base=endpoint_of(site), prefixes=prefixes_of(site), brisk=1) as sandbox,
        listening(create_app(site, sandbox.folder)) as address,
    ):
        yield f"{address}/sparql/editor"


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """A window in which nothing may go wrong, and nobody else may be asked."""
    context = browser.new_context(locale="en-GB", viewport={"width": 1200, "height": 1000})
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda one: faults.append(one.url) if "//127.0.0.1" not in one.url else None)
    page.on(
        "console",
        lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None,
    )
    yield page
    context.close()
    assert not [fault for fault in faults if not fault.startswith(("data:", "blob:"))]


def test_a_question_is_asked_and_answered_in_the_editor(tab: Page, endpoint: str) -> None:
    tab.goto(f"{endpoint}?example=by-year")
    tab.wait_for_selector("#yasgui .CodeMirror")
    assert not tab.is_visible(".sparql-form textarea")
    assert "datePublished" in tab.inner_text("#yasgui .CodeMirror")
    tab.click("#yasgui .yasqe_queryButton")
    tab.wait_for_selector("#yasgui .sparql-answer td >> text=1999")
    href = tab.get_attribute("#yasgui .sparql-answer p a", "href")
    assert href
    assert "format=csv" in href
    tab.click("#yasgui .select_table")
    tab.wait_for_selector("#yasgui table.dataTable td >> text=1999")
    assert tab.evaluate("document.querySelector('#yasgui .grip-container').offsetHeight") == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_editor_with_an_answer_is_for_everybody(
    browser: Browser, endpoint: str, language: str, scheme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(locale=language, color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{endpoint}?example=by-year")
    page.click("#yasgui .yasqe_queryButton")
    for view, drawn in (("answer", ".sparql-answer"), ("table", "table"), ("response", ".CodeMirror")):
        page.click(f"#yasgui .select_{view}")
        page.wait_for_selector(f"#yasgui .yasr_results {drawn}")
        found = axe.Axe().run(page, options=RULES).response["violations"]
        assert not [f"{v['id']}: {node['target']}" for v in found for node in v["nodes"]], view
    said = page.inner_text("#yasgui .yasr_header")
    assert ("Zoals het kwam" in said) == (language == "nl")
    assert ("As it came" in said) == (language == "en")
    context.close()


def test_a_question_gets_a_short_link(tab: Page, endpoint: str) -> None:
    tab.goto(f"{endpoint}?example=by-year")
    tab.click("#yasgui .yasqe_share")
    tab.click("#yasgui .yasqe_sharePopup .shorten")
    expect(tab.locator("#yasgui .yasqe_sharePopup input")).to_have_value(re.compile("/q/"))
    key = tab.input_value("#yasgui .yasqe_sharePopup input").rpartition("/")[2]
    tab.goto(endpoint.replace("/sparql/editor", f"/q/{key}"))
    tab.wait_for_selector("#yasgui .CodeMirror")
    assert "datePublished" in tab.inner_text("#yasgui .tabPanel.active .CodeMirror")


def test_a_link_that_is_shared_holds_the_question(tab: Page, endpoint: str) -> None:
    tab.goto(f"{endpoint}#query=ASK%20%7B%20%3Fshared%20a%20schema%3ABook%20%7D")
    tab.wait_for_selector("#yasgui .CodeMirror")
    assert "?shared" in tab.inner_text("#yasgui .tabPanel.active .CodeMirror")


def test_advice_is_given_while_one_writes(tab: Page, endpoint: str) -> None:
    query = "SELECT * { ?a schema:name ?b OPTIONAL { ?a schema:isbn ?c FILTER(?c > '1') } }"
    tab.goto(f"{endpoint}#query={query}")
    tab.wait_for_selector("#advice:not([hidden]) >> text=FILTER inside OPTIONAL")


def test_classes_of_the_data_model_complete_what_is_written(tab: Page, endpoint: str) -> None:
    tab.goto(f"{endpoint}#query=PREFIX schema: <https://schema.org/> SELECT * {{ ?a a schema:Vis }}")
    tab.wait_for_selector("#yasgui .CodeMirror")
    tab.evaluate(
        "() => { const all = document.querySelectorAll('#yasgui .tabPanel.active .CodeMirror');"
        "const mirror = all[0].CodeMirror; mirror.focus();"
        "const at = mirror.getValue().indexOf('schema:Vis') + 10;"
        "mirror.setCursor(mirror.posFromIndex(at)); }"
    )
    tab.keyboard.press("Control+Space")
    tab.wait_for_selector(".CodeMirror-hints >> text=VisualArtwork")


def test_the_plain_form_is_there_without_scripts(browser: Browser, endpoint: str) -> None:
    context = browser.new_context(java_script_enabled=False, locale="nl-NL")
    page = context.new_page()
    page.goto(f"{endpoint}?query=ASK%20%7B%7D")
    assert page.is_visible(".sparql-form textarea")
    assert not page.is_visible("#yasgui")
    assert page.is_visible("#answer")
    context.close()


def test_prefixes_that_need_no_declaration_are_no_errors(tab: Page, endpoint: str) -> None:
    query = "SELECT * { ?book schema:name ?name ; bf:title ?title ; lod:x ?x }"
    tab.goto(f"{endpoint}#query={query}")
    tab.wait_for_selector("#yasgui .CodeMirror")
    tab.wait_for_selector("#yasgui .yasqe_queryButton.query_valid")
    assert not tab.locator("#yasgui .parseErrorIcon").count()
    tab.evaluate(
        "() => document.querySelector('#yasgui .tabPanel.active .CodeMirror').CodeMirror"
        ".setValue('SELECT * { ?book nobody:name ?name }')"
    )
    tab.wait_for_selector("#yasgui .yasqe_queryButton.query_error")
