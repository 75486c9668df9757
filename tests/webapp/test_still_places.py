"""Where the files of a site go, and what links on its pages become: nothing leads out of the folder."""

import pytest

from webapp.static_export.places import Link, Places, can_be_a_file

BASE = "https://data.voorbeeldstad.example/"


@pytest.mark.parametrize(
    "given", ["../../../etc/passwd", "https://evil.example/x", "//evil.example", "javascript:x"]
)
def test_links_to_elsewhere_stay_as_they_are(given: str) -> None:
    places = Places(BASE, ("nl", "en"))
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
