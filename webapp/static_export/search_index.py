"""The index of the search page, made of the pages by Pagefind and searched in the browser."""

from __future__ import annotations

import gzip
import json
import subprocess
import tempfile
from pathlib import Path

from lod.errors import LodError
from webapp.static_export.file_writer import Files

BUNDLE = "pagefind"
ENTRY = "pagefind-entry.json"
INSTALL = (
    "the search index of a static site is made by Pagefind: "
    "pip install '.[static]' in the folder of the program"
)
_PAGES = "{doc,*/doc}/**/*.html"
"""Pages of things; those that are not to be found have no mark in them."""
_GZIP = b"\x1f\x8b"


def program() -> str:
    """The program that makes the index; LodError, saying what to install, when it is missing."""
    try:
        import pagefind_bin  # an extra that most sites do not need
    except ImportError as fault:
        raise LodError(INSTALL) from fault
    return str(pagefind_bin.get_executable())


def write(files: Files) -> int:
    """Make the index of the pages of things in the folder; how many pages are in it."""
    with tempfile.TemporaryDirectory(prefix="lod-index-") as work:
        _make(files.folder.resolve(), Path(work))
        entry = Path(work) / ENTRY
        listed = json.loads(entry.read_text(encoding="utf-8"))
        # its languages stand in another order each time; the same pages give the same bytes
        entry.write_text(json.dumps(listed, sort_keys=True), encoding="utf-8")
        for path in sorted(Path(work).rglob("*")):
            if path.is_file():
                content = path.read_bytes()
                _whole(path, content)
                files.put(f"{BUNDLE}/{path.relative_to(work).as_posix()}", content)
    return sum(one["page_count"] for one in listed["languages"].values())


def _make(folder: Path, to: Path) -> None:
    # Not by its Python interface (1.5.2): that ends the program by a signal when it says that it is done, and
    # then the last blocks of files may be missing. A program that ends by itself has written all.
    made = subprocess.run(  # noqa: S603 - its own program, and folders that we were given
        [program(), "--site", str(folder), "--output-path", str(to), "--glob", _PAGES],
        capture_output=True,
        cwd=to,  # where it looks for settings of its own
        text=True,
        check=False,
    )
    if made.returncode or not (to / ENTRY).is_file():
        raise LodError(f"{folder}: Pagefind could not make the index: {(made.stderr or made.stdout)[-500:]}")


def _whole(path: Path, content: bytes) -> None:
    """Raise LodError when a part of the index breaks off."""
    try:
        if content.startswith(_GZIP):
            gzip.decompress(content)
    except (EOFError, OSError) as fault:
        raise LodError(f"{path.name}: Pagefind left a part of the index unfinished; export again") from fault
