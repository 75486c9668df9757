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
_ELSEWHERE = re.compile(r"\[([^\]]+)\]\((?:LICENSE|data/[^)]*|\.\./webapp/[^)]*)\)")
"""Links to files that are no pages: their text stays."""
_NUMBER = re.compile(r"^ {0,3}(\d+)\. ", re.MULTILINE)
_LIST = re.compile(r"<(?P<end>/?)(?P<kind>ol|ul)\b[^>]*>|<li>")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """The two files from the root of the project, as pages."""
    for name in OUTSIDE:
        content = _ELSEWHERE.sub(r"\1", _DOWN.sub("](", (ROOT / name).read_text("utf-8")))
        file = File.generated(config, name, content=content)
        # Of its own accord README becomes index.html, which would take the place of the index.
        file.dest_uri = f"{name.removesuffix('.md').lower()}.html"
        files.append(file)
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Links to them lead to those pages, and none to what is no page."""
    return _UP.sub(r"](\1.md", _ELSEWHERE.sub(r"\1", markdown))


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Points of a list with the numbers that they have in the text, by which others speak of them.

    Markdown counts from 1 and knows no gaps: decision 109 would be another one on the site.
    """
    return numbered(html, _NUMBER.findall(page.markdown or ""))


def numbered(html: str, numbers: list[str]) -> str:
    """The page with a number for each point of its numbered lists; as it is when there are not as many.

    >>> numbered("<ol><li>a</li></ol><ul><li>b</li></ul><ol><li>c</li></ol>", ["6", "9"])
    '<ol><li value="6">a</li></ol><ul><li>b</li></ul><ol><li value="9">c</li></ol>'
    >>> numbered("<ol><li>a</li></ol>", ["6", "9"])
    '<ol><li>a</li></ol>'
    """
    left = iter(numbers)
    inside: list[str] = []

    def tag(found: re.Match[str]) -> str:
        if found["end"]:
            inside.pop()
        elif found["kind"]:
            inside.append(found["kind"])
        elif inside[-1] == "ol":
            return f'<li value="{next(left, "")}">'
        return found[0]

    points = _LIST.sub(tag, html)
    return html if 'value=""' in points or next(left, None) else points
