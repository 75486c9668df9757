"""The gate before the parser: what a query's text shows without being parsed.

The parser is a grammar without keyword boundaries (`SERVICEex:a{` is a call), so this looks for the shape
of a call anywhere outside strings and comments. A `<` may begin an address or be "less than"; where that
cannot be told and the word "service" is near, the query is refused rather than guessed at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, cast

from lod.errors import QueryLimit, QueryRefused, QuerySyntax
from lod.store.sandbox.limits import Limits

Form = Literal["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"]

# every repetition is possessive or ends at a character that the next part cannot begin with: no backtracking.
# Only single characters are repeated possessively: Python before 3.11.5 gets groups with alternatives wrong.
LONG = (
    r'"""[^"\\]*+(?:(?:\\.|"(?!""))[^"\\]*+)*"""'
    r"|'''[^'\\]*+(?:(?:\\.|'(?!''))[^'\\]*+)*'''"
)
"""The pattern of a string in three quotation marks."""
SHORT = r'"[^"\\\r\n]*+(?:\\.[^"\\\r\n]*+)*"' r"|'[^'\\\r\n]*+(?:\\.[^'\\\r\n]*+)*'"
"""That of one in one."""
IRI = r'<[^<>"{}|^`\\\x00-\x20]*+(?:\\[uU][^<>"{}|^`\\\x00-\x20]*+)*>'
"""That of an IRI, with its escapes."""
TOKEN = re.compile(
    rf'''(?P<string>{LONG}|(?!"""|\'\'\')(?:{SHORT}))
    |(?P<iri>{IRI})
    |(?P<comment>\#[^\r\n]*+)
    |(?P<escape>\\.)
    |(?P<open>[{{(\[])
    |(?P<close>[}})\]])
    |(?P<quote>["'])''',
    re.VERBOSE | re.DOTALL,
)
_BLANK = r"[ \t\r\n]*+(?:\#[^\r\n]*+[ \t\r\n]*+)*"
_BEGINNING = re.compile(
    rf"""{_BLANK}(?:
        (?:BASE{_BLANK}<[^<>]*+>|PREFIX{_BLANK}[^\s:<>]*+:{_BLANK}<[^<>]*+>|VERSION{_BLANK}(?:"[^"]*+"|'[^']*+'))
        {_BLANK})*
    (?P<word>SELECT|ASK|CONSTRUCT|DESCRIBE|INSERT|DELETE|LOAD|CLEAR|CREATE|DROP|COPY|MOVE|ADD|WITH)""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_CALL = re.compile(
    r"""service\s*+(?:silent\s*+)?
    (?P<target><[^<>]*+>|[?$][^\s{}<>()"']{1,1000}+|[^\s{}<>()"':]{0,1000}+:[^\s{}<>()"']{0,1000}+)\s*+\{""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_FROM = re.compile(r"(?<![\w?$:@.-])\w*FROM", re.IGNORECASE)
_LONG_NAME = re.compile(r"""[^\s{}<>()"']{1000}""")
_ABSOLUTE = re.compile(r"<[a-z][a-z0-9+.-]*+://", re.IGNORECASE | re.ASCII)
_WEB = re.compile(r"<https?://([a-z0-9.-]++)(?::[0-9]++)?(?:[/?#][^\\>]*+)?>", re.IGNORECASE | re.ASCII)
_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")


def check(text: str, limits: Limits) -> Form | None:
    """Let a query pass, and say of which form it is (None when the parser will have to complain).

    >>> check("PREFIX ex: <http://example.org/> select * { ?s ?p ?o }", Limits())
    'SELECT'
    >>> check("DROP ALL", Limits())
    Traceback (most recent call last):
    lod.errors.QueryRefused: this endpoint only answers questions: DROP is an update
    """
    size = len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))
    if size > limits.query_kb * 1024:
        raise QueryLimit(f"the query has {size:,} bytes, {limits.query_kb} kB are allowed", "query_kb")
    return check_completed(text, limits)


def check_completed(text: str, limits: Limits) -> Form | None:
    """The same for a query into which something was put, of which the length does not count.

    What is put in, or taken out, may turn strings into code and code into strings.
    """
    word = _first_word(text)
    if word and word not in _FORMS:
        raise QueryRefused(f"this endpoint only answers questions: {word} is an update")
    _check_depth(text, limits.depth)
    if "service" in text.lower():
        _check_services(text, limits.service_hosts)
    return cast(Form, word) if word else None


def names_graphs(text: str) -> bool:
    """Whether a query chooses graphs of its own (FROM), as far as its words tell.

    >>> names_graphs("ASKFROM<http://example.org/g>{}"), names_graphs('ASK { ?from ex:FROM "FROM" }')
    (True, False)
    """
    return bool(_FROM.search("".join(_without_values(text))))


def form_of(text: str) -> Form | None:
    """Of which form a query is, by its first word; None when it is none.

    >>> form_of("PREFIX ex: <http://example.org/> ask {}"), form_of("DROP ALL")
    ('ASK', None)
    """
    word = _first_word(text)
    return cast(Form, word) if word in _FORMS else None


def _first_word(text: str) -> str:
    found = _BEGINNING.match(text)
    return found["word"].upper() if found else ""


def _check_depth(text: str, allowed: int) -> None:
    """Brackets that nest too deep, and strings that never end."""
    if '"' not in text and "'" not in text and sum(map(text.count, "{([")) <= allowed:
        return  # no string, and not so many brackets: most of what is asked
    depth = 0
    for token in TOKEN.finditer(text):
        kind = token.lastgroup
        if kind == "open":
            depth += 1
            if depth > allowed:
                raise QueryLimit(f"brackets nest more than {allowed} deep", "depth")
        elif kind == "close":
            depth -= 1
        elif kind == "quote":
            line, column = place(text, token.start())
            raise QuerySyntax(
                f"line {line}, column {column}: a string begins here and is not closed",
                line=line,
                column=column,
                hint="Close it with the same quote; a string of several lines has three quotes at each end.",
            )


def place(text: str, offset: int) -> tuple[int, int]:
    r"""Line and column of a character, both from 1.

    >>> place("ab\ncd", 4)
    (2, 2)
    """
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _check_services(text: str, hosts: tuple[str, ...]) -> None:
    code = "".join(_code(text))
    if _LONG_NAME.search(code):
        # names are bounded so that looking at them is
        raise QueryRefused("a name of 1,000 characters is not taken beside the word 'service'")
    for call in _CALL.finditer(code):
        host = _WEB.fullmatch(call["target"])
        if host is None or host[1].lower() not in hosts:
            raise QueryRefused(_no_service(call["target"], hosts))


def _code(text: str) -> Iterator[str]:
    """The text without strings and comments; addresses stay, so that nothing hides in what looks like one."""
    end = 0
    for token in TOKEN.finditer(text):
        yield text[end : token.start()]
        end = token.end()
        if token["string"] or token["comment"]:
            yield " "
        elif token["escape"]:
            yield "_"
        else:
            if token["iri"] and ("'" in token[0] or "#" in token[0]) and not _ABSOLUTE.match(token[0]):
                raise QueryRefused(
                    f"{token[0][:80]} may be a comparison, and the word 'service' is near: write it in full"
                )
            yield token[0]
    yield text[end:]


def _without_values(text: str) -> Iterator[str]:
    end = 0
    for token in TOKEN.finditer(text):
        yield text[end : token.start()]
        end = token.end()
        yield " " if token["string"] or token["comment"] or token["iri"] else token[0]
    yield text[end:]


def _no_service(target: str, hosts: tuple[str, ...]) -> str:
    allowed = f"only, written in full: {', '.join(hosts)}" if hosts else "none"
    return f"SERVICE {target[:200]} is not asked from here; allowed are {allowed}"
