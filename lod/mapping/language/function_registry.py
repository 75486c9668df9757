"""The functions that a value can go through, by name: the vocabulary of verbs of the mapping language.

A function takes a text, all texts at once, or the whole field; it gives a text, texts, or an RDF term ready
to be written. One that may refuse (a code that is not in its list, text that is no IRI) gives None, and
the refusal is reported with record, field and rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from lod.errors import MappingError
from lod.mapping.functions import punctuation
from lod.mapping.language.regex import compiled
from lod.rdf import code_lists, literals

Shape = Literal["text", "texts", "field", "term", "terms"]


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the mapping language: its name, what goes in and comes out, and how it is made."""

    name: str
    takes: Shape
    gives: Shape
    bind: Callable[..., Callable[[Any], Any]]
    arguments: tuple[int, int]
    refuses: bool
    explanation: str
    reads: str = ""
    """Codes that a function of the whole field reads when it is not told which by its argument."""
    told: bool = False
    """Whether it is given the run too, to know what collection the record is in."""
    pure: bool = True
    """Whether a function of the whole field looks at nothing else of the record."""
    needs: str = ""
    """Codes of which a field must have one, or a function of the whole field gives nothing."""
    asks: str = ""
    """Name in ASKS of all that a function of the whole field asks of the rest of the record."""
    keeps: bool = False
    """Whether what it refuses is kept, as a literal, in the place of the IRI that it should have been."""

    def bound(self, arguments: tuple[str, ...]) -> Callable[[Any], Any]:
        """The function with its arguments; raises MappingError when they do not fit."""
        low, high = self.arguments
        if not low <= len(arguments) <= high:
            wants = str(low) if low == high else f"{low} to {high}"
            raise MappingError(f"{self.name} takes {wants} arguments, not {len(arguments)}")
        made = _BOUND.get((self.name, arguments))
        if made is None or made[0] is not self.bind:
            made = _BOUND[self.name, arguments] = self.bind, self.bind(*arguments)
        return made[1]


_BOUND: dict[tuple[str, tuple[str, ...]], tuple[Callable[..., Any], Callable[[Any], Any]]] = {}
"""Functions with their arguments: the same one each time, so that rules can see that they do the same."""

FUNCTIONS: dict[str, Function] = {}


def function(
    name: str,
    takes: Shape,
    gives: Shape,
    arguments: tuple[int, int] = (0, 0),
    *,
    refuses: bool = False,
    reads: str = "",
    told: bool = False,
    pure: bool = False,
    needs: str = "",
    asks: str = "",
    keeps: bool = False,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a function of the language. With arguments, what is decorated returns the function itself.

    MappingError when the name is taken: a rule would get the one that happened to come last.
    """

    def register(made: Callable[..., Any]) -> Callable[..., Any]:
        if name in FUNCTIONS:
            raise MappingError(f"two functions of the mapping language are called “{name}”")
        bind = made if arguments[1] else lambda: made
        explanation = (made.__doc__ or "").strip().partition("\n")[0]
        FUNCTIONS[name] = Function(
            *(name, takes, gives, bind, arguments, refuses, explanation),
            *(reads, told, pure, needs, asks, keeps),
        )
        return made

    return register


# ---------------------------------------------------------------- text → text


@function("chop", "text", "text", (0, 1))
def chop(ending: str = punctuation.ENDING) -> Callable[[str], str]:
    """Without the punctuation that only announces the next element (or these marks) at its ends."""
    return punctuation.chop if ending == punctuation.ENDING else lambda text: punctuation.chop(text, ending)


function("chop_all", "text", "text")(punctuation.chop_all)
function("strip_brackets", "text", "text")(punctuation.strip_brackets)
function("place_name", "text", "text")(punctuation.place_name)
function("without_stop", "text", "text")(punctuation.without_stop)
function("title_without_stop", "text", "text")(punctuation.title_without_stop)
function("without_mark", "text", "text")(punctuation.without_mark)
function("rounded", "text", "text")(punctuation.rounded)
function("strip_parentheses", "text", "text")(punctuation.strip_parentheses)
function("balance", "text", "text")(punctuation.balance)


@function("strip", "text", "text", (0, 1))
def strip(characters: str = "") -> Callable[[str], str]:
    """Without white space, and without these characters, at both ends."""
    return (lambda text: text.strip(characters + " ")) if characters else str.strip


@function("lower", "text", "text")
def lower(text: str) -> str:
    """In lower case."""
    return text.lower()


@function("upper", "text", "text")
def upper(text: str) -> str:
    """In upper case."""
    return text.upper()


@function("prefix", "text", "text", (1, 1))
def prefix(start: str) -> Callable[[str], str]:
    """With this text put before it."""
    return lambda text: start + text if text else ""


@function("suffix", "text", "text", (1, 1))
def suffix(end: str) -> Callable[[str], str]:
    """With this text put after it."""
    return lambda text: text + end if text else ""


@function("before", "text", "text", (1, 1))
def before(mark: str) -> Callable[[str], str]:
    """What stands before a mark; all of it when the mark is not there."""
    return lambda text: text.partition(mark)[0].strip()


@function("after", "text", "text", (1, 1))
def after(mark: str) -> Callable[[str], str]:
    """What stands after a mark; nothing when the mark is not there."""
    return lambda text: text.partition(mark)[2].strip()


@function("match", "text", "text", (1, 1))
def match(pattern: str) -> Callable[[str], str]:
    """What the pattern finds (its first group when it has one); nothing when it finds nothing."""
    find = compiled(pattern).search

    def matched(text: str) -> str:
        found = find(text)
        return (found.group(found.lastindex or 0) or "") if found else ""

    return matched


@function("replace", "text", "text", (2, 2))
def replace(pattern: str, by: str) -> Callable[[str], str]:
    """With what the pattern finds replaced."""
    expression = compiled(pattern)
    return lambda text: expression.sub(by, text).strip()


@function("unless", "text", "text", (1, 1))
def unless(pattern: str) -> Callable[[str], str]:
    """The text, unless the pattern finds something in it."""
    find = compiled(pattern).search
    return lambda text: "" if find(text) else text


@function("bcp47", "text", "text")
def bcp47(code: str) -> str:
    """The language tag (BCP 47) for a code of MARC or ISO 639-3, or one of two letters, maybe with a country.

    >>> bcp47("dut"), bcp47("nld"), bcp47("nl"), bcp47("nl_NL"), bcp47("und")
    ('nl', 'nl', 'nl', 'nl', '')
    """
    language, _, country = code.replace("_", "-").partition("-")
    is_tag = len(language) == 2 and (not country or (len(country) == 2 and country.isupper()))
    is_known = is_tag and language in code_lists.load("languages@bcp47")
    return code_lists.bcp47(code) or (language if is_known else "")


# ---------------------------------------------------------------- texts


@function("first", "texts", "texts")
def first(texts: list[str]) -> list[str]:
    """Only the first."""
    return texts[:1]


@function("only", "texts", "texts")
def only(texts: list[str]) -> list[str]:
    """The one that there is; nothing when there are several."""
    return texts if len(texts) == 1 else []


@function("last", "texts", "texts")
def last(texts: list[str]) -> list[str]:
    """Only the last."""
    return texts[-1:]


@function("rest", "texts", "texts")
def rest(texts: list[str]) -> list[str]:
    """All but the first."""
    return texts[1:]


@function("unique", "texts", "texts")
def unique(texts: Iterable[str]) -> list[str]:
    """Each once."""
    return list(dict.fromkeys(texts))


@function("join", "texts", "texts", (1, 1))
def join(between: str) -> Callable[[list[str]], list[str]]:
    """All as one text, with this between them."""
    return lambda texts: [between.join(t for t in texts if t)]


@function("split", "text", "texts", (1, 1))
def split(mark: str) -> Callable[[str], list[str]]:
    """The parts between the marks."""
    return lambda text: [part for piece in text.split(mark) if (part := piece.strip())]


@function("chunks", "text", "texts", (1, 1))
def chunks(size: str) -> Callable[[str], list[str]]:
    """Pieces of so many characters: the codes that stand unseparated in a control field or an old 041."""
    step = int(size)
    return lambda text: [text[i : i + step] for i in range(0, len(text), step)]


# ---------------------------------------------------------------- text → RDF term


@function("code", "text", "term", (1, 1), refuses=True)
def code(name: str) -> Callable[[str], str | None]:
    """The term of a code list for this code; refused when the list does not have it."""
    listed = code_lists.load(name)

    @lru_cache(maxsize=4096)
    def look_up(text: str) -> str | None:
        found = listed.term(text.strip())
        return f"<{found}>" if found else None

    return look_up


@function("iri", "text", "term", refuses=True)
@lru_cache(maxsize=65536)
def iri(text: str) -> str | None:
    """An IRI as it stands, repaired by percent-encoding where that is enough; refused otherwise."""
    found = literals.iri(text.strip()) or literals.repair_iri(text)
    return f"<{found}>" if found else None


@function("edtf", "text", "term")
@lru_cache(maxsize=16384)
def edtf(text: str) -> str | None:
    """A date in the Extended Date/Time Format, typed as such; nothing when it is none."""
    return literals.edtf(text)


@function("date", "text", "term")
@lru_cache(maxsize=16384)
def date(text: str) -> str | None:
    """A calendar date at its own precision (xsd:gYear, xsd:gYearMonth, xsd:date); nothing when it is none."""
    return literals.date(text)


@function("year", "text", "term")
@lru_cache(maxsize=16384)
def year(text: str) -> str | None:
    """The one certain year that the text states, as xsd:gYear; nothing when it states none or more."""
    return literals.year(text)


@function("literal_or_iri", "text", "term", refuses=True, keeps=True)
def literal_or_iri(text: str) -> str | None:
    """An IRI when it is one, else the text itself as a literal."""
    return iri(text) or (literals.literal(text) if text.strip() else None)
