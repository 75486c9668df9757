"""The guides: the same in both languages, with pictures that are there and commands that work."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from tests.ports import listening
from tests.webapp.published_site import BASE
from webapp.urls import Urls
from webapp.views.guide_pages import FOLDER, NAMES, made

LANGUAGES = ("nl", "en")


def text(name: str, language: str) -> str:
    return (FOLDER / f"{name}.{language}.md").read_text("utf-8")


def test_every_file_is_a_guide_in_two_languages() -> None:
    expected = {f"{name}.{language}.md" for name in NAMES for language in LANGUAGES}
    assert {path.name for path in FOLDER.iterdir()} == expected


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("what", [r"```.*?```", r"\]\((.*?)\)", r"^(#+) "])
def test_both_languages_have_the_same_commands_links_and_parts(name: str, what: str) -> None:
    nl, en = (re.findall(what, text(name, language), re.DOTALL | re.MULTILINE) for language in LANGUAGES)
    assert nl == en
    assert nl or name == "embed", "only that one has no links"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_guide_is_a_page_with_pictures_that_are_there(
    reader: FlaskClient, name: str, language: str
) -> None:
    answer = reader.get(f"/guides/{name}", headers={"Accept-Language": language})
    assert answer.status_code == 200
    assert answer.headers["Content-Language"] == language
    assert text(name, language).partition("\n")[0].removeprefix("# ") in answer.text
    assert "{base}" not in answer.text
    assert "{thing}" not in answer.text
    pattern = r'<img loading="lazy" width="(\d+)" height="(\d+)" src="([^"]+)" alt="([^"]+)"'
    pictures = re.findall(pattern, answer.text)
    assert len(pictures) == answer.text.count("<img ") == text(name, language).count("![")
    for width, height, source, alt in pictures:
        assert alt
        shown = reader.get(source)
        assert shown.mimetype == "image/png"
        with Image.open(BytesIO(shown.data)) as picture:
            assert picture.size == (int(width), int(height)), "room is kept before it is there"


def test_guides_are_found_from_every_page_and_there_are_no_others(reader: FlaskClient) -> None:
    assert 'href="/guides"' in reader.get("/about").text
    for name in NAMES:
        assert f'href="/guides/{name}"' in reader.get("/guides").text
        assert f'href="/guides/{name}"' in reader.get("/api").text
    assert reader.get("/guides/nothing").status_code == 404
    assert reader.get("/guides/..%2fguided").status_code == 404


def test_what_a_record_says_is_no_markup_in_a_guide() -> None:
    values = {"title": "<script>alert(1)</script>\n```\n# x [y](javascript:alert(2)) {base}", "base": BASE}
    page = made(
        "x", "# T\n\n```html\n<a>{title}</a>\n```\n\n<b>[z](javascript:alert(3))</b>", values, Urls(BASE)
    )
    assert "<script" not in page.text
    assert "<h1" not in page.text
    assert "href" not in page.text


# ---------------------------------------------------------------- what a reader is told to type


@pytest.fixture(scope="module")
def address(published: Flask) -> Iterator[str]:
    """Where the published site is served."""
    with listening(published) as address:
        yield f"{address}/"


@pytest.mark.parametrize("name", NAMES)
def test_every_command_of_a_guide_works(name: str, reader: FlaskClient, address: str, tmp_path: Path) -> None:
    if shutil.which("curl") is None:
        pytest.skip("needs curl, a program that pip cannot install; .ci/run does")
    thing = re.search(rf"{BASE}id/[\w/.-]+", reader.get("/api").text)
    assert thing
    blocks = re.findall(r"```sh\n(.*?)```", text(name, "en"), re.DOTALL)
    for line in "".join(blocks).splitlines():
        # what a thing is called keeps its public name; where it is asked for is here
        at = "{thing}" if line.endswith("{thing}'") else BASE
        command = line.replace("{thing}", thing[0]).replace("{base}", address)
        command = command if at == "{thing}" else command.replace(BASE, address)
        done = subprocess.run(shlex.split(command), cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 0, f"{command}\n{done.stderr}"
        assert done.stdout or " -O " in command or command.startswith("gzip"), command
        assert "<error " not in done.stdout, command
