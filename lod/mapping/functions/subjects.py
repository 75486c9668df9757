"""Subjects, genres and places: what tells one from another; a heading with its subdivisions as text."""

from __future__ import annotations

from lod.mapping.functions.authority_identifiers import Authority, identifiers, stated_iri
from lod.mapping.functions.headings import Subfields, key_of_agent, name_as_written, numbers, stated_iris
from lod.mapping.functions.hubs import key_of_hub, title_as_written
from lod.mapping.functions.punctuation import chop, rounded, title_without_stop, without_stop
from lod.mapping.language.function_registry import function
from lod.mapping.language.subfield_groups import SPLITTERS, Splitter
from lod.mapping.runtime.record_run import Run
from lod.rdf import iris
from lod.record import Field

SUBJECT_CODES = "abcdefghjklmnopqrstuvxyz"
_DIVISIONS = frozenset("vxyz")
_MAIN = {"647": "acd", "650": "abcd", "651": "ab", "654": "abc", "662": "abcdfgh", "752": "abcdfgh"}
"""Subfields of the term itself, by tag; in others it is subfield a."""
_KINDS = {"647": "e", "648": "y", "651": "z", "751": "z", "655": "v", "656": "o", "662": "h", "752": "h"}
"""What a term is, in the codes of subdivisions (v form, y period, z place), by tag; others are topics (x)."""
_HIERARCHIES = frozenset(("662", "752"))
"""Tags of places that are named with those that they lie in."""
_APART = {"611": "vxyz", "654": "vxyzce"}
"""Subfields that are not part of the term itself, by tag; $e is a role, but of a meeting a part of it."""
_TITLES = frozenset("tp")
_NAMES = frozenset(("600", "610", "611", "630"))
_IDENTIFIERS = frozenset("01")
_WHOLE = frozenset(("fast",))
"""Files whose terms may have subdivisions that are of the term itself: in FAST, a place within a place."""
_KEYWORD_NAMES = frozenset("123")
"""Second indicators of 653 that say that the word is a name."""


@function("term_key", "field", "text", reads=SUBJECT_CODES + "012", asks="names")
def term_key(run: Run, field: Field) -> str:
    """What tells one subject, genre or place from another: its identifier, or its scheme and its text.

    A heading with subdivisions is known by its text: an identifier in it may well be that of a part.
    """
    divisions: list[str] = []
    identified = False
    scheme = ""
    for code, value in field.subfields:
        if code in _DIVISIONS:
            divisions.append(f"{code}:{iris.normalized_heading(value)}")
        elif code in "01":
            identified = True
        elif code == "2":
            scheme = scheme or value.strip(" .")
    if identified and (found := _whole(field)):
        return found[0].key
    main = _main_key(run, field)
    if main:
        divisions.insert(0, main)
    if not divisions:
        return ""
    return f"{scheme or field.indicators[1:2]}\0{'--'.join(divisions)}"


def numbered_parts(field: Field) -> list[Subfields]:
    """The identifiers of a heading as a whole, and then its parts with their own: main term, subdivisions.

    Where identifiers stand between the parts of a heading, each is that of the part before it; all before
    the first part or behind the last one are those of the whole.
    """
    whole: Subfields = []
    parts: list[Subfields] = []
    between = False
    for pair in field.subfields:
        if pair[0] in _IDENTIFIERS:
            (parts[-1] if parts else whole).append(pair)
        elif pair[0] in _DIVISIONS:
            between = between or any(code in _IDENTIFIERS for part in parts for code, _ in part)
            parts.append([pair])
        elif not parts:
            parts.append([pair])
    if between:
        return [whole, *parts]
    behind = [pair for part in parts for pair in part if pair[0] in _IDENTIFIERS]
    return [whole + behind, *([pair for pair in part if pair not in behind] for part in parts)]


def _own(field: Field) -> Subfields:
    """The identifiers of a heading as a whole."""
    return numbered_parts(field)[0]


def _of_main(field: Field) -> Subfields:
    """The identifiers of the main term of a heading, when its parts have each their own."""
    return [pair for part in numbered_parts(field)[1:2] for pair in part if pair[0] in _IDENTIFIERS]


def subdivisions(run: Run, field: Field) -> list[Field]:
    """The subdivisions of a heading, each with the identifiers that are its own."""
    parts = [part for part in numbered_parts(field)[1:] if part[0][0] in _DIVISIONS]
    return [Field(field.tag, field.indicators, part) for part in parts]


SPLITTERS["subdivisions"] = Splitter(subdivisions)


def _whole(field: Field) -> list[Authority]:
    """Identifiers of a heading as a whole; with subdivisions, only those of a file that has such terms."""
    found = identifiers(_own(field))
    if any(code in _DIVISIONS for code, _ in field.subfields):
        return [each for each in found if each.file in _WHOLE]
    return found


@function("term_same_as", "field", "terms", reads="01", pure=True, needs="01")
def term_same_as(run: Run, field: Field) -> list[str]:
    """IRIs of what a subject, genre or place is, in the authority files that we know."""
    return list(dict.fromkeys([f"<{each.thing}>" for each in _whole(field)]))


@function("term_iris", "field", "terms", reads="0", pure=True, needs="0")
def term_iris(run: Run, field: Field) -> list[str]:
    """IRIs of authority records as they stand in the heading of a term, apart from those of the term."""
    same = term_same_as(run, field)
    return [iri for iri in stated_iris([p for p in _own(field) if p[0] == "0"]) if iri not in same]


@function("term_numbers", "field", "texts", reads="0", pure=True, needs="0")
def term_numbers(run: Run, field: Field) -> list[str]:
    """Numbers of a subject, genre or place in other systems, as they stand in its heading."""
    return numbers(_own(field))


@function("term_rwos", "field", "terms", reads="1", pure=True, needs="1")
def term_rwos(run: Run, field: Field) -> list[str]:
    """IRIs of the very thing that the heading of a term names."""
    found = [stated_iri(value) for code, value in _own(field) if code == "1"]
    return list(dict.fromkeys([iri for iri in found if iri]))


@function("main_term_iris", "field", "terms", reads="0", pure=True, needs="0")
def main_term_iris(run: Run, field: Field) -> list[str]:
    """IRIs of authority records of the term before the subdivisions, when these have each their own."""
    return stated_iris(_of_main(field))


@function("main_term_numbers", "field", "texts", reads="0", pure=True, needs="0")
def main_term_numbers(run: Run, field: Field) -> list[str]:
    """The same, of numbers in other systems."""
    return numbers(_of_main(field))


def _main_key(run: Run, field: Field) -> str:
    if field.tag in _NAMES:
        return key_of_hub(run, field) or key_of_agent(run, field)
    text = iris.normalized_heading(_main(field))
    return f"{_KINDS.get(field.tag, 'x')}:{text}" if text else ""


def _main(field: Field) -> str:
    """The term of a heading without its subdivisions, with the punctuation that it has."""
    if field.tag in _NAMES:
        return f"{name_as_written(field)} {title_as_written(field)}"
    codes = _MAIN.get(field.tag, "a")
    return " ".join([value for code, value in field.subfields if code in codes])


@function("main_term", "field", "text", reads=SUBJECT_CODES, pure=True)
def main_term(run: Run, field: Field) -> str:
    """The term of a subject heading without its subdivisions."""
    return chop(_main(field))


@function("subject_string", "field", "text", reads=SUBJECT_CODES, pure=True)
def subject_string(run: Run, field: Field) -> str:
    """A subject heading with its subdivisions, with two hyphens between them.

    Only a full stop goes from its end: the end of a subdivision is no announcement of something else.
    """
    main = chop(_main(field)) if field.tag in _NAMES else " ".join(_main(field).split())
    divisions = [value for code, value in field.subfields if code in _DIVISIONS]
    return chop("--".join([main, *divisions]), ".")


_ASPECTS = frozenset("vxy")


def before_subdivisions(run: Run, field: Field) -> list[Field]:
    """What a heading with subdivisions is about, as a heading of its own; nothing where there are none.

    A place within a place (651 $z) is of the place, for names and works a place is an aspect too.
    """
    ends = _ASPECTS if field.tag == "651" else _DIVISIONS
    for at, (code, _) in enumerate(field.subfields):
        if code in ends:
            scheme = [pair for pair in field.subfields[at:] if pair[0] == "2"]
            return [Field(field.tag, field.indicators, field.subfields[:at] + scheme)] if at else []
    return []


SPLITTERS["before_subdivisions"] = Splitter(before_subdivisions)


@function("keyword_key", "field", "text", reads="a01", pure=True)
def keyword_key(run: Run, field: Field) -> str:
    """What tells one uncontrolled word from another: its identifier, else its text and what it names."""
    if found := identifiers(field.subfields):
        return found[0].key
    text = iris.normalized_heading(field.first("a"))
    kind = field.indicators[1:2].strip()
    if not text:
        return ""
    return (
        f"{run.mapper.collection}\0{kind}\0{text}"
        if kind in _KEYWORD_NAMES
        else f"uncontrolled\0{kind}\0{text}"
    )


@function("place_string", "field", "text", reads="abcdfgh", pure=True)
def place_string(run: Run, field: Field) -> str:
    """A place with those it lies in, from large to small, with two hyphens between them."""
    return "--".join([chop(value) for code, value in field.subfields if code in "abcdfgh"])


@function("subject_label", "field", "text", reads=SUBJECT_CODES, pure=True)
def subject_label(run: Run, field: Field) -> str:
    """A subject heading with its subdivisions, as catalogues show it; without roles and codes of facets."""
    tag = field.tag
    if tag in _HIERARCHIES:
        label = " -- ".join(filter(None, [chop(v) for c, v in field.subfields if c in _MAIN[tag]]))
    else:
        apart = _APART.get(tag, "vxyze")
        main = chop(" ".join([v for c, v in field.subfields if c in SUBJECT_CODES and c not in apart]))
        divisions = [chop(v) for c, v in field.subfields if c in "vxyz"]
        label = " -- ".join([part for part in (main, *divisions) if part]) if divisions else main
    if "<" in label:
        label = rounded(label)
    if label[-1:] != ".":
        return label
    end = next((c for c, _ in reversed(field.subfields) if c in SUBJECT_CODES), "")
    return title_without_stop(label) if end in _TITLES or tag == "630" else without_stop(label)


@function("scheme_code", "text", "text")
def scheme_code(text: str) -> str:
    """The code of a thesaurus in a subfield 2, without the language that may follow it.

    >>> scheme_code("rdacontent/ger"), scheme_code("fast."), scheme_code("gnd%2Fger")
    ('rdacontent', 'fast', 'gnd')
    """
    return text.partition("/")[0].partition("%2F")[0].strip(" .").lower()
