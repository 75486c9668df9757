"""The programs on the page about the data are run, against a site that is served."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from lod.rdf.namespaces import expand
from lod.site import Site
from lod.store.releases import Releases
from lod.store.sandbox.service import Sandbox
from tests.ports import listening
from webapp.app import create_app
from webapp.pages.code_snippets import Snippet, snippets
from webapp.sparql_service import endpoint_of, limits_of, prefixes_of

RUN = {".sh": "sh", ".py": sys.executable, ".R": "Rscript", ".mjs": "node"}
NEEDS = {"2-sparqlwrapper.py": "SPARQLWrapper", "3-rdflib.py": "rdflib", "4-pandas.py": "pandas"}
ALL = [one.name for one in snippets("https://data.example.org/")]


@pytest.fixture(scope="module")
def address(demo: Site) -> Iterator[str]:
    """Where the demo is served."""
    with (
        Sandbox(
            demo.var, limits_of(demo), base=endpoint_of(demo), prefixes=prefixes_of(demo), brisk=1
        ) as sandbox,
        listening(create_app(demo, sandbox.folder)) as address,
    ):
        yield f"{address}/"


def output(one: Snippet, folder: Path) -> str:
    """What a program prints; skips where what it needs is not installed."""
    program = RUN[Path(one.name).suffix]
    if not shutil.which(program) or (one.name == "1-curl.sh" and not shutil.which("curl")):
        pytest.skip(f"needs {program}, a program that pip cannot install")
    if one.name in NEEDS and not importlib.util.find_spec(NEEDS[one.name]):
        pytest.skip(f"needs {NEEDS[one.name]}, which users of the snippet have and the platform has not")
    file = folder / one.name
    file.write_text(one.text, "utf-8")
    done = subprocess.run([program, str(file)], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("name", [name for name in ALL if "comunica" not in name])
def test_each_program_gives_the_books_of_each_language(
    name: str, address: str, demo: Site, tmp_path: Path
) -> None:
    found = output(next(one for one in snippets(address) if one.name == name), tmp_path)
    current = Releases(demo.var).current()
    assert current
    store = current.open()
    kind = store.quads_for_pattern(None, NamedNode(expand("rdf:type")), NamedNode(expand("schema:Book")))
    books = {quad.subject for quad in kind}
    spoken = store.quads_for_pattern(None, NamedNode(expand("schema:inLanguage")), None)
    expected = Counter(quad.object.value for quad in spoken if quad.subject in books)
    rows = [line.split(",") for line in found.replace('"', "").split() if "," in line]
    assert {language: int(number) for language, number in rows if number.isdigit()} == expected


def test_the_page_about_the_data_shows_them(address: str, demo: Site) -> None:
    page = create_app(demo, Path("/nowhere")).test_client().get("/api").text
    assert page.count("<details><summary>") == len(ALL)
    assert f"{demo.base}sparql" in page
    assert "data.example.org" not in page
