"""The file in which people say what is the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from lod.errors import SiteError
from lod.linking import decisions
from lod.register.union.linker_protocol import Decision
from lod.site import Site
from tests.register.small_site import BASE, make_site


def read(folder: Path, *rows: str) -> list[Decision]:
    (folder / "same.csv").write_text("\n".join(["a,b,verdict,why,by,date", *rows]))
    return decisions.read(Site.load(folder))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_site(tmp_path / "site")


def test_a_site_without_the_file_has_none(folder: Path) -> None:
    assert decisions.read(Site.load(folder)) == []


def test_things_are_named_by_uri_or_by_kind_and_key(folder: Path) -> None:
    found = read(
        folder, f"{BASE}id/agent/y,agent/x,not the same,two men,jan,2026-01-01", "", "work/a,work/b,same,,,"
    )
    assert found == [
        Decision("agent/x", "agent/y", False, "two men", "jan", "2026-01-01"),
        Decision("work/a", "work/b", True),
    ]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("work/a,work/b,maybe,,,", "line 2: verdict: found 'maybe', expected “same” or “not the same”"),
        ("work/a,agent/b,same,,,", "expected two things of one kind"),
        ("work/a,work/a,same,,,", "found work/a twice"),
        ("item/a,item/b,same,,,", "a thing of the kind item has no fellows"),
        ("https://elsewhere.example/a,work/b,same,,,", "a: found 'https://elsewhere.example/a'"),
        ("work/a b,work/b,same,,,", "a: found 'work/a b'"),
        ("work/a,work/b,same,,,\nwork/b,work/a,not the same,,,", "both the same and not the same"),
        (
            "work/a,work/b,same,,,\nwork/b,work/c,same,,,\nwork/a,work/c,not the same,,,",
            "others that are the same",
        ),
    ],
)
def test_mistakes_are_told_with_their_line(folder: Path, row: str, told: str) -> None:
    with pytest.raises(SiteError, match=r"same\.csv") as caught:
        read(folder, row)
    assert told in str(caught.value)


def test_what_is_no_table_is_refused(folder: Path) -> None:
    (folder / "same.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SiteError, match="expected CSV"):
        decisions.read(Site.load(folder))
    (folder / "same.csv").write_text("one,two\n1,2\n")
    with pytest.raises(SiteError, match="expected a, b, verdict"):
        decisions.read(Site.load(folder))
