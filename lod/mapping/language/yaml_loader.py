"""Mapping files as YAML that remembers its lines: every scalar is text, so 008 stays 008 and no stays no."""

from __future__ import annotations

from pathlib import Path

import yaml

from lod.errors import MappingError

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # pragma: no cover - wheels of PyYAML carry the C loader; a source build may not
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]


class Text(str):
    """A scalar and the line it stands on."""

    __slots__ = ("line",)
    line: int


class Block(dict[str, "Tree"]):
    """A mapping of YAML and the line it starts on; `lines` has the line of each key."""

    line: int
    lines: dict[str, int]


class Sequence(list["Tree"]):
    """A list of YAML and the line it starts on."""

    line: int


Tree = Text | Block | Sequence


_HINTS = {
    "mapping values": "; a text with a colon in it stands between quotation marks",
    "tab character": "; a line begins with blanks, not with tabs",
}
"""What is mostly the matter, by what the parser calls it."""


def read(path: Path) -> Block:
    """The mapping at the top of a file; raises MappingError with file and line when it is not YAML."""
    name = f"{path.parent.name}/{path.name}"
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        hint = next((told for sign, told in _HINTS.items() if sign in str(error.problem)), "")
        raise MappingError(f"{name}:{line}: not YAML: {error.problem}{hint}") from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise MappingError(f"{name}: cannot be read: {error}") from error
    tree = _tree(node, name)
    if not isinstance(tree, Block):
        raise MappingError(f"{name}:1: expected keys (mapping, format, rules …)")
    return tree


def _tree(node: yaml.Node | None, name: str) -> Tree:
    if isinstance(node, yaml.MappingNode):
        return _block(node, name)
    if isinstance(node, yaml.SequenceNode):
        items = Sequence(_tree(item, name) for item in node.value)
        items.line = node.start_mark.line + 1
        return items
    text = Text(node.value if node is not None else "")
    text.line = node.start_mark.line + 1 if node is not None else 1
    return text


def _block(node: yaml.MappingNode, name: str) -> Block:
    block = Block()
    block.line = node.start_mark.line + 1
    block.lines = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            raise MappingError(f"{name}:{line}: a key must be plain text")
        if key.value in block:
            raise MappingError(f"{name}:{line}: “{key.value}” stands here twice")
        block[key.value] = _tree(value, name)
        block.lines[key.value] = line
    return block
