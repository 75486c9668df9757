"""The documentation tells of everything that can be listed, and what it tells is there."""

from __future__ import annotations

import dataclasses
import importlib.util
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import markdown
import pytest
import yaml

from lod import environment, errors, package_data
from lod.site import (
    Collection,
    Expected,
    Harvesting,
    Inbox,
    Limits,
    Mail,
    Oai,
    Organization,
    Place,
    Publishing,
    Request,
    Serving,
    Site,
    Sru,
)
from lod.site.remote_store import Remote
from lod.site.targets import Columns, Target

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "data" / "README.md", *sorted(DOCS.glob("*.md"))]


def script(name: str) -> ModuleType:
    """A program in the folder of the documentation."""
    spec = importlib.util.spec_from_file_location(name, DOCS / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def make_commands() -> ModuleType:
    """The script that writes docs/commands.md."""
    return script("make_commands")


def text(path: Path) -> str:
    return path.read_text("utf-8")


def test_the_page_of_commands_is_what_the_commands_say(make_commands: ModuleType) -> None:
    assert text(DOCS / "commands.md") == make_commands.page(), "run make docs"


def test_every_command_and_option_is_on_the_page_of_commands(make_commands: ModuleType) -> None:
    page = text(DOCS / "commands.md")
    for name, command in make_commands.commands(make_commands.command_line(), "lod"):
        assert f"## {name}\n" in page
        for parameter in command.params:
            for option in (*parameter.opts, *parameter.secondary_opts):
                assert option.lower() in page.lower(), f"{name} {option}"


def test_every_command_says_what_it_does(make_commands: ModuleType) -> None:
    found = list(make_commands.commands(make_commands.command_line(), "lod"))
    assert not [name for name, command in found if not command.get_short_help_str()]
    options = [(name, p) for name, command in found for p in command.params if p.param_type_name == "option"]
    assert not [f"{name} {p.opts[0]}" for name, p in options if not getattr(p, "help", "")]


SECTIONS = [
    (Site, "## site.toml"),
    (Limits, "### [limits]"),
    (Publishing, "### [publish]"),
    (Remote, "### [store]"),
    (Organization, "## organizations.toml"),
    (Place, "## organizations.toml"),
    (Request, "## organizations.toml"),
    (Collection, "## collection.toml"),
    (Expected, "## collection.toml"),
    (Harvesting, "### [harvest]"),
    (Serving, "### [serve]"),
    (Inbox, "### [inbox]"),
    (Mail, "### [mail]"),
    (Oai, "## collection.toml"),
    (Sru, "## collection.toml"),
    (Target, "## `targets/<name>.toml`"),
    (Columns, "## `targets/<name>.toml`"),
]


@pytest.mark.parametrize(("shape", "heading"), SECTIONS)
def test_every_key_of_a_site_is_in_the_docs(shape: type, heading: str) -> None:
    section = re.split(r"^## ", text(DOCS / "site.md").partition(heading + "\n")[2], flags=re.MULTILINE)[0]
    told = re.findall(r"`[^`]+`|^### .*$|\*\*\[.*?\]\*\*", section, re.MULTILINE)
    keys = [f.metadata.get("key", f.name) for f in dataclasses.fields(shape) if not f.metadata.get("given")]
    assert not [key for key in keys if not any(re.search(rf"\b{key}\b", part) for part in told)]


@pytest.mark.parametrize(
    "shape", [Site, Limits, Publishing, Harvesting, Serving, Inbox, Mail, Organization, Collection]
)
def test_a_new_site_shows_every_key(shape: type) -> None:
    new = "\n".join(text(path) for path in package_data.folder("data").joinpath("new-site").rglob("*.toml"))
    keys = {f.name for f in dataclasses.fields(shape) if not f.metadata.get("given")} - {
        "id",
        "isil",
        "same_as",
    }
    assert not [key for key in sorted(keys) if not re.search(rf"\b{key}\b", new)]


def test_every_environment_variable_is_in_the_docs() -> None:
    assert not [name for name in environment.NAMES if f"`{name}`" not in text(DOCS / "site.md")]


def test_every_error_is_in_the_tree_of_errors() -> None:
    names = [name for name, value in vars(errors).items() if isinstance(value, type)]
    assert not [name for name in names if name not in (errors.__doc__ or "")]


def test_every_format_is_in_the_docs() -> None:
    from lod import sources

    assert not [f.name for f in sources.formats() if f"`{f.name}`" not in text(DOCS / "formats.md")]


def shell_lines(page: str) -> Iterator[str]:
    """What the reader of a page is told to type."""
    for block in re.findall(r"^```(?:console|sh|shell)\n(.*?)^```", page, re.MULTILINE | re.DOTALL):
        prompted = re.findall(r"^\$ (.*)$", block, re.MULTILINE)
        yield from prompted


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_in_the_docs_exist(page: Path, make_commands: ModuleType) -> None:
    names = {name for name, _ in make_commands.commands(make_commands.command_line(), "lod")}
    targets = set(re.findall(r"^([a-z-]+):", text(ROOT / "Makefile"), re.MULTILINE))
    for line in shell_lines(text(page)):
        if match := re.match(r"(?:\.venv/bin/)?lod ((?:mapping )?[a-z-]+)", line):
            assert f"lod {match[1]}" in names, line
        if match := re.match(r"make ([a-z]+)", line):
            assert match[1] in targets, line


def told(output: str) -> str:
    """Output without what differs from run to run: times, sizes and the width of columns.

    How many statements there are, and what share is left over, is the same each time.
    """
    numbers = re.compile(r"\d[\d,.:TZ-]*(?P<stays> statements|% of subfields)?")
    return re.sub(r" +", " ", numbers.sub(lambda hit: hit[0] if hit["stays"] else "0", output))


def test_the_five_minutes_of_the_readme_go_as_it_says(tmp_path: Path) -> None:
    demo = "demo/collections/bibliotheek"
    shutil.copytree(package_data.folder("data") / demo, tmp_path / "data" / demo)
    section = text(ROOT / "README.md").partition("## Your own data")[2].partition("\n## ")[0]
    steps = re.findall(r"^\$ (.*)\n((?:(?!\$ |```).*\n)*)", section, re.MULTILINE)
    assert len(steps) >= 5
    for command, promised in steps:
        words = shlex.split(command)
        if words[0] == "lod":
            words[0] = str(Path(sys.executable).with_name("lod"))
        done = subprocess.run(words, cwd=tmp_path, stdout=-1, stderr=subprocess.STDOUT, text=True)
        assert done.returncode == 0, f"{command}\n{done.stdout}"
        pattern = re.escape(told(promised)).replace("…\\\n", "(.*\\n)*")
        assert re.fullmatch(pattern, told(done.stdout)), f"{command}\n{done.stdout}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", text(page))
    local = [link for link in links if "://" not in link and not link.startswith("mailto:")]
    assert not [link for link in local if not (page.parent / link).exists()]


def test_headings_of_a_page_differ() -> None:
    """A section that stands twice, as after a merge, would be mended in one place only."""
    for page in DOCS.glob("*.md"):
        headings = re.findall(r"^#+ .+$", re.sub(r"^```.*?^```", "", text(page), flags=re.M | re.S), re.M)
        assert len(set(headings)) == len(headings), page.name


def test_files_that_docs_docstrings_and_comments_name_are_there() -> None:
    sources = [*PAGES, ROOT / "Makefile", *(DOCS / "deploy").iterdir()]
    for room in ("lod", "webapp", "tests", "benchmarks", ".ci"):
        sources += (ROOT / room).rglob("*.py")
    named = re.compile(
        r"(?<![\w/.-])(?:lod|webapp|tests|benchmarks|vocabularies)/[\w/.-]+\.(?:py|html|rq|toml|tsv|js)\b"
    )
    found = [(path.relative_to(ROOT), name) for path in sources for name in named.findall(text(path))]
    assert len(found) > 200
    assert not [pair for pair in found if not (ROOT / pair[1]).exists()]


def test_every_page_is_in_the_index() -> None:
    index = text(DOCS / "index.md")
    assert not [
        path.name for path in DOCS.glob("*.md") if path.name != "index.md" and f"({path.name})" not in index
    ]


def test_every_table_and_column_of_the_downloads_is_in_the_docs() -> None:
    from lod.dataset.dumps.tables import TABLES

    told = dict(re.findall(r"^\| `(\w+)\.csv\.gz` \| (.*) \|$", text(DOCS / "linkers.md"), re.MULTILINE))
    assert {table.name: [*table.columns] for table in TABLES} == {
        name: re.findall(r"`(\w+)`", columns) for name, columns in told.items()
    }


def test_every_address_of_the_app_is_in_the_docs() -> None:
    from webapp.app import create_app

    app = create_app(Site.load(package_data.folder("data") / "demo"))
    page = text(DOCS / "urls.md")
    rules = {re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule.rule) for rule in app.url_map.iter_rules()}
    assert rules
    assert not [rule for rule in sorted(rules) if not any(f"`{name}" in page for name in spelled(rule))]


def spelled(rule: str) -> Iterator[str]:
    """How a page may name an address: whole, or by its end when it stands below several others."""
    yield from (f"{rule}`", f"{rule}?")
    steps = rule.split("/")
    yield from (f"…/{'/'.join(steps[n:])}`" for n in range(2, len(steps)))


def test_the_documentation_as_a_site_lists_pages_that_there_are() -> None:
    listed = yaml.safe_load(text(ROOT / "mkdocs.yml"))["nav"]
    pages = re.findall(r"[\w./-]+\.md", str(listed))
    assert pages
    assert not [page for page in pages if not any((folder / page).is_file() for folder in (DOCS, ROOT))]


def test_the_picture_of_the_site_is_quickly_there() -> None:
    picture = DOCS / "site.png"
    assert f"(docs/{picture.name})" in text(ROOT / "README.md")
    assert picture.stat().st_size <= 150_000


@pytest.mark.parametrize("name", ["decisions", "bibframe"])
def test_points_have_on_the_site_the_numbers_by_which_others_speak_of_them(name: str) -> None:
    source = text(DOCS / f"{name}.md")
    numbers = re.findall(r"^(\d+)\. ", source, re.MULTILINE)
    page = script("site_hook").numbered(markdown.markdown(source, extensions=["tables"]), numbers)
    assert len(numbers) > 30
    assert re.findall(r'<li value="(\d+)"', page) == numbers


def test_every_link_of_the_documentation_as_a_site_leads_somewhere(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(tmp_path)]
    done = subprocess.run(build, cwd=ROOT, stdout=-1, stderr=subprocess.STDOUT, text=True)
    assert done.returncode == 0, done.stdout
    pages = {page.name: page.read_text("utf-8") for page in tmp_path.glob("*.html")}
    assert len(pages) == len(PAGES)  # one for what is not there, and none about the demo's records
    assert '<h1 id="documentation">' in pages["index.html"]  # README would take its place
    dead = []
    for page, html in pages.items():
        for link in re.findall(r'href="(?![a-z]+:|/)([^"?]+)', html):
            name, _, place = link.partition("#")
            there = (tmp_path / name).exists()
            if not there or (place and f'id="{place}"' not in pages[name or page]):
                dead.append(f"{page}: {link}")
    assert not dead
