"""Namespaces exist once: in vocabularies/prefixes.tsv, read by lod/rdf/namespaces.py."""

import ast
from collections.abc import Iterator
from pathlib import Path

import lod
from lod.rdf import namespaces

ROOT = Path(lod.__file__).resolve().parent.parent


def texts(path: Path) -> Iterator[ast.Constant]:
    """String constants of a module that are not docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node


def test_no_module_spells_out_a_namespace():
    spaces = set(namespaces.PREFIXES.values())
    modules = [*(ROOT / "lod").rglob("*.py"), *(ROOT / "webapp").rglob("*.py")]
    assert len(modules) > 5
    spelled = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.value}"
        for path in modules
        for node in texts(path)
        if node.value.strip("<>") in spaces
    ]
    assert spelled == []
