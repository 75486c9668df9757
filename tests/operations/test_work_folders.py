"""Folders to work in: one to each, and nothing is left of those whose process was killed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from lod.operations import backup
from lod.operations.work_folders import is_work_folder, work_folder
from lod.publish import publish
from tests.operations.test_backup import HAVELAAR, members
from tests.register.small_site import Maker, fill, make_site

KILLED = (
    "import os, signal, sys; from pathlib import Path; from lod.operations.work_folders import work_folder\n"
    "with work_folder(Path(sys.argv[1]), sys.argv[2]) as work:\n"
    "    (work / 'register').write_bytes(b'large')\n"
    "    os.kill(os.getpid(), signal.SIGKILL)\n"
)


def leave(folder: Path, what: str = "backup") -> Path:
    """What is left of a process that was killed while it worked in a folder."""
    before = {*folder.iterdir()}
    ended = subprocess.run([sys.executable, "-c", KILLED, str(folder), what], check=False)
    assert ended.returncode == -signal.SIGKILL
    (left,) = {*folder.iterdir()} - before
    return left


def test_what_killed_processes_left_goes_and_what_is_used_stays(tmp_path: Path) -> None:
    other = leave(tmp_path, "restore")
    own = tmp_path / ".backup-of-mine"
    own.mkdir()
    with work_folder(tmp_path, "backup") as first:
        assert leave(tmp_path).name.startswith(".backup-at-work-")
        with work_folder(tmp_path, "backup") as second:
            assert {*tmp_path.iterdir()} == {other, own, first, second}
        assert {*tmp_path.iterdir()} == {other, own, first}
    assert {*tmp_path.iterdir()} == {other, own}


def test_two_that_clear_away_at_once_do_not_disturb_each_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What another process clears away first, also a folder of ours that is not locked yet, is no fault."""
    left = leave(tmp_path)
    gone: list[Path] = []
    opening = os.open

    def sooner(path: Path, flags: int) -> int:
        if len(gone) < 2:
            gone.append(path)
            path.rename(f"{tmp_path}-{len(gone)}")
        return opening(path, flags)

    monkeypatch.setattr("lod.operations.work_folders.os.open", sooner)
    with work_folder(tmp_path, "backup") as work:
        monkeypatch.undo()
        assert gone[0] == left
        assert gone[1] != work
        assert {*tmp_path.iterdir()} == {work}


def test_a_backup_has_nothing_of_one_that_was_killed_and_clears_it_away(tmp_path: Path) -> None:
    site = fill(make_site(tmp_path / "site"), {"demo": [HAVELAAR]})
    publish(site, make=Maker())
    left = leave(site.var)
    shutil.copytree(left, site.var / left.name.replace("backup", "replica"))
    backup(site, tmp_path / "site.backup")
    assert not left.exists()
    assert not [name for name in members(tmp_path / "site.backup") if "at-work" in name]
    assert [is_work_folder(path) for path in site.var.glob(".*")] == [True]  # that of another kind
