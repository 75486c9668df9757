"""What a column may be: by what it is called, and by what stands in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from lod.mapping.drafting.column_profile import LANGUAGES, Column
from lod.mapping.drafting.named_fields import VALUES
from lod.mapping.drafting.templates import (
    DATE_AS_SAID,
    GENRE,
    MAKER,
    MAKER_OR_NOT,
    PLACE,
    SITTER,
    SUBJECT,
    filled,
)
from lod.mapping.language.tree_paths import above

_OF_OTHERS = (
    "birth|born|death|died|geboorte|geboren|overl|verw[ie]rv|acqui|wijzig|invoer|edit|modif|import|update"
    "|schenk|gift|donat|gekregen|ontvang|ontvangst|binnenkom|bruikleen|loan|aankoop|gekocht|aanschaf|purchase|taxatie|verzeker"
    "|registr|inschrijv|ingeschreven|bijgewerkt|mutatie|aangemaakt|controle|conserv|restaur|tentoon|exhib|digit|scan"
    "|accessi|aanwinst|invent|erwerb|zugang|ankauf|erfass|änderung|sterbe|upload|timestamp|artist|maker|vervaardiger|kunstenaar|author|auteur"
)
_REMARK = "(prec(isie|ision)?|opmerking(en)?|bijzonderheden|notes?|remarks?)"
"""What stands beside a value, and is none."""
LIFE = f"(?!.*({_OF_OTHERS}))"


class Guess(NamedTuple):
    """What a column may be."""

    rule: str
    called: str
    """A pattern for its name, the last of its path; empty when its values alone tell."""
    looks: str
    """What its values look like; empty when its name alone tells."""
    template: str


GUESSES = tuple(
    Guess(*row)
    for row in (
        (
            "identifier",
            "(obj(ect)?|inventari?[sz]?(atie|e)?|inv|museum|acc(ession)?|cat(alogus|alog(ue)?)?)"
            "[ ._-]*(nr|no|num|nummer|number)\\.?",
            "",
            "schema:identifier: {value}",
        ),
        (
            "identifier",
            "id|key|.*nummer|.*number|.*nr|priref|identifier|ppn|inventar.*|inv",
            "",
            "schema:identifier: {value}",
        ),
        ("title", ".*titels?|.*titles?|naam|name|benaming|term|_?labels?", "", "schema:name: {value} @lang"),
        (
            "maker",
            "(?!.*(rol|role|type|id|histor(y|ies)|bio\\w*)s?\\b)"
            "(?!.*(recht|voorna|achternaam|tussenvoegsel|voorvoegsel))"
            "(?!.*(first|last|given|family|sur)[ ._-]?name)"
            "(.*maker.*|per(son)?[ ._-]?association.*"
            "|vervaardiger.*|creator.*|auteur.*|author.*|kunstenaar.*|(all_)?artists?(?!\\s*dates).*|fotograaf.*"
            "|photographer.*|constituents?|event[ ._-]?actors?|carried_out_by"
            "|object[ ._-]?production[ ._-]?(person|people).*|(door )?wie"
            "|performers?|uitvoerend.*|artiest(en)?)",
            "",
            MAKER,
        ),
        (
            "description",
            "(?!.*(identifier|status|language|taal|rules|level)\\b)"
            "(beschrijving.*|description.*|omschrijving.*|(brief|short|long|item)[ ._-]?description|descrip"
            "|scope[ ._-]?(and[ ._-]?)?content|summary|samenvatting|caption|bijschrift|onderschrift)",
            "",
            "schema:description: {value} @lang",
        ),
        (
            "date",
            "dated",
            "",
            DATE_AS_SAID,
        ),  # in TMS that of the object, where a display date is of its maker
        ("date", f"{LIFE}.*display[ ._-]?dates?", "", DATE_AS_SAID),
        ("date", f"{LIFE}dat(e|um|ed|ering)", "", DATE_AS_SAID),
        ("isbn", "", "isbn", "schema:isbn: {value}\na: {{value: schema:Book, when: {value}}}"),
        (
            "date",
            f"{LIFE}(?!.*[ ._-]{_REMARK})(.*(jaar|year|dat(um|e|ering|ing)).*|wanneer|when|period[e]?)",
            "",
            DATE_AS_SAID,
        ),
        (
            "service",
            "",
            "service",
            'schema:image: {value} | suffix("/full/max/0/default.jpg") | iri',
        ),
        (
            "image",
            "afbeelding(?!.*pers).*|image.*|(primary|web)_?image|primary_?media|is_?shown_?by|preview"
            "|(large[ ._-]?)?thumbnail.*|beeld(en)?|covers?|omslag(foto)?"
            "|digital[ ._-]?object[ ._-]?ur[il]"
            "|.*(foto'?s?|photos?|pictures?)([ ._-]*(ur[li]|link|file|bestand|name|naam).*)?",
            "",
            "schema:image: {value} | iri",
        ),
        ("picture", "", "picture", "schema:image: {value} | iri"),
        (
            "address",
            "((object|record|item)[ ._-]*)?(url|link|uri|website|permalink)"
            "|landing_?url|link[ ._-].*|is_?shown_?at",
            "",
            "schema:url: {value} | iri",
        ),
        ("link", "", "own-address", "schema:sameAs: {value} | iri"),
        ("material", "materia.*|soort[ ._-]materia.*|medium|made_of", "", f"schema:material: {SUBJECT}"),
        ("technique", "techni(ek|que).*", "", f"schema:keywords: {SUBJECT}"),
        (
            "subject",
            "(?!.*(geogra|plaats|pers))"
            "(onderwerp.*|subject.*|trefwoord.*|keyword.*|tags?|about|content[ ._-]?(concept|subject).*)",
            "",
            f"schema:about: {SUBJECT}",
        ),
        (
            "depicted",
            "(afgebeelde?|depicted|portret|named).*(pers|person).*|geportretteerde.*|sitter.*",
            "",
            f"schema:about: {SITTER}",
        ),
        (
            "made-in",
            "(plaats|place).*(verv|prod|ma[kd]|creat|ontst|uitg|publi|druk).*|(verv|prod|creat|ontst|publi).*(plaats|place)s?",
            "",
            f"schema:locationCreated: {PLACE}",
        ),
        (
            "place",
            "(?!.*(birth|geboort|death|overl|sterf))"
            "(plaats.*|place.*|waar|where|spatial|coverage|content[ ._-]?(location|place)|geograph(y|ic.*))",
            "",
            f"schema:contentLocation: {PLACE}",
        ),
        (
            "object-name",
            "obj(ect)?[ ._-]?(naam|name|soort|type|categor.*)|wat|what"
            "|(naam|soort|type)[ ._-](van[ ._-])?(het[ ._-])?object",
            "",
            f"a: {{value}} | work_class\nschema:genre: {GENRE}",
        ),
        (
            "genre",
            "soort|type|(resource|item)[ ._-]?type|genre.*|categor.*|classification.*|classified_as"
            "|level([ ._-]?of[ ._-]?description)?",
            "",
            f"schema:genre: {GENRE}",
        ),
        (
            "publisher",
            "uitgever(ij|s)?|publishers?",
            "",
            "schema:publisher: {{each: '{value}', part: publisher*, a: schema:Organization, "
            "schema:name: . @lang}}",
        ),
        (
            "pages",
            "(aantal[ ._-]?)?(pagina|bladzijde)s?n?|((number|no)[ ._-]of[ ._-]|num[ ._-]?)?pages",
            "",
            'schema:materialExtent: {value} | first | match("^[0-9]+$") | suffix(" p.") @lang',
        ),
        (
            "size",
            f"(?!.*[ ._-](type|soort|eenheid|unit|waarde|value|part|onderdeel|{_REMARK}))"
            "(afmeting.*|formaat|dimension.*|size|maten|extent.*|omvang)",
            "",
            'schema:size: {value} | join("; ") @lang',
        ),
        ("inscription", "opschrift", "", "schema:text: {value} @lang"),
        ("language", "taal|language|lang", "", "schema:inLanguage: {value} | bcp47 else {value}"),
        ("spoken", "", "language", "schema:inLanguage: {value} | bcp47 else {value}"),
        (
            "access",
            "access([ ._-]?(conditions?|restrict\\w*))?|toegankelijkheid|openbaarheid",
            "",
            "schema:conditionsOfAccess: {value} @lang",
        ),
        (
            "holder",
            "(auteurs)?rechthebbenden?|(auteurs)?rechthouders?|(copy)?rights?[ ._-]?(holder|owner)s?",
            "",
            "schema:creditText: {value} @lang",
        ),
        ("credit", "credit.*|herkomst", "", "schema:creditText: {value} @lang"),
        (
            "rights",
            ".*(licen[cs]e|licentie|rights|rechten).*",
            "address",
            "schema:license: {value} | licence\n"
            "schema:copyrightNotice: {{value: '{value} @lang', when: 'not {value} | licence'}}",
        ),
        (
            "rights",
            "(?!.*(hou?d[ei]|hebbend|holder|owner))"
            "(rechten.*|rights.*|copyright.*|licen[cs].*|licentie.*|auteursrecht.*)",
            "",
            "schema:license: {value} | licence\n"
            "schema:copyrightNotice: {{value: '{value} @lang', when: 'not {value} | licence'}}",
        ),
        ("dated", f"{LIFE}.*", "date", 'schema:dateCreated: {value} | first | before("T") | year'),
        ("number", "", "key", "schema:identifier: {value}"),
        ("called", "", "text", "schema:name: {value} @lang"),
    )
)
"""In this order; a property is given by one column only, but for who is depicted beside what it is about."""

_NAMED = frozenset(
    (
        "title",
        "maker",
        "material",
        "technique",
        "subject",
        "depicted",
        "made-in",
        "place",
        "object-name",
        "genre",
    )
)
"""Guesses of what has a name: no column of figures is one of these, whatever it is called."""

_SEVERAL = _NAMED - {"title"}
"""Guesses of names that never have a mark in them: one in a column stands between two of them."""

_WHOLE = frozenset(
    (
        "title",
        "called",
        "description",
        "access",
        "credit",
        "holder",
        "rights",
        "size",
        "date",
        "dated",
        "inscription",
    )
)
"""Guesses of texts: marks in them belong to them."""

_OF_THE_RECORD = frozenset(
    (
        "identifier",
        "address",
        "link",
        "genre",
        "access",
        "language",
        "spoken",
        "number",
        "called",
        "dated",
        "rights",
    )
)
"""Guesses that say nothing of the record when made of what stands in something else: `titles/type`."""


_OF_SYNTAX = frozenset(
    (
        "Manifest",
        "sc:Manifest",
        "uri",
        "literal",
        "typed-literal",
        "bnode",
        "Feature",
        "o:Item",
        "CreativeWork",
        "item",
    )
)
"""Kinds of what a value or a record is to programs, and to nobody else."""


_SMALL = re.compile("(?i)small|klein|square|mini|download")
"""Names of pictures that are not the best to show."""


def guessed(
    columns: Iterable[Column], guesses: tuple[Guess, ...] = GUESSES
) -> Iterator[tuple[str, Column, str]]:
    """Rule, column and template for each property that a column may give."""
    # what is said of the record itself goes before what is said of something in it, and what says its
    # language before what does not
    known = {column.name: column for column in columns if column.is_readable}
    captions = _captions(known)
    readable = sorted(
        (column for name, column in known.items() if name not in captions),
        key=lambda c: (c.is_inside, not c.language, _SMALL.search(c.name) is not None),
    )
    given: set[str] = set()
    taken: set[str] = set()
    for guess in guesses:
        words = {line.partition(": ")[0] for line in guess.template.split("\n")} - {"a"}
        in_words = {f"{word} {language}" for word in words for language in LANGUAGES}
        if guess.rule == "depicted":
            words = {guess.rule}
        for column in readable:
            spoken = {f"{word} {column.language}" for word in words} if column.language else in_words
            if (spoken | words) & given or column.name in taken or not fits(guess, column):
                continue
            given |= spoken if column.language else words
            taken.add(column.name)
            rule = f"{guess.rule}-{column.language}" if column.language else guess.rule
            yield rule, column, _filled(guess, column)


def _captions(known: Mapping[str, Column]) -> set[str]:
    """Columns that only say what is called what stands beside them: `title/label` beside `title/value`."""
    valued = {above(name) for name in known if name.rpartition("/")[2].lower() in VALUES}
    labels = [name for name, column in known.items() if name.endswith("/label") and len(column.distinct) == 1]
    return set(labels) if any(above(name) in valued for name in labels) else set()


def fits(guess: Guess, column: Column) -> bool:
    """Whether a column may be this, by what it is called and what stands in it."""
    if guess.rule in _OF_THE_RECORD and column.is_inside:
        return False
    if column.is_of_somebody and (guess.rule != "maker" or not column.is_called(guess.called)):
        return False
    if guess.called and not column.is_called(guess.called):
        return False
    if guess.looks and not column.looks_like(guess.looks):
        return False
    unlike = _UNLIKE.get(guess.rule)
    if unlike is not None and unlike(column):
        return False
    no_name = column.is_figures or column.is_yes_or_no or column.looks_like("address")
    return not (guess.rule in _NAMED and no_name)


_UNLIKE: dict[str, Callable[[Column], bool]] = {
    "identifier": lambda column: column.looks_like("address"),  # that of a record is no number of it
    "title": lambda column: column.is_of_form or (column.is_path and column.looks_like("key")),
    "address": lambda column: column.looks_like("api") or all(text[:1] == "/" for text in column.samples),
    "link": lambda column: (
        column.looks_like("api") or column.is_called(".*(thumb|image|media|download|file).*")
    ),
    "called": lambda column: column.is_of_the_house,
    "number": lambda column: column.is_of_the_house,
    "image": lambda column: column.is_figures,
    "spoken": lambda column: column.is_yes_or_no,  # both "ja" and "nee" are codes of languages
    # a number without its unit, and nobody knows of what
    "size": lambda column: "/" in column.name and column.is_path and column.is_figures,
    "genre": lambda column: column.distinct <= _OF_SYNTAX,
    "rights": lambda column: column.is_figures and not column.looks_like("address"),
}
"""What a column is none of, whatever it is called."""


def _filled(guess: Guess, column: Column) -> str:
    value = column.value
    if guess.rule in _SEVERAL or (guess.rule == "image" and not column.looks_like("address")):
        value = column.names
    elif guess.rule in ("date", "dated") and column.marked.get("|"):
        value = f'{column.path} | split("|")'  # which stands in no date
    elif guess.rule == "date" and column.looks_like("moment"):
        # midnight of another place is a day later
        value = f'{column.path} | unless("T2[1-3]:00:00") | before("T")'
    elif guess.rule in _WHOLE:
        value = column.path
    told = MAKER_OR_NOT if guess.rule == "maker" and column.looks.get("attributed") else guess.template
    template = filled(told, value)
    return template.replace("@lang", f"@{column.language}") if column.language else template
