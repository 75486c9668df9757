"""The site as files: each is what the application answers, all links lead somewhere, it can be searched."""

from __future__ import annotations

import html
import itertools
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import sync_playwright

from lod.errors import LodError
from lod.publish import publish
from lod.rdf import code_lists
from lod.rdf.formats import RDF
from lod.site import Site
from tests.browser.conftest import CHROMIUM, FLAGS, PATIENCE
from tests.ports import free_port
from tests.webapp.published_site import ask, make, serve
from webapp.pages import labels, mappings
from webapp.static_export import Exported, export
from webapp.static_export import search_index as still_index
from webapp.static_export.file_writer import PART, Files

NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
BASE = "https://data.voorbeeldstad.example/"
RECORDS = 6
"""So many records of the library are exported, for speed."""
LISTS = ("languages", "marcauthen", "relators")
"""And so many lists of codes."""
MAPPINGS = 2
"""And the pages of so many mappings, each of which is as long as those of twenty things."""


def shortened(site: Path, records: int) -> None:
    """The library's catalogue, with its first records only."""
    file = site / "collections/leeszaal/catalogus.xml"
    text = file.read_text("utf-8")
    end = [found.end() for found in re.finditer(r"</(?:\w+:)?record>", text)]
    last = text.rindex("</")
    file.write_text(text[: end[records - 1]] + "\n" + text[last:], "utf-8")
    settings = site / "collections/leeszaal/collection.toml"
    settings.write_text(re.sub(r"(?m)^(minimum|maximum) = .*$", "", settings.read_text("utf-8")), "utf-8")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site of an archive and a few books."""
    folder = tmp_path_factory.mktemp("still")
    return make(folder, ("archief", "leeszaal"), lambda: shortened(folder, RECORDS))


def to_files(site: Site, folder: Path, lists: tuple[str, ...] = LISTS) -> Exported:
    """Export, with a few of the code lists and the pages of a few mappings."""
    every = mappings.used
    known = {stem: name for stem, name in code_lists._by_stem().items() if name in lists}
    with pytest.MonkeyPatch.context() as few:
        few.setattr(code_lists, "names", lambda: lists)
        few.setattr(mappings, "used", lambda *given: dict(list(every(*given).items())[:MAPPINGS]))
        few.setattr(code_lists, "_by_stem", lambda: known)  # no labels of lists that have no page
        labels.code_name.cache_clear()
        found = export(site, folder)
    labels.code_name.cache_clear()
    return found


@pytest.fixture(scope="module")
def live(site: Site) -> FlaskClient:
    """The application that serves it."""
    return serve(site).test_client(use_cookies=False)


@pytest.fixture(scope="module")
def exported(site: Site, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Exported]:
    """It as files."""
    folder = tmp_path_factory.mktemp("files") / "site"
    return folder, to_files(site, folder)


@pytest.fixture(scope="module")
def folder(exported: tuple[Path, Exported]) -> Path:
    return exported[0]


def things(folder: Path) -> list[str]:
    """Addresses of descriptions below the root."""
    found = (path.relative_to(folder).as_posix() for path in folder.glob("doc/*/*.ttl"))
    return sorted(name.removesuffix(".ttl") for name in found)


def test_every_representation_is_what_the_application_answers(folder: Path, live: FlaskClient) -> None:
    names = [name for name in things(folder) if not name.startswith("doc/collection/")]  # the next test
    assert len(names) > 50
    for name in names:
        for form in RDF:
            answer = live.get(f"/{name}.{form.suffix}")
            assert (folder / f"{name}.{form.suffix}").read_bytes() == answer.data, (name, form.suffix)
    for name in ("robots.txt", "sitemap.xml", "vocab/relators.ttl", "vocab/context.jsonld", "links/all.csv"):
        assert (folder / name).read_bytes() == live.get(f"/{name}").data, name
    assert (folder / "changes/index.json").read_bytes() == live.get("/changes").data
    assert (folder / "changes/1").read_bytes() == live.get("/changes/1").data
    dump = live.get("/dumps/all.nt.gz")
    assert (folder / "dumps/all.nt.gz").read_bytes() == dump.data


def test_datasets_are_described_without_what_only_a_program_can_answer(
    folder: Path, live: FlaskClient
) -> None:
    def lines(content: bytes) -> set[str]:
        return set(content.decode().splitlines())

    for name in ("doc/collection/archief.nt", ".well-known/datacatalog.nt", ".well-known/void.nt"):
        here, there = lines((folder / name).read_bytes()), lines(live.get(f"/{name}").data)
        assert here <= there
        assert all("sparql" in line.lower() for line in there - here)
        assert not any("/sparql>" in line for line in here)
    assert "SPARQL" not in (folder / "llms.txt").read_text("utf-8")
    paths = json.loads((folder / "api/openapi.json").read_bytes())["paths"]
    assert "/sparql" not in paths
    assert "/doc/{kind}/{key}" in paths


def candidates(path: str) -> list[str]:
    """The files that a host with clean addresses looks for."""
    if path == "" or path.endswith("/"):
        return [f"{path}index.html"]
    return [path, f"{path}.html", f"{path}/index.html", f"{path}/index.json", f"{path}/index.ttl"]


LINK = re.compile(r"""\b(?:href|src|action)="([^"]*)"|<meta http-equiv="refresh" content="0; url=([^"]*)">""")
ID = re.compile(r'\bid="([^"]*)"')


def dead_links(folder: Path) -> Iterator[str]:
    """What pages link to below the base that is no file, or no place in one."""
    anchors: dict[Path, set[str]] = {}
    for page in sorted(folder.rglob("*.html")):
        name = page.relative_to(folder).as_posix()
        here = f"{BASE}{name.removesuffix('index.html').removesuffix('.html')}"
        for found in LINK.finditer(page.read_text("utf-8")):
            full = urlsplit(urljoin(here, html.unescape(found[1] or found[2] or "")))
            if f"{full.scheme}://{full.netloc}/" != BASE:
                continue
            files = [folder / one for one in candidates(unquote(full.path[1:]))]
            file = next((one for one in files if one.is_file()), None)
            if file is None or full.query:
                yield f"{name}: {found[0]}"
            elif full.fragment and file.suffix == ".html" and "/doc/" not in full.path:
                # a part of a thing that its page does not show by itself leads to the page, as everywhere
                if file not in anchors:
                    anchors[file] = {html.unescape(one) for one in ID.findall(file.read_text("utf-8"))}
                if unquote(full.fragment) not in anchors[file]:
                    yield f"{name}: {found[0]}: no such place"


def test_every_link_of_ours_leads_to_a_file(folder: Path) -> None:
    assert list(dead_links(folder)) == []


def test_the_check_of_links_sees_dead_ones(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text('<a href="/b">x</a><a href="/a?q=1">x</a><a href="/a#no">x</a>', "utf-8")
    assert len(list(dead_links(tmp_path))) == 3


def test_pages_are_in_each_language_and_lead_to_the_other(folder: Path, live: FlaskClient) -> None:
    name = next(name for name in things(folder) if name.startswith("doc/instance/"))
    dutch, english = folder / f"{name}.html", folder / "en" / f"{name}.html"
    assert '<html lang="nl">' in dutch.read_text("utf-8")
    text = english.read_text("utf-8")
    assert '<html lang="en">' in text
    assert f'<link rel="canonical" href="{BASE}en/{name}">' in text
    assert f'hreflang="x-default" href="{BASE}{name}"' in text
    assert f'<a href="/{name}" lang="nl" hreflang="nl">' in text
    heading = re.compile(r"<h1.*?</h1>", re.DOTALL)
    for language, page in (("nl", dutch), ("en", english)):
        answer = live.get(f"/{name}?lang={language}", headers={"Accept": "text/html"})
        assert heading.findall(page.read_text("utf-8")) == heading.findall(answer.text)


def test_nothing_on_a_page_needs_a_program(folder: Path) -> None:
    for page in folder.rglob("*.html"):
        text = page.read_text("utf-8")
        assert 'method="post"' not in text
        assert not re.search(
            r'(?:href|action)="(?:/en)?/(?:ask|usage|my-library|random|sparql|oai)\b', text
        ), page
        forms = re.findall(r'<form[^>]*action="([^"]*)"', text)
        assert set(forms) <= {"/search", "/en/search"}
        if 'http-equiv="refresh"' not in text:
            assert 'http-equiv="Content-Security-Policy"' in text


def test_a_request_goes_straight_to_the_form_of_the_library(folder: Path) -> None:
    pages = [page.read_text("utf-8") for page in folder.glob("doc/instance/*.html")]
    assert any(
        re.search(r'<a[^>]* href="https://(?!data\.voorbeeldstad)[^"]*" rel="external noopener nofollow">', p)
        for p in pages
    )


def test_an_identifier_leads_to_the_page_where_a_host_knows_no_rules(folder: Path) -> None:
    name = things(folder)[0]
    stub = (folder / f"{name.replace('doc/', 'id/', 1)}.html").read_text("utf-8")
    assert f'<meta http-equiv="refresh" content="0; url=/{name}">' in stub
    assert f'<link rel="canonical" href="{BASE}{name}">' in stub


def whole(folder: Path, *, index: bool = False) -> dict[str, bytes]:
    """Each file of the index, or all others: in a copy the index has its pages in another order."""
    files = {one.relative_to(folder): one for one in folder.rglob("*") if one.is_file()}
    return {str(n): f.read_bytes() for n, f in files.items() if (still_index.BUNDLE in n.parts) == index}


@pytest.fixture(scope="module")
def changed(
    site: Site, exported: tuple[Path, Exported], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Exported]:
    """A copy of the files, exported again twice: with nothing changed, and with a book less."""
    folder = tmp_path_factory.mktemp("changed") / "site"
    shutil.copytree(exported[0], folder)
    before = whole(folder)
    (folder / "doc/instance/.part~").write_bytes(b"half")
    (folder / "doc/instance/never-was.html").write_bytes(b"old")
    (folder / "CNAME").write_bytes(b"data.example.org\n")
    to_files(site, folder)
    assert whole(folder) == {**before, "CNAME": b"data.example.org\n"}, "the same release, the same bytes"
    found = whole(folder, index=True)
    still_index.write(Files(folder))
    assert whole(folder, index=True) == found
    shortened(site.folder, RECORDS - 1)
    publish(site)
    second = to_files(site, folder)
    return folder, second


def test_only_what_changed_is_written_again(changed: tuple[Path, Exported]) -> None:
    folder, made = changed
    assert made.release == 2
    assert 0 < made.files.written < made.files.unchanged
    assert (folder / "CNAME").is_file(), "files of others stay"


def test_what_is_gone_keeps_its_last_description(changed: tuple[Path, Exported]) -> None:
    folder, made = changed
    gone = next(thing for thing in made.fate.gone if thing.kind == "instance")
    page = (folder / f"doc/instance/{gone.key}.html").read_text("utf-8")
    assert "Dit is hier niet meer" in page or 'class="notice"' in page
    assert "data-pagefind-body" not in page
    assert f"/doc/instance/{gone.key}.ttl 1;" in (folder / "nginx.conf").read_text("utf-8")


def test_a_folder_of_others_is_not_written_into(site: Site, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("mine", "utf-8")
    with pytest.raises(LodError, match="found files in it"):
        export(site, tmp_path)


def test_what_is_to_be_installed_is_said(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pagefind_bin", None)
    with pytest.raises(LodError, match=r"pip install '\.\[static\]'"):
        export(site, tmp_path / "new")
    assert not (tmp_path / "new").exists()
    assert ".[static]" in still_index.INSTALL


@pytest.fixture(scope="module")
def host(changed: tuple[Path, Exported], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Its address, served by nginx by the rules that were exported."""
    if not NGINX:
        pytest.skip("needs nginx, a program that pip cannot install; .ci/run does")
    work = tmp_path_factory.mktemp("nginx")
    port = free_port()
    rules = (changed[0] / "nginx.conf").read_text("utf-8")
    rules = re.sub(r"(?m)^    root .*;$", f"    root {changed[0]};", rules)
    rules = rules.replace("listen 80;", f"listen 127.0.0.1:{port};")
    (work / "rules.conf").write_text(rules, "utf-8")
    places = "\n".join(
        f"{name}_temp_path {work};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (work / "nginx.conf").write_text(
        f"pid {work}/pid; error_log {work}/error.log; daemon off; worker_processes 1; "
        f"events {{}} http {{ access_log off; {places} include {work}/rules.conf; }}",
        "utf-8",
    )
    user = ["-g", "user root;"] if os.getuid() == 0 else []
    with subprocess.Popen(
        [NGINX, "-c", str(work / "nginx.conf"), "-e", f"{work}/error.log", *user]
    ) as process:
        try:
            for _ in range(1_000):
                try:
                    socket.create_connection(("127.0.0.1", port), 1).close()
                    break
                except OSError:
                    assert process.poll() is None, (work / "error.log").read_text("utf-8")
                    time.sleep(0.05)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def test_nginx_answers_as_the_application_does(host: str, changed: tuple[Path, Exported], site: Site) -> None:
    live = serve(Site.load(site.folder)).test_client(use_cookies=False)
    folder, made = changed
    gone = {f"doc/{thing.kind}/{thing.key}" for thing in made.fate.gone}
    name = next(name for name in things(folder) if name not in gone)
    paths = [f"/{name.replace('doc/', 'id/', 1)}", f"/{name}", f"/{name}.ttl", f"/{name}.json", "/changes",
             "/changes/1", "/ldes/1.ttl", "/nowhere", "/doc/work/nowhere", "/.well-known/void.ttl",
             "/vocab/relators.ttl",
             *(f"/{one}" for one in sorted(gone)[:2]), *(f"/{one}.ttl" for one in sorted(gone)[:2]),
             *(f"/{one.replace('doc/', 'id/', 1)}" for one in sorted(gone)[:2])]  # fmt: skip
    for path in paths:
        for accept in ("text/html", "text/turtle"):
            status, headers, body = ask(host, path, accept)
            answer = live.get(path, headers={"Accept": accept})
            if answer.status_code == 406:
                continue
            assert status == answer.status_code, (path, accept)
            if answer.status_code < 400 and answer.location:
                assert headers["location"] == answer.location
            elif "html" not in answer.content_type and answer.status_code == 200 and "void" not in path:
                assert body == answer.data, (path, accept)
                assert headers["content-type"].replace(" ", "") == answer.content_type.replace(" ", ""), path
    assert "frame-ancestors 'none'" in ask(host, f"/{name}")[1]["content-security-policy"]


@pytest.mark.browser
def test_a_browser_finds_a_thing_and_shows_its_page(host: str) -> None:
    if CHROMIUM is None:
        pytest.skip("needs Chromium, a program that pip cannot install; .ci/run does")
    # In a thread of its own: Playwright allows one driver in each, and other tests keep theirs.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(find_and_show, sync_playwright, host).result()


def find_and_show(driven: Callable[[], Any], host: str) -> None:
    """Look for a thing as a visitor does, and open its page."""
    with driven() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS), timeout=PATIENCE)
        page = browser.new_page()
        page.set_default_timeout(PATIENCE)
        faults: list[str] = []
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.goto(f"{host}/")
        page.fill("#hero-q", "leesvereniging")
        page.press("#hero-q", "Enter")
        page.wait_for_selector(".pagefind-ui__result-link")
        page.click(".pagefind-ui__result-link")
        page.wait_for_selector("article h1")
        assert "/doc/" in page.url
        assert not page.url.endswith(".html")
        assert faults == []
        browser.close()


def test_processes_that_write_side_by_side_do_not_disturb_each_other(
    site: Site, live: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOD_PROCESSES", "2")
    exporting = sys.modules["webapp.static_export.export"]  # the function has the name of its module
    monkeypatch.setattr(exporting, "FEW", 1)
    monkeypatch.setattr(exporting, "CHUNK", 4)
    every = exporting._things
    monkeypatch.setattr(exporting, "_things", lambda site: every(site)[::3])
    folder = tmp_path / "site"
    to_files(site, folder, LISTS[1:2])
    assert not list(folder.rglob(f"*{PART}"))
    names = [name for name in things(folder) if not name.startswith("doc/collection/")]
    assert len(names) > 30
    for name in names:
        assert (folder / f"{name}.ttl").read_bytes() == live.get(f"/{name}.ttl").data, name
        assert name.rpartition("/")[2] in (folder / f"{name}.html").read_text("utf-8"), name


def test_addresses_are_addresses_and_headings_skip_no_level(folder: Path) -> None:
    pages = sorted(folder.rglob("*.html"))
    assert len(pages) > 300
    for page in pages:
        text = page.read_text("utf-8")
        wrong = [one for one in re.findall(r'href="([^"]*)"', text) if re.search(r"[\s<>{}|\\^`]", one)]
        assert not wrong, page
        levels = [int(one) for one in re.findall(r"<h([1-6])\b", text)]
        skipped = [(a, b) for a, b in itertools.pairwise(levels) if b > a + 1]
        assert not skipped, page
