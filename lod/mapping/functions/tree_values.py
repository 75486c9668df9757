"""What museums and archives refer to, and how they write dates and numbers: functions for trees."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from lod.mapping.functions.authority_identifiers import authority
from lod.mapping.functions.headings import LIFE_DATES
from lod.mapping.language.function_registry import function
from lod.mapping.language.tree_paths import steps
from lod.mapping.runtime import trees
from lod.mapping.runtime.record_run import Run
from lod.rdf import iris, literals, namespaces, tsv_tables
from lod.record import Field

_AAT = re.compile(r"https?://vocab\.getty\.edu/(?:page/)?aat/([0-9]+)/?\Z")
_ASIDE = re.compile(r"\s*\([^()]*\)\s*\Z")
_ISIL = re.compile(
    r"(?:info:isil/|https?://ld\.zdb-services\.de/resource/organisations/)?([A-Z]{1,4}-[A-Za-z0-9:/-]+)\Z"
)


@function("known_key", "texts", "texts")
def known_key(texts: list[str]) -> list[str]:
    """The key of what some identifiers name: by the first authority file we know, else by the first address.

    >>> known_key(["local 7", "https://data.rkd.nl/artists/66219", "http://vocab.getty.edu/ulan/500011051"])
    ['=ulan-500011051']
    >>> known_key(["http://example.org/a b", "http://example.org/a"]), known_key(["info:isil/NL-HaRKD"])
    (['http://example.org/a%20b'], ['=isil-NL-HaRKD'])
    """
    found = [known for text in texts if (known := authority(text))]
    if found:
        return [min(found, key=lambda one: _rank()[one.file]).key]
    addresses = [address for text in texts if (address := web_address(text))]
    codes = [f"=isil-{iris.key(hit[1])}" for text in texts if (hit := _ISIL.match(text.strip()))]
    return (codes or addresses)[:1]


@cache
def _rank() -> dict[str, int]:
    """The files in the order of their table: two records that name the same files find the same key."""
    return {row["name"]: at for at, row in enumerate(tsv_tables.read("authorities.tsv").rows())}


def web_address(text: str) -> str:
    """The address that a text is, written as it should be; nothing when it is none."""
    text = text.strip()
    return (literals.repair_iri(text) or "") if text.startswith(("http://", "https://")) else ""


@cache
def _works(column: str) -> dict[str, list[str]]:
    """By a word for a kind of thing or a number of the AAT: the classes that it stands for."""
    return {
        row["word"]: [f"<{namespaces.expand(name)}>" for name in row[column].split()]
        for row in tsv_tables.read("works.tsv").rows()
    }


def _of_work(texts: list[str], column: str) -> list[str]:
    return list(dict.fromkeys([name for text in texts for name in _works(column).get(_work(text), ())]))


@function("work_class", "texts", "terms")
def work_class(texts: list[str]) -> list[str]:
    """The classes of Schema.org for words, or addresses of the AAT, that say what kind of thing it is.

    >>> [name.rpartition("/")[2] for name in work_class(["Tekening (potlood)", "kachel"])]
    ['Drawing>', 'VisualArtwork>']
    >>> work_class(["http://vocab.getty.edu/aat/300046300"])
    ['<https://schema.org/Photograph>']
    """
    return _of_work(texts, "classes")


@function("work_type", "texts", "terms")
def work_type(texts: list[str]) -> list[str]:
    """The sorts of Work of BIBFRAME for words, or addresses of the AAT, that say what kind of thing it is.

    >>> [name.rpartition("/")[2] for name in work_type(["Tekening (potlood)", "munt", "kachel"])]
    ['StillImage>', 'Object>']
    """
    return _of_work(texts, "work")


def _work(text: str) -> str:
    """A word as the table of works has it, or a number of the AAT."""
    found = _AAT.match(text.strip())
    return found[1] if found else _ASIDE.sub("", text).strip().casefold()


@function("isil", "text", "text")
def isil(text: str) -> str:
    """The ISIL of an organisation, however it is wrapped; nothing when it is none.

    >>> isil("info:isil/DE-Mb112"), isil("http://ld.zdb-services.de/resource/organisations/DE-68"), isil("12")
    ('DE-Mb112', 'DE-68', '')
    """
    found = _ISIL.match(text.strip())
    return found[1] if found else ""


@function("heading_key", "text", "text", (1, 1), told=True)
def heading_key(kind: str) -> Callable[[Run, str], str]:
    """The key of what is known by its name only: it counts within its collection, names are not unique."""

    def key(run: Run, text: str) -> str:
        name = " ".join(text.split())  # as it is spelled, for a thing has one name in each language
        return f"{run.mapper.collection}\0{kind}\0{name}" if name else ""

    return key


_DATED = re.compile(r",[^,]*[0-9]{4}[^,]*\Z")


@function("name_key", "text", "text", (1, 1), told=True)
def name_key(kind: str) -> Callable[[Run, str], str]:
    """The key of who has this heading, as in MARC; the kind is a word, or a variable that has it.

    A person, an organization or a family whose name has dates is the same in every collection.
    """

    def key(run: Run, text: str) -> str:
        name = iris.normalized_heading(text)
        if not name:
            return ""
        own = f"{run.variables.get(kind) or kind}\0{name}"
        return own if _DATED.search(name) else f"{run.mapper.collection}\0{own}"

    return key


@function("person_key", "text", "text")
def person_key(text: str) -> str:
    """The key of a person whose name has dates, as in MARC in any collection; nothing without."""
    name = iris.normalized_heading(text)
    return f"person\0{name}" if LIFE_DATES.search(name) else ""


@function("actor_with_dates", "field", "text", (1, 1))
def actor_with_dates(path: str) -> Callable[[Run, Field], str]:
    """The name of the actor of LIDO that stands at a path, with the years of its life as headings have them.

    Nothing when no year of birth is certain, or the name has dates of its own.
    """

    def said(run: Run, field: Field) -> str:
        names = run.below(field, f"{path}/nameActorSet/appellationValue")
        name = names[0].text.rstrip(" ,") if names else ""
        born, died = (
            _year(run.below(field, f"{path}/vitalDatesActor/{date}"))
            for date in ("earliestDate", "latestDate")
        )
        return f"{name}, {born}-{died}" if name and born and not LIFE_DATES.search(name) else ""

    return said


@function("actors_in_roles", "field", "texts", (1, 1))
def actors_in_roles(path: str) -> Callable[[Run, Field], list[str]]:
    """The names of the actors of LIDO at a path, each with what it did in parentheses, where that is told."""
    name_of, roles_of = (
        "actor/nameActorSet/appellationValue",
        ("roleActor/term", "roleActor/Concept/prefLabel"),
    )
    asked = trees.path_prefixes([name_of, *roles_of])

    def said(run: Run, field: Field) -> list[str]:
        found = []
        for element in run.below(field, path):
            texts = trees.flatten(element, run.said, asked)
            name = texts.get(name_of, [""])[0]
            roles = [role for path_of in roles_of for role in texts.get(path_of, ())]
            if name and roles:
                found.append(trees.with_language(f"{name} ({roles[0]})", getattr(roles[0], "suffix", "")))
        return found

    return said


_UNCERTAIN = re.compile("(?i)estimat|activ|lido00528")


def _year(dates: list[Field]) -> str:
    """The year of the only date among these, when that is certain."""
    text = dates[0].text if len(dates) == 1 and not _UNCERTAIN.search(dates[0].first("@type")) else ""
    return text[:4] if literals.date(text) else ""


@function("file_key", "texts", "texts")
def file_key(texts: list[str]) -> list[str]:
    """The key of what some identifiers name, by the first authority file that we know; as headings give it.

    >>> file_key(["http://example.org/a", "(DE-588)118540238"])
    ['=gnd-118540238']
    """
    found = [known for text in texts if (known := authority(text))]
    return [min(found, key=lambda one: _rank()[one.file]).key] if found else []


@function("sole", "texts", "texts")
def sole(texts: list[str]) -> list[str]:
    """The one text that all of them are; nothing when they differ.

    >>> sole(["1606", "1606"]), sole(["1606", "1607"])
    (['1606'], [])
    """
    return texts[:1] if len(set(texts)) == 1 else []


_OPEN = frozenset(("..", "9999", "9999-12", "9999-12-31"))


@function("interval", "texts", "texts")
def interval(texts: list[str]) -> list[str]:
    """Two dates as an ISO 8601 interval, or the one that they both are; nothing when one is no date.

    The year 9999 is how systems write that something has not ended.

    >>> interval(["1658", "1661"]), interval(["1642", "1642"]), interval(["1843/1972"]), interval(["ca. 1"])
    (['1658/1661'], ['1642'], ['1843/1972'], [])
    >>> interval(["1910-01-01/1910-12-31"]), interval(["1901-01-01", "1950-12-31"])
    (['1910'], ['1901/1950'])
    >>> interval(["1990", "9999"]), interval(["1990/.."]), interval(["../1990"]), interval(["9999"])
    (['1990/..'], ['1990/..'], ['../1990'], [])
    """
    dates = [part.strip() for text in texts for part in text.split("/")]
    if len(dates) == 2 and (dates[0] == ".." or dates[1] in _OPEN):
        first, last = (".." if date in _OPEN else _dated(date) for date in dates)
        return [f"{first}/{last}"] if first and last and first != last else []
    dates = _of_whole_years(dates)
    whole = [date for date in (_dated(each) for each in dates) if date and date not in _OPEN]
    if not whole or len(whole) != len(dates):
        return []
    first, last = min(whole), max(whole)
    return [first] if first == last else [f"{first}/{last}"]


def _of_whole_years(dates: list[str]) -> list[str]:
    """First and last days as the years that they bound: systems write years so (1910-01-01/1910-12-31)."""
    bounds = len(dates) == 2 and dates[0].endswith("-01-01") and dates[1].endswith("-12-31")
    return [date[:-6] for date in dates] if bounds else dates


def _dated(text: str) -> str:
    """A calendar date in ISO 8601 with its hyphens; nothing when it is none."""
    if len(text) in (6, 8) and text.isdecimal():
        text = "-".join(part for part in (text[:4], text[4:6], text[6:]) if part)
    return text if literals.date(text) else ""


@function("dated", "field", "text", (1, 4))
def dated(*paths: str) -> Callable[[Run, Field], str]:
    """The dates that stand at some paths as one, or as an ISO 8601 interval; nothing when one is no date."""

    def said(run: Run, field: Field) -> str:
        texts = run.subfields(field)
        return "".join(interval([text for path in paths for text in texts.get(path, ())]))

    return said


@function("without_blanks", "text", "text")
def without_blanks(text: str) -> str:
    """The text with one space for each run of them."""
    return " ".join(text.split())


@function("phrases", "field", "texts", (1, 9))
def phrases(*paths: str) -> Callable[[Run, Field], list[str]]:
    """What elements say at some paths as one text: "height 45.5 cm; width 41 cm".

    What the paths begin with in common are the elements; the texts of each stand together. They are in the
    language of the first that says one.
    """
    parts = [list(steps(path)) for path in paths]
    common = next(at for at in range(len(parts[0]), -1, -1) if all(p[:at] == parts[0][:at] for p in parts))
    head, rest = "/".join(parts[0][:common]), ["/".join(p[common:]) for p in parts]

    asked = trees.path_prefixes(rest)

    def said(run: Run, field: Field) -> list[str]:
        def flat(element: Field) -> dict[str, list[str]]:
            return trees.flatten(element, run.said, asked)

        inner = run.below(field, head) if head else [field]
        found = [[text for path in rest for text in texts.get(path, ())[:1]] for texts in map(flat, inner)]
        suffix = next(
            (text.suffix for texts in found for text in texts if isinstance(text, trees.LanguageText)), ""
        )
        whole = "; ".join(filter(None, map(" ".join, found)))
        return [trees.with_language(whole, suffix)] if whole else []

    return said


_JOINED = re.compile(r"\s*;\s*")
_LONGEST_TERM = 80


@function("joined_terms", "text", "texts")
def joined_terms(text: str) -> list[str]:
    """Terms that stand in one text with semicolons between them; the text itself where that is not sure.

    It is sure when each part is short, has a letter or digit, and its brackets are closed in it.

    >>> joined_terms("marketing; besliskunde;elasticiteit (economie);"), joined_terms("85.00;85.05")
    (['marketing', 'besliskunde', 'elasticiteit (economie)'], ['85.00', '85.05'])
    >>> joined_terms("Wet (kinderen; vrouwen)"), joined_terms("http://x.org/a;b"), joined_terms("M &amp; O")
    (['Wet (kinderen; vrouwen)'], ['http://x.org/a;b'], ['M &amp; O'])
    """
    if ";" not in text or "://" in text or ("&" in text and _ENTITY.search(text)):
        return [text]
    parts = [part for part in _JOINED.split(text.strip()) if part]
    sure = all(
        len(part) <= _LONGEST_TERM and any(map(str.isalnum, part)) and _is_closed(part) for part in parts
    )
    suffix = getattr(text, "suffix", "")
    return [trees.with_language(part, suffix) for part in dict.fromkeys(parts)] if sure and parts else [text]


_ENTITY = re.compile(r"&#?\w{1,8};")


def _is_closed(text: str) -> bool:
    return all(text.count(opened) == text.count(closed) for opened, closed in ("()", "[]", "{}", "“”"))


_FILED = trees.path_prefixes(["nonSort", "title"])


@function("filed_title", "field", "texts")
def filed_title(run: Run, field: Field) -> list[str]:
    """A title of MODS behind the words that it is not filed under: De brug, L'amour."""
    title, unfiled = _filed(run, field)
    return [trees.with_language(unfiled + title, getattr(title, "suffix", ""))] if title else []


@function("not_filed_under", "field", "text")
def not_filed_under(run: Run, field: Field) -> str:
    """How many characters of a title of MODS (nonSort) stand before the word that it is filed under."""
    title, unfiled = _filed(run, field)
    return str(len(unfiled)) if title and unfiled else ""


def _filed(run: Run, field: Field) -> tuple[str, str]:
    """The title, and what stands before it with the space behind that; "L'" and "al-" have none."""
    texts = trees.flatten(field, run.said, _FILED)
    title, unfiled = texts.get("title", [""])[0], texts.get("nonSort", [""])[0].strip()
    return title, unfiled + ("" if not unfiled or unfiled[-1] in "'’-" else " ")


@function("after_last", "text", "text", (1, 1))
def after_last(mark: str) -> Callable[[str], str]:
    """What stands after the last of a mark; all of it when the mark is not there."""
    return lambda text: text.rpartition(mark)[2].strip()
