"""The house rules that no linter knows: who may import whom, how long things are, what stands where."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import subprocess
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import lod
import webapp

ROOT = Path(__file__).resolve().parents[1]

ROOMS = (
    "webapp",
    "cli",
    "operations",
    "publish",
    "inbox",
    "dataset",
    "search",
    "store",
    "linking",
    "register",
    "mapping",
    "sources",
    "rdf",
    "record",
    "site",
    "worker_pool",
    "csv_cells",
    "environment",
    "package_data",
    "disk_errors",
    "errors",
    "lazy_imports",
)
"""A room imports rooms further down this list only, and itself."""

DRAWERS = {"utils", "util", "helpers", "helper", "common", "core", "misc", "services", "managers", "base"}
SPARQL = re.compile(r"\b(SELECT|CONSTRUCT|ASK|DESCRIBE)(\s|\{)")
SQL = re.compile(r"\bSELECT\b[^{?]*\bFROM\s+[\w({]", re.DOTALL)
MACHINE_PATH = re.compile(r"/work/(?:main|shared)\b|(?<![\w.}])/(?:root|home/[a-z]+|tmp/[a-z])/\w")


def files(*folders: str) -> list[Path]:
    """Each Python file in these folders, from the root of the project."""
    return [path.relative_to(ROOT) for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text("utf-8"), str(path))


def modules(*folders: str) -> dict[Path, ast.Module]:
    """Each Python file in these folders, parsed."""
    return {path: parsed(path) for path in files(*folders)}


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """All of a parsed file; walking through it takes as long as parsing it."""
    return tuple(ast.walk(parsed(path)))


def room(name: str) -> str:
    """The room of a module, by its dotted name: lod.rdf.iris and lod.rdf are in "rdf"; "" is lod itself."""
    first, _, rest = name.partition(".")
    return rest.partition(".")[0] if first == "lod" else first


def dotted(path: Path) -> str:
    """lod/rdf/iris.py → lod.rdf.iris"""
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(path: Path, tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and dotted name of everything of ours that a module imports, also inside functions."""
    package = dotted(path).split(".")[: None if path.name == "__init__.py" else -1]
    for node in nodes(path):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else []
            origin = ".".join([*start, *([node.module] if node.module else [])])
            # `from lod import errors` imports a room, `from lod.rdf import iris` a module of one
            names = [f"{origin}.{a.name}" for a in node.names] if origin == "lod" else [origin]
        else:
            continue
        yield from ((node.lineno, name) for name in names if name.split(".")[0] in ("lod", "webapp"))


def no(faults: list[str]) -> None:
    """Fail with one line for each fault."""
    assert not faults, "\n" + "\n".join(faults)


def test_every_example_in_a_docstring_is_run() -> None:
    """Those of webapp were not for a long time: pytest looks for examples only where it is sent."""
    run = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["pytest"]["ini_options"]
    unrun = [path for path in files("lod", "webapp") if path.parts[0] not in run["testpaths"]]
    no([f"{path}: its examples are not run" for path in unrun if ">>> " in (ROOT / path).read_text("utf-8")])


def test_every_module_is_in_a_room_of_the_list() -> None:
    no([f"{path}: no room {room(dotted(path))!r} in tests/test_layers.py" for path in modules("lod", "webapp")
        if room(dotted(path)) not in (*ROOMS, "")])  # fmt: skip


def test_rooms_import_only_rooms_below_them() -> None:
    faults = []
    for path, tree in modules("lod", "webapp").items():
        here = room(dotted(path))
        for line, name in imported(path, tree):
            there = room(name)
            if there in ROOMS and here in ROOMS and ROOMS.index(there) < ROOMS.index(here):
                faults.append(f"{path}:{line}: {here} imports {name}, but {there} is above {here}")
    no(faults)


def test_no_room_is_a_partition() -> None:
    named = [
        p for p in files("lod", "webapp", "tests") if DRAWERS & {part.removesuffix(".py") for part in p.parts}
    ]
    no([f"{path}: name it after something in the field" for path in named])


def test_no_room_is_crowded() -> None:
    held = Counter(path.parent for path in files("lod", "webapp"))
    no(
        [
            f"{folder}: {number} files side by side; look for rooms"
            for folder, number in held.items()
            if number > 40
        ]
    )


@pytest.mark.parametrize("folder", ["lod", "webapp", "tests", "data", "benchmarks"])
def test_no_file_is_longer_than_400_lines(folder: str) -> None:
    lengths = {path: len((ROOT / path).read_text("utf-8").splitlines()) for path in files(folder)}
    no(
        [
            f"{path}: {length} lines; look for the second noun"
            for path, length in lengths.items()
            if length > 400
        ]
    )


@cache
def functions() -> list[tuple[str, int]]:
    """Where each function of the program stands, and how many lines it has without its docstring."""
    found = []
    for path in files("lod", "webapp"):
        for node in nodes(path):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or 0) - node.lineno + 1
                text = ast.get_docstring(node, clean=False) or ""
                found.append((f"{path}:{node.lineno}: {node.name}", lines - len(text.splitlines())))
    return found


def attribute(node: ast.AST) -> str:
    """An attribute of a name as it is written, "os.environ"; "" for any other expression."""
    simple = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    return f"{node.value.id}.{node.attr}" if simple else ""


def test_no_function_is_longer_than_80_lines() -> None:
    no([f"{where} has {length} lines" for where, length in functions() if length > 80])


def test_nine_functions_in_ten_fit_in_35_lines() -> None:
    long = [f"{where} has {length} lines" for where, length in functions() if length > 35]
    assert len(long) <= len(functions()) / 10, "\n".join(long)


def test_only_the_command_line_prints() -> None:
    faults = []
    for path in files("lod", "webapp"):
        if room(dotted(path)) == "cli":
            continue
        for node in nodes(path):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print":
                faults.append(f"{path}:{node.lineno}: print")
            if isinstance(node, ast.Call) and attribute(node.func) in ("click.echo", "click.secho"):
                faults.append(f"{path}:{node.lineno}: {attribute(node.func)}")
    no(faults)


def test_only_the_settings_read_the_environment() -> None:
    faults = []
    for path in files("lod", "webapp"):
        if path == Path("lod/environment.py"):
            continue
        for node in nodes(path):
            name = attribute(node)
            if name in ("os.environ", "os.getenv", "os.environb", "os.putenv"):
                faults.append(f"{path}:{node.lineno}: {name}")
            if isinstance(node, ast.ImportFrom) and node.module == "os":
                faults += [
                    f"{path}:{node.lineno}: {a.name}" for a in node.names if a.name in ("environ", "getenv")
                ]
    no(faults)


def pasted(node: ast.AST) -> str:
    """The constant text of an expression that puts values into text; "" for any other expression."""
    if isinstance(node, ast.JoinedStr) and any(isinstance(part, ast.FormattedValue) for part in node.values):
        parts: list[ast.expr] = node.values
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
        parts = [node.left, node.right]
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
        parts = [node.func.value]
    else:
        return ""
    return " … ".join(p.value for p in parts if isinstance(p, ast.Constant) and isinstance(p.value, str))


def test_nothing_is_pasted_into_sparql() -> None:
    faults = []
    for path in files("lod", "webapp"):
        for node in nodes(path):
            text = pasted(node)
            if SPARQL.search(text) and re.search(r"[{?]|WHERE", text) and not SQL.search(text):
                faults.append(
                    f"{path}:{getattr(node, 'lineno', 0)}: {text[:60]!r}: put it in a .rq file and bind"
                )
    no(faults)


def test_every_query_file_says_which_question_it_answers() -> None:
    files = sorted((ROOT / "lod").rglob("*.rq"))
    no(
        [
            f"{f.relative_to(ROOT)}: the first line is no comment"
            for f in files
            if f.read_text("utf-8")[:2] != "# "
        ]
    )


def test_every_package_says_in_five_lines_what_lives_there() -> None:
    faults = []
    for path, tree in modules("lod", "webapp").items():
        text = ast.get_docstring(tree)
        if not text:
            faults.append(f"{path}: no docstring")
        elif path.name == "__init__.py" and len(text.splitlines()) > 5:
            faults.append(f"{path}: its docstring has {len(text.splitlines())} lines, more than five")
    no(faults)


def committed() -> list[Path]:
    """Every file that git keeps; none when this is no checkout."""
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return []
    return [ROOT / name for name in listed.decode().split("\0") if name and (ROOT / name).is_file()]


def test_no_path_of_a_machine_is_committed() -> None:
    faults = []
    for path in committed():
        text = path.read_bytes().decode("utf-8", "replace")
        for match in MACHINE_PATH.finditer(text):
            line = text.count("\n", 0, match.end()) + 1
            faults.append(f"{path.relative_to(ROOT)}:{line}: {match[0].strip()!r}…")
    no(faults)


_CLASS = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)
_POSSESSIVE = re.compile(r"\(\?>|(?<!\\)\)(?:[*+?]|\{[0-9,]+\})\+")


def test_no_group_is_repeated_possessively() -> None:
    """Python before 3.11.5, which Debian 12 has, finds other things with these (python/cpython#106052)."""
    looked, wrong = 0, []
    for package in (lod, webapp):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            for name, value in vars(importlib.import_module(found.name)).items():
                if isinstance(value, re.Pattern):
                    looked += 1
                    text = (
                        value.pattern if isinstance(value.pattern, str) else value.pattern.decode("latin-1")
                    )
                    if _POSSESSIVE.search(_CLASS.sub("x", text)):
                        wrong.append(f"{found.name}.{name}")
    assert looked > 100
    assert not wrong
