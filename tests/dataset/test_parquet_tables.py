"""Tables as Parquet say what the tables as CSV say, and what spreadsheets need is not in them."""

from __future__ import annotations

import csv
import gzip
import sys
from pathlib import Path

import pytest
from arro3.io import read_parquet
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from lod.cli import main
from lod.csv_cells import cell, plain
from lod.dataset.dumps import downloads, parquet, parquet_tables
from lod.dataset.dumps.parts import ROWS
from lod.errors import ReleaseError
from lod.publish import publish
from lod.site import Site
from lod.store.releases import Releases
from tests.register.small_site import Book, Maker, fill, make_site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = make_site(tmp_path / "site", ("demo", "other"))
    books = tuple(Book(str(n), title) for n, title in enumerate(("=1+1", "'tHof", "Max", "-0500")))
    publish(fill(made, {"demo": books, "other": (Book("1", "Max"),)}), make=Maker())
    return Site.load(made)


def current(site: Site) -> Path:
    found = Releases(site.var).current()
    assert found
    return found.path


def test_each_table_is_the_same_as_parquet(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet_tables, "AT_ONCE", 2)
    ran = CliRunner().invoke(
        main, ["export", str(site.folder), "--out-dir", str(tmp_path / "out"), "--parquet"]
    )
    assert ran.exit_code == 0, ran.output
    tables = [one for one in downloads(current(site)) if one.form in ROWS]
    assert len(ran.stdout.splitlines()) == len(tables) > 2
    for one in tables:
        content = gzip.decompress(b"".join(one.read(0, one.size))).decode()
        head, *rows = csv.reader(content.splitlines(keepends=True))
        made = read_parquet(str(tmp_path / "out" / one.name.replace(".csv.gz", ".parquet"))).read_all()
        assert made.schema.names == head
        columns = [made.column(name).to_pylist() for name in head]
        assert [[cell.removeprefix("'") for cell in row] for row in zip(*columns, strict=True)] == [
            [cell.removeprefix("'") for cell in row] for row in rows
        ]


def test_a_text_that_a_spreadsheet_would_compute_is_the_text_itself(site: Site, tmp_path: Path) -> None:
    parquet(current(site), tmp_path)
    names = read_parquet(str(tmp_path / "all.things.parquet")).read_all().column("name_other").to_pylist()
    assert {"=1+1", "'tHof", "-0500"} <= set(names)


def test_without_the_library_it_says_what_to_install(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "arro3.io", None)
    with pytest.raises(ReleaseError, match=r"pip install '\.\[parquet\]'"):
        parquet(current(site), tmp_path)


@given(st.text(st.sampled_from("'=+-@\t\ra"), max_size=6))
def test_a_cell_that_was_made_safe_can_be_had_as_it_was(text: str) -> None:
    assert plain(cell(text)) == text
    assert len(text) < 2 or not cell(text).startswith(("=", "+", "-", "@"))
