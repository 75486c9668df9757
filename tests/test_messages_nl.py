"""What `lod check` finds wrong is told in Dutch too: each sentence that the code says has its Dutch one."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from lod import sources
from lod.cli import main
from lod.errors import SourceError
from lod.publish.messages_nl import bilingual, dutch, expected
from lod.site import create

LOD = Path(__file__).resolve().parents[1] / "lod"
SAID_BY = (
    "site/loader.py", "register/ingest/files.py", "register/database/schema.py", "store/manifest.py",
    "store/releases.py", "sources/formats.py", "sources/streams.py", "mapping/language/loader.py",
    "mapping/language/overlays.py", "linking/decisions.py", "register/ingest/mappings.py",
    "site/stories.py",
)  # fmt: skip
"""Who says what is wrong with settings, sources, mappings, register and release."""
ERRORS = {"SiteError", "SourceError", "MappingError", "RegisterError", "ReleaseError"}
PASSED_ON = {"{}: once: {}"}
"""What begins with a place and goes on with the words of another error."""
HINTED = {
    "{} line {}: {}": (
        "same.csv line 2: verdict: found 'x', expected “same” or “not the same”",
        "same.csv line 2: found work/a twice, expected two things",
    ),
    "{}/{}: {}": (
        "stories/x.md: author: found 3, expected a str",
        "stories/x.md: autor: no such setting; there are title, author",
    ),
    "{}: {}: unknown key; {}": ("x: y: unknown key; do you mean 'z'?", "x: y: unknown key; known are a, b"),
}
"""What ends in a sentence that is made elsewhere."""


def template(node: ast.expr) -> str:
    """A text with {} where a value stands; empty when it is no text."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(v.value if isinstance(v, ast.Constant) else "{}" for v in node.values)
    if isinstance(node, ast.BinOp):
        left = template(node.left)
        return left + (template(node.right) or "{}") if left else ""
    return ""


def sentences(name: str) -> Iterator[str]:
    for node in ast.walk(ast.parse((LOD / name).read_text("utf-8"))):
        if isinstance(node, ast.Call):
            called = getattr(node.func, "id", "") or getattr(node.func, "attr", "")
            at_mistakes = called == "append" and ast.unparse(node.func).endswith("mistakes.append")
            if (called in ERRORS or at_mistakes) and node.args:
                yield template(node.args[0])
        elif isinstance(node, ast.Yield | ast.Return) and node.value is not None and "site" in name:
            found = template(node.value)
            yield found if ": " in found else ""


@pytest.mark.parametrize("name", SAID_BY)
def test_each_sentence_has_its_dutch_one(name: str) -> None:
    found = {one for one in sentences(name) if one and one not in PASSED_ON}
    assert found
    told = [s for one in sorted(found) for s in HINTED.get(one, (one.replace("{}", "x"),))]
    assert not [one for one in told if not dutch(one)]


def test_what_was_expected_of_a_value_is_told_in_dutch() -> None:
    tree = ast.parse((LOD / "site/value_parsers.py").read_text("utf-8"))
    raised = [node.exc for node in ast.walk(tree) if isinstance(node, ast.Raise)]
    wanted = {template(call.args[0]).replace("{}", "x") for call in raised if isinstance(call, ast.Call)}
    assert len(wanted) > 10
    assert not [one for one in sorted(wanted) if expected(one) == one]


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        (("contact =", "contact = 'x' #"), "contact: er staat 'x', verwacht: een e-mailadres / "),
        (("base =", "base = 'https://a.example' #"), 'verwacht: een URI die op "/" eindigt'),
        (("publisher =", "publishr ="), "publishr: onbekende sleutel; bedoelt u 'publisher'? / "),
        (("publisher =", "# "), "publisher: ontbreekt / site.toml: publisher: missing"),
        (("base =", "base = ="), "site.toml: is geen leesbare TOML: "),
    ],
)
def test_a_site_whose_settings_are_wrong(tmp_path: Path, broken: tuple[str, str], told: str) -> None:
    create(tmp_path / "site")
    file = tmp_path / "site/site.toml"
    text = file.read_text("utf-8")
    assert broken[0] in text
    file.write_text(text.replace(*broken, 1), "utf-8")
    ran = CliRunner().invoke(main, ["check", str(tmp_path / "site")])
    assert ran.exit_code == 2
    assert "fout / wrong: " in ran.stdout
    assert told in ran.stdout


def test_what_a_program_says_is_passed_on_as_it_is() -> None:
    assert bilingual("something went awry\nsite.toml: x: missing") == (
        "something went awry\nsite.toml: x: ontbreekt / site.toml: x: missing"
    )


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"<MDTO><informatieobject><naam>A</naam></informatieobject></MDTO>", 'zet dan format = "xml"'),
        (b"<html><body><p>404</p></body></html>", "een pagina: bewaar de tabel erin als .xlsx of .csv"),
        (b"\x00\x01 is geen tekst", "begint met"),
    ],
)
def test_what_a_file_of_no_format_looks_like_is_told_in_dutch(content: bytes, told: str) -> None:
    with pytest.raises(SourceError) as caught:
        sources.guess(content)
    message = bilingual(caught.value)
    nl, _, _ = message.partition(" / ")
    assert told in nl
    assert "in geen van de bekende formaten" in nl
    assert not {"with", "elements", "begins", "none", "where"} & set(nl.split())
