"""What the site of the documentation has besides the files of this folder: README and CHANGELOG."""

from __future__ import annotations

import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parents[1]
OUTSIDE = ("README.md", "CHANGELOG.md")
_UP = re.compile(r"\]\(\.\./(README|CHANGELOG)\.md")
_DOWN = re.compile(r"\]\(docs/")
_ELSEWHERE = re.compile(r"\[([^\]]+)\]\((?:LICENSE|data/[^)]*)\)")
"""Links to files that are no pages: their text stays."""


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """The two files from the root of the project, as pages."""
    for name in OUTSIDE:
        content = _ELSEWHERE.sub(r"\1", _DOWN.sub("](", (ROOT / name).read_text("utf-8")))
        files.append(File.generated(config, name, content=content))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Links to them lead to those pages."""
    return _UP.sub(r"](\1.md", markdown)
