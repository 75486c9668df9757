"""Each real XML file is told by its content, and by one format only."""

from pathlib import Path

import pytest

from lod import sources
from lod.sources.formats import FORMATS
from lod.sources.head import Head
from lod.sources.streams import open_blocks

FOLDERS = {
    "lido": "lido",
    "ead": "ead",
    "edm": "edm",
    "mods_mets": "mods",
    "eac_cpf": "eac",
    "adlib_xml": "adlib",
}


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_real_file_is_in_the_format_of_its_folder(shared: Path, folder: str) -> None:
    paths = sorted((shared / "data" / folder).rglob("*.xml"))
    assert paths
    assert {sources.guess(open_blocks(path).head()).name for path in paths} == {FOLDERS[folder]}


def test_no_two_formats_are_as_sure_of_a_real_file(shared: Path) -> None:
    ties = []
    for path in sorted((shared / "data").rglob("*")):
        if path.is_file() and "large" not in path.parts:
            head = Head(open_blocks(path).head())
            votes = sorted((row.recognise(head) for row in FORMATS), reverse=True)
            if votes[0] == votes[1] > 0:
                ties.append(path.name)
    assert ties == []
