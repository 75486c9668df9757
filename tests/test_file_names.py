"""Names of files and folders that the locale, or nobody, can read."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from lod.cli import main


def test_names_of_files_are_utf_8_whatever_the_locale_says(tmp_path: Path) -> None:
    """What is written in Rust takes them so: the two would look for different files."""
    told = "import sys; from lod.cli import main; sys.argv[0] = 'lod'; main()"
    odd = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    words: list[str | bytes] = [sys.executable, "-c", told, "init", os.fsencode(tmp_path / "café")]
    done = subprocess.run(words, env={**os.environ, **odd}, capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert f"{tmp_path}/café: edit site.toml".encode() in done.stderr + done.stdout


@pytest.mark.parametrize("words", [("init",), ("check",), ("publish",)])
def test_a_folder_that_no_store_could_be_found_in_is_refused(words: tuple[str], tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"caf\xe9")
    if words != ("init",):
        try:
            folder.mkdir()
        except OSError:
            pytest.skip("no such name can be in this file system")
        (folder / "site.toml").touch()
    result = CliRunner().invoke(main, [*words, str(folder)])
    assert result.exit_code == 2
    assert "found bytes in this name that are no UTF-8; rename it" in result.output
