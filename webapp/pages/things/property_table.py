"""Which properties stand in the table of a page, in which order, and which lead on to other things."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from lod.store.documents import Text
from webapp.languages import N_, Wording
from webapp.pages.labels import TextSpan
from webapp.pages.things.property_values import Facts, Row

_DIGITS = re.compile(r"\d+")
_NUMBER = N_("Number")
_NOTE = N_("Note")
_RESPONSIBLE = N_("Statement of responsibility")
_EXTENT = N_("Extent")
_PAGES = N_("Pages")
_SIZE = N_("Size")
_DATING = N_("Dating")
_ALSO = N_("Also known as")
_PUBLISHER = N_("Publisher")
_MADE_IN = N_("Made in")
_PUBLISHED = N_("Published")
_FROM, _UNTIL = N_("From"), N_("Until")
_IN_SERIES = N_("Number in series")
_IN_STATEMENT = (_PUBLISHER, _MADE_IN, _PUBLISHED)
"""What the statement of publication names."""
FACTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (_ALSO, ("schema:alternateName", "schema:alternativeHeadline", "skos:altLabel")),
    (N_("Born"), ("schema:birthDate",)),
    (N_("Born in"), ("schema:birthPlace",)),
    (N_("Died"), ("schema:deathDate",)),
    (N_("Died in"), ("schema:deathPlace",)),
    (N_("Occupation"), ("schema:hasOccupation",)),
    (N_("Translation of"), ("schema:translationOfWork", "bf:translationOf")),
    (N_("Copy of"), ("bf:itemOf",)),
    (_PUBLISHER, ("schema:publisher",)),
    (N_("Edition"), ("schema:bookEdition", "bf:editionStatement")),
    (_RESPONSIBLE, ("bf:responsibilityStatement",)),
    (N_("Made"), ("schema:dateCreated", "bf:originDate")),
    (_DATING, ("schema:temporal",)),
    (_MADE_IN, ("schema:locationCreated", "bf:originPlace")),
    (_FROM, ("schema:startDate",)),
    (_UNTIL, ("schema:endDate",)),
    (N_("Period"), ("schema:temporalCoverage", "bf:temporalCoverage")),
    (N_("Language"), ("schema:inLanguage", "bf:language")),
    (N_("Series"), ("bf:seriesStatement", "bf:hasSeries")),
    (_IN_SERIES, ("bf:seriesEnumeration", "schema:position", "schema:volumeNumber")),
    (N_("Frequency"), ("bf:frequency",)),
    (_EXTENT, ("bf:extent",)),
    (_PAGES, ("schema:numberOfPages", "schema:pagination")),
    (N_("Duration"), ("schema:duration", "bf:duration")),
    (_SIZE, ("schema:size", "bf:dimensions")),
    (N_("Height"), ("schema:height",)),
    (N_("Width"), ("schema:width",)),
    (N_("Depth"), ("schema:depth",)),
    (N_("Weight"), ("schema:weight",)),
    (N_("Material"), ("schema:material", "schema:artMedium", "bf:baseMaterial", "bf:material")),
    (N_("Scale"), ("bf:scale",)),
    (N_("Illustrations"), ("bf:illustrativeContent",)),
    (N_("Broader"), ("bf:broader", "skos:broader")),
    (N_("Narrower"), ("bf:narrower", "skos:narrower")),
    (N_("Contents"), ("bf:tableOfContents",)),
    (_NOTE, ("bf:note",)),
    (N_("ISBN"), ("schema:isbn",)),
    (N_("ISSN"), ("schema:issn",)),
    (_NUMBER, ("schema:identifier", "schema:sku", "bf:identifiedBy")),
    (N_("Address"), ("schema:address",)),
    (N_("Same as"), ("schema:sameAs", "skos:exactMatch", "owl:sameAs")),
)
"""The facts that stand in the table of a page, in this order."""

IN_A_TREE = tuple(fact for fact in FACTS if fact[0] not in (_IN_SERIES, N_("Broader"), N_("Narrower")))
"""The same for a thing whose page shows the tree that it stands in."""

_WORD = re.compile(r"[^\W\d_]+")
_JOINING = frozenset(("and", "by", "door", "en", "et", "par", "und", "von"))
"""Words that join names in a statement of responsibility."""
_LONGEST_SORT = 30
"""A sort of notes has at most so many letters; what is longer is a remark."""
MOST = 12
"""Of more values in a row so many are shown: a painting may have hundreds of books on it."""

TOPICS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (N_("Subjects"), ("schema:about", "bf:subject")),
    (N_("Genre or form"), ("schema:genre", "bf:genreForm", "schema:artform")),
    (N_("Places"), ("schema:spatialCoverage", "schema:contentLocation", "bf:geographicCoverage")),
    (N_("Keywords"), ("schema:keywords",)),
)
"""What leads on to other things."""


def without_repeats(
    rows: tuple[Row, ...],
    wording: Wording,
    statement: Sequence[str],
    description: Sequence[TextSpan] = (),
    title: str = "",
) -> tuple[Row, ...]:
    """The table without what the page says elsewhere.

    That is numbers that are the ISBN or ISSN or are told with what they are, addresses that are linked, pages
    that the extent counts, a publisher and a place that the statement of publication names, a measure that
    another one has besides, an extent that is the size, a dating that another one qualifies ("1660" beside
    "ca. 1660"), notes that are the description, other titles that are the title.
    """
    called = {row.name: row for row in rows}
    numbers, also, size, extent, note, pages = map(
        wording.text, (_NUMBER, _ALSO, _SIZE, _EXTENT, _NOTE, _PAGES)
    )
    counted = {digits for w in _values(called, extent) for digits in _DIGITS.findall(w.text)}
    again = _repeats(called, (numbers, also, size), title)
    sizes, told = {w.text for w in _values(called, size)}, {words.text for words in description}
    again[extent] = lambda w: w.text in sizes
    again[note] = lambda w: not w.note and w.text in told
    dating = wording.text(_DATING)
    qualified = {w.text.partition(" ")[2] for w in _values(called, dating)}
    again[dating] = lambda w: w.text in qualified
    out = "\n".join(statement)
    again |= {wording.text(n): lambda w: not w.href and w.text in out for n in _IN_STATEMENT}

    def without(row: Row) -> Row:
        is_again = again.get(row.name)
        news = tuple([w for w in row.values if not is_again(w)]) if is_again else row.values
        return row if len(news) == len(row.values) else row._replace(values=news)

    def is_counted(row: Row) -> bool:
        return row.name == pages and {w.text for w in row.values} <= counted

    kept = (without(row) for row in rows)
    return tuple([row for row in kept if (row.values or row.parts) and not is_counted(row)])


def _repeats(
    called: dict[str, Row], names: tuple[str, str, str], title: str
) -> dict[str, Callable[[TextSpan], bool]]:
    """What tells of a number, another title or a size that it is said already, by the name of its row."""
    numbers, also, size = (_values(called, name) for name in names)
    linked = {w.href for w in numbers if w.href}
    qualified = {w.text for w in numbers if w.note}
    standard = {form for name in ("ISBN", "ISSN") for w in _values(called, name) for form in _forms(w.text)}
    titles = {title, *(w.text for w in numbers)} if also else set()
    measures = {piece for w in size for piece in w.text.split("; ") if piece != w.text}

    def is_number_again(words: TextSpan) -> bool:
        if (not words.href and words.text in linked) or (not words.note and words.text in qualified):
            return True
        plain = words.text.removeprefix("ISBN ").removeprefix("ISSN ").replace("-", "")
        return not words.note and plain in standard

    return dict(
        zip(names, (is_number_again, lambda w: w.text in titles, lambda w: w.text in measures), strict=True)
    )


def _called(rows: tuple[Row, ...], name: str) -> Row | None:
    for row in rows:
        if row.name == name:
            return row
    return None


def with_names_apart(rows: tuple[Row, ...], names: Iterable[str], facts: Facts) -> tuple[Row, ...]:
    """The table without a statement of responsibility that only names who stands below the title already; it
    goes to all that is said at the end.
    """
    row = _called(rows, facts.wording.text(_RESPONSIBLE))
    if row is None:
        return rows
    told = _JOINING.union(_WORD.findall(" ".join(names).casefold()))
    again = [w for w in row.values if told.issuperset(_WORD.findall(w.text.casefold()))]
    if not again:
        return rows
    facts.later(_RESPONSIBLE, [Text(w.text, w.lang) for w in again])
    left = row._replace(values=tuple([w for w in row.values if w not in again]))
    return tuple([one if one is not row else left for one in rows if one is not row or left.values])


def by_sort(rows: tuple[Row, ...], wording: Wording) -> tuple[Row, ...]:
    """The table in which notes of one sort have a row of their own, called as the sort.

    >>> from webapp.languages import wording
    >>> from webapp.pages.things.property_values import Part
    >>> rows = (Row("Aantekening", (TextSpan("Los."), TextSpan("Smit 1990", note="literatuur"))),)
    >>> [(row.name, row.values[0].text, row.values[0].note) for row in by_sort(rows, wording("nl"))]
    [('Aantekening', 'Los.', ''), ('Literatuur', 'Smit 1990', '')]
    >>> row = Row("Aantekening", (TextSpan("Smit 1990", note="literatuur"),), (Part("Deel", "deel", ()),))
    >>> [(row.name, len(row.parts)) for row in by_sort((row,), wording("nl"))]
    [('Aantekening', 1), ('Literatuur', 0)]
    """
    name = wording.text(_NOTE)
    row = _called(rows, name)
    if row is None or not any([w.note for w in row.values]):
        return rows
    others = {one.name for one in rows} - {name}
    sorts: dict[str, list[TextSpan]] = {name: []}
    for w in row.values:
        sort = w.note[:1].upper() + w.note[1:] if len(w.note) <= _LONGEST_SORT else ""
        if sort and sort not in others:
            sorts.setdefault(sort, []).append(w._replace(note=""))
        else:
            sorts[name].append(w)
    parts = {name: row.parts}
    made = [Row(sort, tuple(some), parts.get(sort, ())) for sort, some in sorts.items()]
    made = [one for one in made if one.values or one.parts]
    at = rows.index(row)
    return (*rows[:at], *made, *rows[at + 1 :])


def each_once(rows: Iterable[Row]) -> Iterator[Row]:
    """What leads on to other things, without plain words that a row before says: keywords are often subjects.

    >>> rows = Row("Onderwerpen", (TextSpan("Handel", href="/x"),)), Row("Trefwoorden", (TextSpan("handel"),))
    >>> [row.name for row in each_once(rows)]
    ['Onderwerpen']
    """
    said: set[str] = set()
    for row in rows:
        values = tuple([w for w in row.values if w.href or w.text.casefold() not in said])
        said.update([w.text.casefold() for w in values])
        if values or row.parts:
            yield row if len(values) == len(row.values) else row._replace(values=values)


def came_out(rows: tuple[Row, ...], wording: Wording) -> tuple[Row, ...]:
    """The table of a publication, in which its first and last year are one row.

    >>> from webapp.languages import wording
    >>> rows = (Row("Van", (TextSpan("1928"),)), Row("Tot", (TextSpan("1937"),)))
    >>> [(row.name, row.values[0].text) for row in came_out(rows, wording("nl"))]
    [('Uitgegeven', '1928–1937')]
    >>> came_out(rows[:1], wording("nl"))[0].values[0].text, came_out(rows[1:], wording("nl")) == rows[1:]
    ('1928–', True)
    """
    names = [wording.text(name) for name in (_FROM, _UNTIL)]
    first, last = ([w.text for row in rows if row.name == name for w in row.values] for name in names)
    if len(first) != 1 or len(last) > 1:
        return rows
    told = first[0] if first == last else "–".join((*first, *(last or [""])))
    row = Row(wording.text(_PUBLISHED), (TextSpan(told),))
    return tuple([row if one.name == names[0] else one for one in rows if one.name != names[1]])


def folded(rows: tuple[Row, ...], wording: Wording) -> tuple[Row, ...]:
    """The table with the end of long rows folded away; one or two values more are no reason to."""
    return tuple([row if len(row.values) <= MOST + 2 else _folded(row, wording) for row in rows])


def _folded(row: Row, wording: Wording) -> Row:
    more = len(row.values) - MOST
    fold = wording.text(N_("Show the other %(number)s")) % {"number": wording.number(more)}
    return row._replace(folded=more, fold=fold)


def _values(called: dict[str, Row], name: str) -> tuple[TextSpan, ...]:
    return called[name].values if name in called else ()


def _forms(number: str) -> tuple[str, ...]:
    """A standard number without hyphens, and the ISBN of ten digits that is the same.

    >>> _forms("978-90-6657-101-3")
    ('9789066571013', '9066571012')
    """
    plain = number.replace("-", "")
    same = _isbn10(plain) if plain.startswith("978") else ""
    return (plain, same) if same else (plain,)


def _isbn10(isbn: str) -> str:
    """The ISBN of ten digits for one of thirteen; nothing for what is none.

    stdnum takes twenty times as long, for it also reads what has spaces, hyphens and other digits.

    >>> _isbn10("9789066571013"), _isbn10("9789066571014"), _isbn10("978")
    ('9066571012', '', '')
    """
    if len(isbn) != 13 or not (isbn.isascii() and isbn.isdecimal()):
        return ""
    digits = [int(digit) for digit in isbn]
    if (sum(digits[::2]) + 3 * sum(digits[1::2])) % 10:
        return ""
    check = sum(weight * digit for weight, digit in enumerate(digits[3:12], 1)) % 11
    return f"{isbn[3:12]}{'X' if check == 10 else check}"
