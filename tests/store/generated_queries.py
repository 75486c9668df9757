"""Queries that nobody wrote: plain ones, and what SPARQL 1.1 has besides, spelled in many ways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

EX = "http://example.org/"
XSD = "http://www.w3.org/2001/XMLSchema#"
KNOWN = {"ex": EX, "xsd": XSD, "other": "http://other.example/#"}
"""Prefixes that need not be declared."""
GRAPHS = (f"<{EX}g1>", f"<{EX}g2>", f"<{EX}none>")
_VARIABLES = ("?s", "?o", "?x", "$s", "?p")
_PLAIN = (
    "ex:a",
    "ex:b",
    "ex:c",
    "ex:d",
    f"<{EX}a>",
    f"<{EX}b>",
    f"<{EX}d#part>",
    "other:a",
    "<http://other.example/#a>",
)
_ODD = (
    "ex:",
    "<a>",
    "<#part>",
    f"<{EX}\\u0061>",
    f"<{EX}\\U00000062>",
    "ex:a\\-b",
    "ex:%61",
    "ex:a.b",
    "ex:a-b",
    "_:x",
    "_:y",
    "[]",
    "[ex:p ex:a]",
    "(ex:a ?x)",
    "()",
    "ex:d\\#part",
    ":a",
    "nowhere:a",
    f"< {EX}a>",
    f"<{EX}'a'>",
    "ex:1",
    "ex:a:b",
    "<< ex:a ex:p ?x >>",
)
_PLAIN_TEXTS = (
    '"zee"',
    '"zee"@nl',
    '"zee"@NL',
    '"zee # geen"',
    '""',
    '"17"^^xsd:integer',
    f'"17"^^<{XSD}integer>',
    '"zee"@nl-NL',
    '"<a>"',
    f'"zee"^^<{XSD}string>',
    '"017"^^xsd:integer',
    '"é"',
    '"?x } #"',
    f'"17.50"^^<{XSD}decimal>',
)
_ODD_TEXTS = (
    "'zee'",
    '"""zee # "geen\n"""',
    "'''zee'''@nl",
    '"zee\\u0020# geen"',
    '"zee \\# x"',
    "17",
    "+17",
    "17.5",
    "1e0",
    "true",
    "017",
    '"zee"@nl--ltr',
    '"zee" @nl',
    '"z\\"ee"',
    "'# \\' '",
    '"zee"@nl#c\n',
    '"17"^^ xsd:integer',
    '"é"',
)
_PATHS = (
    "ex:p/ex:q",
    "ex:p|ex:q",
    "ex:p*",
    "ex:p+",
    "ex:p?",
    "^ex:p",
    "!ex:p",
    "!(ex:p|^ex:q)",
    "(ex:p/ex:q)*",
    "ex:p/^ex:p",
    "!a",
)
_SPACES = (
    " ",
    " ",
    " ",
    " ",
    " ",
    " ",
    "\n",
    "\t",
    "\r\n",
    "  ",
    " # zee\n",
    "#\n",
    "\n# PREFIX ex: <http://wrong.example/>\n# }\n",
    ' # "quoted\n',
    " # it's <here>\r",
    "\f",
    "\xa0",
    " #\\\n",
    " # {\n",
)
_PROLOGUES = (
    f"PREFIX ex: <{EX}>",
    f"prefix\nex:<{EX}>",
    "PREFIX ex: <http://other.example/#>",
    "PREFIX other: <http://example.org/>",
    f"PREFIX : <{EX}>",
    f"BASE <{EX}>",
    "PREFIX e-x.y: <http://example.org/>",
    f"PREFIX ex: <{EX}#>",
    "PREFIX ex: <http://example.org/\\u0023>",
    "BASE <http://example.org/d>PREFIX ex: <>",
)
_FILTERS = (
    "?s = ex:a",
    "?o != ?x",
    "isIRI(?o)",
    "isBlank(?s)",
    "LANG(?o) = 'nl'",
    "EXISTS { ?s ex:q ?y }",
    "NOT EXISTS { ?o ex:p ?y }",
    "?o > 3",
    "?o<?x&&?x>'#'",
    'STR(?o) = "zee # geen"',
    "BOUND(?x)",
    "CONTAINS(STR(?o), 'a')",
    "?s IN (ex:a, <http://example.org/b>)",
)
_EXPRESSIONS = (
    "STR(?s)",
    "LANG(?o)",
    "1 + 2",
    "?s",
    "CONCAT(STR(?s), '#', STR(?o))",
    "IF(isIRI(?o), 1, 0)",
    "COALESCE(?x, '#')",
    "datatype(?o)",
)


@dataclass(frozen=True)
class Generated:
    """A query, and the same without LIMIT and OFFSET."""

    whole: str
    slice: str
    offset: int
    limit: int | None
    ordered: bool
    """Whether its rows have an order, which is the only one there is."""

    @property
    def text(self) -> str:
        """The query."""
        return self.whole + self.slice


class Writer:
    """Writes one query; `odd` is how much of it is not plain, from 0 to 1."""

    def __init__(self, rng: Random, odd: float) -> None:
        self._rng = rng
        self._odd = odd

    def query(self) -> Generated:
        """A query."""
        rng = self._rng
        prologue = "".join(f"{self._one(_PROLOGUES)}{self._space()}" for _ in range(self._few(2)))
        form = rng.choice(("SELECT", "SELECT", "SELECT", "select", "ASK", "CONSTRUCT", "DESCRIBE"))
        graphs = "".join(
            f"{self._space()}FROM {rng.choice(('', 'NAMED '))}{rng.choice(GRAPHS)}{self._space()}"
            for _ in range(self._oddly() * rng.randint(1, 3))
        )
        where = self._space() + (f"{rng.choice(('WHERE', 'where'))}{self._space()}" if self._half() else "")
        body = self._group()
        order = ""
        if form.upper() == "SELECT":
            beginning, order = self._select()
        elif form == "ASK":
            beginning = ""
        elif form == "CONSTRUCT":
            beginning, body, where = self._construct(body, where)
        else:
            beginning = self._space() + " ".join(rng.choice(_PLAIN) for _ in range(1 + self._oddly()))
            if not self._oddly():
                where = body = ""
        whole = f"{self._space('')}{prologue}{form}{beginning}{graphs}{where}{body}{order}"
        limit, offset = self._slice() if form != "ASK" or self._oddly() else (None, 0)
        parts = [f"{self._space()}LIMIT{self._space()}{limit}"] if limit is not None else []
        parts += [f"{self._space()}OFFSET {offset}"] if offset else []
        if self._oddly():
            parts.reverse()
        ending = "".join(parts) + self._space("")
        return Generated(whole, ending, offset, limit, bool(order))

    def _select(self) -> tuple[str, str]:
        """What is selected; and an order that holds for all of it, now and then."""
        rng = self._rng
        how = rng.choice(("", "", "", " DISTINCT", " REDUCED" if self._oddly() else ""))
        names = rng.sample(_VARIABLES[:3], rng.randint(1, 3))
        if self._oddly() and self._half():
            made = [f"({rng.choice(_EXPRESSIONS)} AS ?n{n})" for n in range(rng.randint(1, 2))]
            return f"{how}{self._space()}{' '.join((*names, *made))}", ""
        if self._oddly() and self._half():
            number = rng.choice(("COUNT(*)", "COUNT(DISTINCT ?o)", "SAMPLE(1)", "COUNT(?x)"))
            return f"{how} {names[0]} ({number} AS ?n)", f" GROUP BY {names[0]} ORDER BY {names[0]} ?n"
        asked = rng.choice(("*", self._space().join(names)))
        order = ""
        if asked != "*" and self._oddly():
            order = " ORDER BY " + " ".join(rng.choice((n, f"DESC({n})", f"ASC({n})")) for n in names)
        return f"{how}{self._space()}{asked}{self._space(' ')}", order

    def _construct(self, body: str, where: str) -> tuple[str, str, str]:
        if self._oddly():
            return f"{self._space()}{{{self._triples(self._rng.randint(1, 2))}}}", body, where
        one = self._triples(1)
        if self._half():
            return "", f"{{{one}}}", " WHERE "
        return f"{self._space()}{{{one}}}", f"{{{self._space()}{one}}}", where

    def _group(self, depth: int = 0) -> str:
        rng = self._rng
        text = self._space("") + self._triples(rng.choice((1, 1, 2, 2, 3)))
        for _ in range(self._few(2)):
            text += self._space() + self._more(depth)
        return f"{{{text}{self._space('')}}}"

    def _more(self, depth: int) -> str:
        """What stands in a group besides its first triples."""
        rng = self._rng
        if not self._oddly():
            return f"OPTIONAL{self._space('')}{{{self._space('')}{self._triples(1)}}}"
        if depth > 1:
            return f"FILTER({rng.choice(_FILTERS)})"
        kind = rng.randrange(11)
        inner = self._group(depth + 1)
        return (
            f"OPTIONAL {inner}",
            f"FILTER({rng.choice(_FILTERS)})",
            f"{inner} UNION {self._group(depth + 1)}",
            f"GRAPH {rng.choice((*GRAPHS, '?g'))} {inner}",
            f"MINUS {inner}",
            f"VALUES ?o {{ {rng.choice(_PLAIN)} {rng.choice(_PLAIN_TEXTS)} UNDEF }}",
            f"VALUES (?s ?o) {{ ({rng.choice(_PLAIN)} UNDEF) (ex:b {rng.choice(_PLAIN_TEXTS)}) }}",
            f"BIND({rng.choice(_EXPRESSIONS)} AS ?b{rng.randint(0, 9)})",
            f"{{ SELECT {rng.choice(('?s', '*', 'DISTINCT ?o', '?s (COUNT(*) AS ?n)'))} {inner}"
            f"{rng.choice(('', ' GROUP BY ?s'))} }}",
            inner,
            f". {self._triples(1)}",
        )[kind]

    def _triples(self, number: int) -> str:
        text = self._triple()
        for _ in range(number - 1):
            dot = f"{self._space('')}.{self._space('')}"
            text += self._rng.choice(
                (
                    f"{dot}{self._triple()}",
                    f"{self._space()};{self._verb()}{self._object()}",
                    f"{self._space('')},{self._object()}",
                )
            )
        return text + self._rng.choice((" ", " .", " . ", " ;" if self._oddly() else " ", self._space(" ")))

    def _triple(self) -> str:
        return f"{self._space('')}{self._node(0.6)}{self._verb()}{self._object()}"

    def _verb(self) -> str:
        if self._oddly():
            return f"{self._space()}{self._rng.choice(_PATHS)}{self._space()}"
        verb = self._rng.choice(("ex:p", "ex:p", "ex:q", f"<{EX}p>", f"<{EX}q>", "?p", "a", "ex:name"))
        return f"{self._space()}{verb}{self._space()}"

    def _object(self) -> str:
        if self._rng.random() < 0.3:
            return self._space("") + self._one(_PLAIN_TEXTS, _ODD_TEXTS)
        return self._space("") + self._node(0.5)

    def _node(self, variable: float) -> str:
        if self._rng.random() < variable:
            return self._rng.choice(_VARIABLES)
        return self._one(_PLAIN, _ODD)

    def _one(self, plain: Sequence[str], odd: Sequence[str] = ()) -> str:
        return self._rng.choice(odd if odd and self._oddly() else plain)

    def _slice(self) -> tuple[int | None, int]:
        limit = self._rng.choice((None, None, 0, 1, 2, 5, 100))
        return limit, self._rng.choice((0, 0, 0, 1, 2, 7))

    def _space(self, usual: str | None = None) -> str:
        """White space, and comments; `usual` is what may stand there as well."""
        if self._rng.random() < 0.9:
            return " " if usual is None else usual
        return self._rng.choice(_SPACES)

    def _few(self, most: int) -> int:
        return self._rng.choice((0, 0, 0, *range(1, most + 1)))

    def _oddly(self) -> bool:
        return self._rng.random() < self._odd

    def _half(self) -> bool:
        return self._rng.random() < 0.5
