"""Why a query has no answer is said in Dutch on the Dutch page: what is raised, and what the parser says."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Store

from lod.store.sandbox.syntax_errors import explained
from tests.test_messages_nl import template
from webapp.languages import wording
from webapp.sparql.error_messages import said

HOME = Path(__file__).resolve().parents[2]
RAISED_IN = (
    *sorted((HOME / "lod" / "store" / "sandbox").glob("*.py")),
    HOME / "lod" / "store" / "sparql_server.py",
    *sorted((HOME / "webapp" / "sparql").glob("*.py")),
)
ERRORS = {"QuerySyntax", "QueryRefused", "QueryLimit", "QueryError", "QuotaExceeded"}
NAMED = {"HINT": "Write it as a triple of its own: a . or b ."}
"""What stands elsewhere, with what it is there."""
DUTCH, ENGLISH = wording("nl"), wording("en")


def sentences(tree: ast.Module) -> Iterator[str]:
    """What errors are raised with: their texts, their hints, and what a worker tells of one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ERRORS and node.args:
            hints = [keyword.value for keyword in node.keywords if keyword.arg == "hint"]
            for told in (node.args[0], *hints):
                yield NAMED.get(getattr(told, "id", ""), template(told))
        elif isinstance(node, ast.Dict):
            pairs = zip(node.keys, node.values, strict=True)
            yield from (template(value) for key, value in pairs if key and template(key) == "message")


def test_each_sentence_that_is_raised_is_said_in_dutch() -> None:
    raised = {one for file in RAISED_IN for one in sentences(ast.parse(file.read_text("utf-8")))}
    told = {one.replace("{}", "x") for one in raised if one.replace("{}", "").strip()}
    assert len(told) > 20
    assert not [one for one in sorted(told) if said(one, DUTCH) == one]


@pytest.mark.parametrize(
    ("query", "dutch"),
    [
        ("ASK { ?s foaf:name ?o }", "Het prefix foaf: is niet bekend. Zet bovenaan: PREFIX foaf: <http://xmlns"),
        ("SELECT * { ?x <a b> ?y }", "Een adres tussen < en > is volledig"),
        ("SELECT * { ?x ?y ?z", "De vraag eindigt hier, maar een { is niet gesloten."),
        ("SELECT * WHERE { ?x ?y ?z } LIMIT abc", "Er staat 'abc'; hier kan staan: "),
        ("SELECT ?x { ?x ?y ?z } GROUP BY ?y", "In SELECT staat een variabele die nergens"),
        ("SELECT * { ?x ?y ?z } GROUP BY ?x", "SELECT * kan niet met GROUP BY"),
        ("SELECT (1 AS ?x) (2 AS ?x) {}", "In SELECT staat een variabele twee keer."),
        (" ", "De vraag is leeg."),
        ("SELECT * { ?x ?y ?z } LIMIT 1;", "Een vraag heeft geen ; aan het eind."),
        ("SELECT COUNT(*) { ?x ?y ?z }", "In SELECT staat een uitdrukking tussen haakjes"),
        ("SELECT ?x, ?y { ?x ?y ?z }", "Tussen de variabelen van SELECT staan geen komma's."),
        ("SELECT\xa0* { ?x ?y ?z }", "Geen woord of naam van SPARQL heeft het teken U+00A0; "),
        ("ASK { FILTER(1 }", "Een ( is niet gesloten vóór deze }."),
        ("ASK { ?x ?y ?z }}", "Deze } sluit niets."),
        ("@prefix a: <a:> ASK {}", "Een prefix staat er als PREFIX naam: <adres>"),
        ("ASK { ?x http://a.example/ ?z }", "Een adres staat tussen < en >."),
        ("ASK { ?x ?y ?z FILTER ?z > 3 }", "Wat FILTER toetst, staat tussen haakjes"),
        ("SELECT * { ?x ?y ?z LIMIT 3 }", "LIMIT staat na de laatste }."),
        ("SELCT * { ?x ?y ?z }", "Er staat 'SELCT'; is SELECT bedoeld?"),
        ("SELECT %s { ?x ?y ?z }", "De fout staat hier, of vlak erna: '%s { ?x'"),
        ("SELECT (none:f(1) AS ?x) {}", "Het prefix none: is niet bekend."),
    ],
)  # fmt: skip
def test_what_the_parser_says_is_said_in_dutch(query: str, dutch: str) -> None:
    with pytest.raises(SyntaxError) as refused:
        Store().query(query)
    error = explained(str(refused.value.msg), query)
    assert said(error.hint, DUTCH).startswith(dutch)
    assert said(str(error), DUTCH).startswith(f"regel {error.line}, kolom {error.column}: ")
    assert said(error.hint, ENGLISH) == error.hint


@pytest.mark.parametrize(
    "sentence",
    [
        "there is no function <https://a.example/none> here",
        "SERVICE <https://a.example/> is not asked from here; allowed are none",
        "SERVICE <https://a.example/> is not asked from here; allowed are only, written in full: b.example",
        "the query ran for more than 30 seconds (asked before, less than a minute ago)",
        "the query needs more than 2048 MB of memory",
    ],
)
def test_what_is_said_of_a_limit_keeps_what_differs(sentence: str) -> None:
    dutch = said(sentence, DUTCH)
    assert dutch != sentence
    assert all(word in dutch for word in sentence.split() if word[0] in "<0123456789")
    assert "asked" not in dutch
