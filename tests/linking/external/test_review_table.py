"""The tables in which people decide about links."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from lod.cli import main
from lod.errors import SiteError
from lod.linking.external import review_table
from lod.linking.external.review_table import Row
from lod.site import Site
from tests.register.small_site import BASE, make_site

ROW = Row(
    f"{BASE}id/agent/x", "=cmd()", "person", "", "names", "https://n.example/1", "-x", "90", "@why", "yes"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = make_site(tmp_path / "site")
    (folder / "targets").mkdir()
    (folder / "targets/names.toml").write_text('name = "Namen"\nkinds = ["agent"]\nfiles = ["n.csv"]\n')
    return folder


def test_targets_are_told_with_their_version_and_licence(folder: Path) -> None:
    (folder / "targets/n.csv").write_text("id,label\n1,Jan\n2,Piet\n")
    with (folder / "targets/names.toml").open("a") as file:
        file.write(
            'version = "2026-01"\nlicence = "https://licences.example/by"\niri = "https://n.example/{id}"\n'
        )
        file.write('[columns]\nid = "id"\nlabel = "label"\n')
    told = CliRunner().invoke(main, ["authorities", "targets", str(folder)])
    assert told.exit_code == 0, told.output
    assert told.output.splitlines()[1].split()[:4] == ["names", "2026-01", "https://licences.example/by", "2"]


def decide(folder: Path, text: str) -> tuple[int, int]:
    path = folder / "in.csv"
    path.write_text(text)
    return review_table.decide(Site.load(folder), path)


def test_no_cell_of_a_table_of_links_is_a_formula() -> None:
    cells = review_table.text([ROW]).splitlines()[1].split(",")
    assert [cell for cell in cells if cell.startswith("'")] == ["'=cmd()", "'-x", "'@why"]


def test_what_was_decided_is_kept_as_it_was_told(folder: Path) -> None:
    assert decide(folder, review_table.text([ROW])) == (1, 1)
    rows, (verdict,) = review_table.read(folder / "links.csv", BASE, ["names"])
    assert rows == [ROW]
    assert (verdict.thing, verdict.candidate, verdict.yes) == ("agent/x", "https://n.example/1", True)


def test_a_later_decision_takes_the_place_of_an_earlier_one(folder: Path) -> None:
    decide(folder, review_table.text([ROW]))
    assert decide(folder, "thing;target;candidate;decision\nagent/x;names;https://n.example/1;nee\n") == (
        0,
        1,
    )
    _, (verdict,) = review_table.read(folder / "links.csv", BASE, ["names"])
    assert not verdict.yes


def test_rows_without_a_decision_stay_open(folder: Path) -> None:
    assert decide(folder, "thing,target,candidate,decision\nagent/x,names,https://n.example/1,\n") == (0, 0)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("agent/x,names,https://n.example/1,maybe", "line 2: decision: found 'maybe', expected yes or no"),
        ("instance/x,names,https://n.example/1,yes", "line 2: thing: found 'instance/x'"),
        ("https://elsewhere.example/x,names,https://n.example/1,yes", "line 2: thing: found"),
        (
            "agent/x,other,https://n.example/1,yes",
            "line 2: target: found 'other', expected a file in targets/",
        ),
        ("agent/x,names,javascript:alert(1),yes", "line 2: candidate: found 'javascript:alert(1)'"),
        ("agent/x,names,https://n.example/1> <x,yes", "line 2: candidate: found"),
        (
            "agent/x,names,https://n.example/1,yes\nagent/x,names,https://n.example/1,no",
            "line 3: https://n.example/1 is both yes and no for",
        ),
    ],
)
def test_mistakes_in_a_table_of_links_are_told_with_their_lines(folder: Path, row: str, told: str) -> None:
    with pytest.raises(SiteError) as caught:
        decide(folder, f"thing,target,candidate,decision\n{row}\n")
    assert told in str(caught.value)
    assert not (folder / "links.csv").exists()


def test_a_file_that_is_no_table_is_told(folder: Path) -> None:
    (folder / "in.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SiteError, match=r"in\.csv"):
        review_table.decide(Site.load(folder), folder / "in.csv")
