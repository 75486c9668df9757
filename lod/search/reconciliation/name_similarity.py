"""How alike two names are, from 0 to 1: of people, of titles, of anything else.

A name is compared as a cataloguer would: word order, case, accents and punctuation say little, a surname
says more than a forename, an initial agrees with the forename it stands for, and two different volume
numbers are two different things.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import fuzz, process

from lod.search.reconciliation.spelling_variants import (
    RESPELT,
    expand_abbreviation,
    folded,
    generations,
    is_abbreviation,
    phonetic_form,
    transliterated,
)
from lod.search.schema import PLAIN, analyzer

_WORDS = analyzer(PLAIN)
_YEARS = re.compile(r"(?<![0-9])([0-9]{3,4})\??\s*[-–—]\s*(?:ca\.?\s*)?([0-9]{3,4})?(?![0-9])")
_ONE_YEAR = re.compile(r"(?:born|b\.|geb\.|geboren|°|\*)\s*([0-9]{4})", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")
_SUBTITLE = re.compile(
    r",?\s+(?:of|or|oder|ou)\s+(?=[A-Z])|\s+[:;=/]\s+|:\s+|\.\s+-\s+|\s+[–—-]\s+|\.\s+(?=\w)"
)
_COMMA = re.compile(r"\s*,\s*")
_ARTICLES = frozenset(
    ("de", "het", "een", "t", "the", "a", "an", "der", "die", "das", "le", "la", "les", "l")
)
_PARTICLES = frozenset(
    ("van", "von", "de", "den", "der", "het", "t", "ten", "ter", "te", "la", "le", "du", "des", "di", "da",
     "of", "op", "in", "and", "en", "y", "zu", "zur", "af", "av", "el", "al", "the")
)  # fmt: skip
_NOT_A_NAME = frozenset(
    ("active", "born", "died", "fl", "ca", "approximately", "century", "geb", "jr", "sr",
     "sir", "rev", "reverend", "dr", "drs", "prof", "jhr")
)  # fmt: skip
_WIFE_OF = frozenset(("mrs", "mme", "madame", "mevr", "mevrouw", "frau", "wed", "weduwe", "widow", "veuve"))
_JOINING = frozenset(("en", "and", "und", "et"))
_LEGAL = re.compile(r"(?<!\w)(?:n\.?\s?v|b\.?\s?v|gmbh|ltd|inc)(?:\.|(?!\w))", re.IGNORECASE)
_NUMERALS = re.compile(r"[0-9]+|[ivxlc]+")
_DIGITS = frozenset("0123456789ivxlc")

BY_FORENAME, SPOKEN = 0.65, 4
"""How alike a forename of so many letters is to the whole name: by it artists and kings are known."""
ALIKE = 0.82
"""From this likeness on, two words are taken for spellings of one word."""


UNLIKE = 0.45
"""Texts that are less alike than this by their letters are not alike, whatever words they share."""
SLIPS = 12
"""Texts that differ in more words than this are not looked through for slips of the pen."""


@lru_cache(20_000)
def words(text: str) -> tuple[str, ...]:
    """The words of a text in lower case, without accents and punctuation.

    >>> words("Één méér, K’ung-fu-tzu")
    ('een', 'meer', 'k', 'ung', 'fu', 'tzu')
    """
    return tuple(_WORDS.analyze(text))


@dataclass(frozen=True, slots=True)
class PersonalName:
    """A name of a person, taken apart."""

    surname: tuple[str, ...]
    """Words of the surname; when nobody can tell, the last word that is no particle."""
    given: tuple[str, ...]
    """All other words, particles included."""
    born: int | None = None
    died: int | None = None
    wife: bool = field(default=False, repr=False)
    """Whether she is called after her husband, and is not he."""


@lru_cache(20_000)
def personal(text: str) -> PersonalName:
    """A name of a person as catalogues and people write it.

    >>> personal("Rijn, Rembrandt Harmenszoon van, 1606-1669")
    PersonalName(surname=('rijn',), given=('rembrandt', 'harmenszoon', 'van'), born=1606, died=1669)
    >>> personal("J.M. Coetzee (1940- )")
    PersonalName(surname=('coetzee',), given=('j', 'm'), born=1940, died=None)
    """
    years = _YEARS.search(text)
    alone = None if years else _ONE_YEAR.search(text)
    born = int(years.group(1)) if years else int(alone.group(1)) if alone else None
    died = int(years.group(2)) if years and years.group(2) else None
    without = _BRACKETS.sub(" ", _ONE_YEAR.sub(" ", _YEARS.sub(" ", text))) or text
    wife = not _WIFE_OF.isdisjoint(words(without))
    parts = [part for part in _COMMA.split(without) if _name_words(part)]
    if len(parts) > 1:
        surname = [word for word in _name_words(parts[0]) if word not in _PARTICLES]
        loose = [word for word in _name_words(parts[0]) if word in _PARTICLES]
        if surname:
            given = [*_name_words(parts[1]), *loose]
            return PersonalName(tuple(surname), tuple(given), born, died, wife)
    all_words = _name_words(without)
    last = next((n for n in range(len(all_words) - 1, -1, -1) if all_words[n] not in _PARTICLES), -1)
    surname = all_words[last : last + 1] if last >= 0 else []
    given = all_words[:last] + all_words[last + 1 :] if last >= 0 else all_words
    return PersonalName(tuple(surname), tuple(given), born, died, wife)


def _name_words(text: str) -> list[str]:
    return [word for word in words(text) if word not in _NOT_A_NAME and not word.isdigit()]


def persons(asked: str, known: str) -> float:
    """How alike two names of people are.

    >>> persons("R. van Rijn", "Rembrandt Harmenszoon van Rijn") > 0.85
    True
    >>> persons("Multatuli", "Eduard Douwes Dekker") < 0.5
    True
    >>> persons("Rembrandt", "Rembrandt Harmenszoon van Rijn")
    0.65
    """
    if asked == known:
        return 1.0
    score = _readings(asked, known)
    plain, other = transliterated(asked), transliterated(known)
    if score < RESPELT and (plain, other) != (asked, known):
        # only one of them is written out: Boer may be Bör, and Bor is not Boer
        score = max(score, *(RESPELT * _readings(*pair) for pair in ((plain, known), (asked, other))))
    return score


def _readings(asked: str, known: str) -> float:
    """How alike two names are in the way in which both can be read best."""
    best = 0.0
    for one, mine in generations(asked):
        for other, theirs in generations(known):
            score = _persons(personal(one), personal(other))
            if mine and theirs and mine != theirs:
                score *= 0.6
            elif max(mine, theirs) > 1 and not min(mine, theirs):
                score *= 0.95  # who leaves it out means the elder more often
            best = max(best, score)
    return best


def _persons(one: PersonalName, other: PersonalName) -> float:
    score = _names(one, other)
    if one.born and other.born:
        score = min(1.0, score + 0.03) if one.born == other.born else score * 0.5
    if one.died and other.died and one.died != other.died:
        score *= 0.6
    if one.wife != other.wife:
        score *= 0.8
    return score


def _names(one: PersonalName, other: PersonalName) -> float:
    if not one.surname or not other.surname:
        return fuzz.token_sort_ratio(" ".join(one.given), " ".join(other.given)) / 100
    surname = _surnames(one, other)
    if surname < ALIKE:
        if not one.given and one.surname == other.given[:1] and len(one.surname[0]) >= SPOKEN:
            return BY_FORENAME
        # a surname that was not found where it was looked for: Asian names, compound surnames
        turned = _aligned((*one.given, *one.surname), (*other.given, *other.surname))
        return turned if turned > 0.95 else min(turned, surname, 0.6)
    mine = tuple(word for word in one.given if word not in _PARTICLES)
    theirs = tuple(word for word in other.given if word not in _PARTICLES)
    if not mine or not theirs:
        return surname * (0.96 if mine == theirs else 0.72)
    forenames = _forenames(mine, theirs)
    # neither is certain: more is asked for than is known here, of somebody who is spelt otherwise
    if surname < RESPELT and (forenames < 0.9 or len(mine) > len(theirs)):
        forenames *= 0.8
    return surname * (0.4 + 0.6 * forenames)


def _surnames(one: PersonalName, other: PersonalName) -> float:
    """How alike surnames are; the last word of a compound one may stand alone in the other."""
    mine, theirs = one.surname, other.surname
    if mine == theirs:
        return 1.0
    if [*map(folded, mine)] == [*map(folded, theirs)]:
        return RESPELT
    whole = fuzz.ratio(" ".join(mine), " ".join(theirs)) / 100
    if len(mine) == len(theirs):
        return whole
    short, long, rest = (mine, theirs, one.given) if len(mine) < len(theirs) else (theirs, mine, other.given)
    if short[-1] == long[-1] and all(word in rest for word in long[:-1]):
        return 1.0
    return max(whole, 0.9 if short[-1] in (long[-1], long[0]) else 0.0)


def _forenames(mine: Sequence[str], theirs: Sequence[str]) -> float:
    """How alike forenames are: in order, initials agree, and one may be left out."""
    short, long = (mine, theirs) if len(mine) <= len(theirs) else (theirs, mine)
    if (
        len(short) == 1
        and len(short[0]) <= 4
        and len(long) == len(short[0])
        and _are_initials(short[0], long)
    ):
        return 0.85
    score, at = 0.0, 0
    for word in short:
        best, where = 0.0, at
        for place in range(at, len(long)):
            alike = _word(word, long[place])
            if alike > best:
                best, where = alike, place
        if best:
            at = where + 1
        score += best
    # the first forename is the one that people are called by; those that are missing say little
    first = _word(short[0], long[0])
    missing = 0.04 * (len(long) - len(short))
    return max(0.0, score / len(short) * (1.0 if first else 0.7) - missing)


def _are_initials(letters: str, names: Sequence[str]) -> bool:
    return all(name.startswith(letter) for letter, name in zip(letters, names, strict=True))


def _word(one: str, other: str) -> float:
    """How alike two words of a name are; an initial agrees with what it stands for."""
    if one == other:
        return 1.0
    if len(one) > 1 and len(other) > 1 and phonetic_form(one) == phonetic_form(other):
        return RESPELT
    if is_abbreviation(one, other) or is_abbreviation(other, one):
        return 0.85
    if len(one) == 1 or len(other) == 1:
        return 0.85 if one[0] == other[0] else 0.0
    if one.startswith(other) or other.startswith(one):
        return 0.9
    ratio: float = fuzz.ratio(one, other) / 100
    return ratio if ratio >= ALIKE else 0.0


def _aligned(mine: Sequence[str], theirs: Sequence[str]) -> float:
    return float(fuzz.token_sort_ratio(" ".join(mine), " ".join(theirs)) / 100)


@lru_cache(20_000)
def _title(text: str) -> tuple[str, str, frozenset[str]]:
    """A title as it is compared: main title and whole, without leading article; and its numbers."""
    main = _SUBTITLE.split(text, maxsplit=1)[0]
    whole = _without_article(words(text))
    first = whole if main == text else _without_article(words(main))
    numbers = frozenset(word for word in whole if word[0] in _DIGITS and _NUMERALS.fullmatch(word))
    return " ".join(first), " ".join(whole), numbers


def _letters(one: str, other: str, turned: float) -> float:
    """How alike two texts are by their letters; `turned` is what words in another order count."""
    ratio: float = fuzz.ratio(one, other)
    # what stays below the cutoff is not worked out to the end
    return max(ratio, turned * fuzz.token_sort_ratio(one, other, score_cutoff=ratio / turned)) / 100


def _bounded(letters: float, one: str, other: str) -> float:
    """A likeness by letters, no more than the words that are shared allow; what is low is left as it is."""
    return letters if letters < UNLIKE else min(letters, _shared(one, other))


@lru_cache(1_000)  # of a title without a subtitle it is asked twice
def _shared(one: str, other: str) -> float:
    """How alike two texts can be at most, by the words that are in both: Friesland is not nearly Zeeland."""
    mine, left = one.split(), other.split()
    total = _weight(mine) + _weight(left)
    if not total:
        return 0.0
    shared, others = [], []
    for word in mine:
        if word in left:
            left.remove(word)
            shared.append(word)
        else:
            others.append(word)
    found = 2 * _weight(shared)
    for word in others[:SLIPS] if 0 < len(left) <= SLIPS else ():
        best = process.extractOne(word, left, scorer=fuzz.ratio, score_cutoff=100 * ALIKE)
        if best:
            left.remove(best[0])
            found += _weight((word, best[0]))
    return 0.35 + 0.65 * found / total


def _weight(some: Sequence[str]) -> float:
    return sum([0.5 if word in _PARTICLES else len(word) for word in some])


def _without_article(found: Sequence[str]) -> Sequence[str]:
    return found[1:] if len(found) > 1 and found[0] in _ARTICLES else found


def titles(asked: str, known: str) -> float:
    """How alike two titles are; a subtitle may be missing, a number may not differ.

    >>> titles("Doorn", "Doorn : roman") > 0.9, titles("Atlas deel 1", "Atlas deel 2") < 0.7
    (True, True)
    """
    if asked == known:
        return 1.0
    main, whole, numbers = _title(asked)
    other_main, other_whole, other_numbers = _title(known)
    if not whole or not other_whole:
        return 0.0
    if whole == other_whole:
        return 0.995
    if _respelt(asked, known):
        return RESPELT
    score = _bounded(_letters(whole, other_whole, 0.93), whole, other_whole)
    one_is_short = main == whole or other_main == other_whole
    mains = _bounded(fuzz.ratio(main, other_main) / 100, main, other_main)
    if min(len(main), len(other_main)) >= 3:
        score = max(score, (0.95 if one_is_short else 0.85) * mains)
    if numbers and other_numbers and numbers != other_numbers:
        score *= 0.65
    return float(score)


def _respelt(asked: str, known: str) -> bool:
    """Whether two texts are the same but for ij and y, umlauts, `&` and the legal form of a company."""
    (mine, my_other), (theirs, their_other) = _spelt(asked), _spelt(known)
    return bool(mine and theirs) and (mine in (theirs, their_other) or my_other == theirs)


@lru_cache(20_000)
def _spelt(text: str) -> tuple[str, str]:
    """A text as such spellings do not tell it apart: as it stands, and with its umlauts written out."""
    letters, other = _letters_of(text), transliterated(text)
    return letters, letters if other == text else _letters_of(other)


def _letters_of(text: str) -> str:
    found = [expand_abbreviation(word) for word in words(_LEGAL.sub(" ", text)) if word not in _JOINING]
    return folded(" ".join(found))


def texts(asked: str, known: str) -> float:
    """How alike two names of subjects, places or institutions are.

    >>> texts("Den Haag", "den haag"), texts("Amsterdam", "Amsterdam (Netherlands)") > 0.85
    (0.995, True)
    """
    if asked == known:
        return 1.0
    mine, theirs = " ".join(words(asked)), " ".join(words(known))
    if not mine or not theirs:
        return 0.0
    if mine == theirs:
        return 0.995
    if _respelt(asked, known):
        return RESPELT
    score = _bounded(_letters(mine, theirs, 0.97), mine, theirs)
    bare, other = _bare(asked, mine), _bare(known, theirs)
    if not bare or not other or (bare == mine and other == theirs):
        return float(score)
    if bare != mine and other != theirs:
        # what stands in brackets tells namesakes apart
        one, two = (" ".join(words(" ".join(_BRACKETS.findall(text)))) for text in (asked, known))
        return float(score if fuzz.ratio(one, two) / 100 >= ALIKE else min(score, 0.75))
    # who leaves it out is less precise than we are; who adds it is more, and may mean another one
    score = max(score, (0.92 if bare == mine else 0.88) * fuzz.ratio(bare, other) / 100)
    return float(score)


def _bare(text: str, plain: str) -> str:
    """The words of a text without what stands in brackets; `plain` are all its words."""
    return " ".join(words(_BRACKETS.sub(" ", text))) if "(" in text or "[" in text else plain
