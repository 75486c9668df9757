"""Where the files of a site go, and what links on its pages become: nothing leads out of the folder."""

import pytest

from webapp.static_export.file_paths import FilePaths, Link, can_be_a_file

BASE = "https://data.voorbeeldstad.example/"


@pytest.mark.parametrize(
    "given", ["../../../etc/passwd", "https://evil.example/x", "//evil.example", "javascript:x"]
)
def test_links_to_elsewhere_stay_as_they_are(given: str) -> None:
    places = FilePaths(BASE, ("nl", "en"))
    seen: list[Link] = []
    page = f'<a href="{given}">x</a>'
    rewritten = places.rewrite(page, "doc/work/x", "en", seen.append)
    assert rewritten == page or rewritten == '<a href="/etc/passwd">x</a>'
    assert all(".." not in link.path for link in seen)


@pytest.mark.parametrize(
    "path",
    ["source/a/..", "source/../../etc/passwd", "source/a//x", "source/a/x\0", "/etc/passwd", "source/.git/x"],
)
def test_no_address_becomes_a_file_outside(path: str) -> None:
    assert not can_be_a_file(path)


@pytest.mark.parametrize(
    ("path", "to", "fragment"),
    [
        ("vocab/marcscripts/(3.html", "vocab/marcscripts.html", "code-(3"),
        ("vocab/marcscripts/$1", "vocab/marcscripts.html", "code-$1"),
        ("vocab/marcscripts/Latn.ttl", "vocab/marcscripts/Latn.ttl", ""),
        ("vocab/search", "vocab/", "search"),
        ("vocab/index.ttl", "vocab/index.ttl", ""),
    ],
)
def test_a_code_is_a_place_on_the_page_of_its_list(path: str, to: str, fragment: str) -> None:
    """Some codes, as (3 and $1, can be the name of no file here: links to them led nowhere."""
    found = FilePaths(BASE, ("nl", "en"), ("marcscripts",)).address(f"/{path}", "", "nl")
    assert found is not None
    assert (found.path, found.fragment) == (to, fragment)
