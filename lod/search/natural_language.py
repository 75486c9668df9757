"""What a question is about: it is asked in words that no description has.

"boeken over de Surinaamse voetbal in de 20e eeuw" is about football in Surinam, from 1900 to 1999; that it is
a book comes first where there are others. Only when nothing has every word is it read so: a title may be
*Boeken over boeken*.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from lod.search.query_parser import Clause

_CALLED = {
    "Book": "boek boeken book books buch bücher",
    "Thesis": "proefschrift proefschriften dissertatie dissertaties thesis theses dissertation",
    "Periodical": "tijdschrift tijdschriften periodical periodicals journal journals magazine magazines "
    "zeitschrift zeitschriften",
    "Newspaper": "krant kranten newspaper newspapers zeitung zeitungen",
    "Map": "kaart kaarten plattegrond plattegronden landkaart landkaarten map maps karte karten",
    "Photograph": "foto foto's fotos photo photos photograph photographs",
    "Painting": "schilderij schilderijen painting paintings gemälde",
    "Drawing": "tekening tekeningen drawing drawings zeichnung zeichnungen",
    "Sculpture": "beeld beelden beeldhouwwerk beeldhouwwerken sculpture sculptures skulptur skulpturen",
    "Poster": "affiche affiches poster posters",
    "Movie": "film films movie movies",
    "Manuscript": "handschrift handschriften manuscript manuscripts",
}
KINDS = {word: kind for kind, some in _CALLED.items() for word in some.split()}
"""Words for a kind of thing → its class in Schema.org."""
_SMALL = """
    de het een der den des van over in op met voor door uit aan bij en of tot te om naar rond tegen onder
    tussen als die dat dit deze the a an of about on at with for by from and or to into between
    das dem eine einer einem und oder über von vom im zu zum zur mit für aus bei nach am auf
"""
_ASKING = """
    wie wat waar wanneer waarom hoe welk welke is zijn was waren werd werden wordt heeft hebben
    who what where when why how which are were has have did does
    wer wo wann warum welcher welches ist sind wurde wurden
    iets alles informatie info zoek zoeken vind something anything everything information find etwas
"""
SMALL, ASKING = frozenset(_SMALL.split()), frozenset(_ASKING.split())
"""Words that tell nothing of what is looked for: titles have the first, questions the others."""
_INITIALS = re.compile(r"(?:[A-Za-z]\.)+\Z|[A-Za-z]\Z")
_REGNAL = re.compile(r"[IVX]\Z", re.IGNORECASE)
"""A number of one letter, of who is called so: a V behind Willem is no initial."""
_NUMBERED = re.compile(r"([1-9][0-9]?)(?:e|de|ste|st|nd|rd|th|\.)\Z")
_CENTURY = frozenset({"eeuw", "eeuws", "eeuwse", "century", "jahrhundert", "jahrhunderts", "jh", "jh."})
_SPELLED = (
    "twaalfde dertiende veertiende vijftiende zestiende zeventiende achttiende negentiende twintigste",
    "twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth",
)
_ORDINALS = {word: number for some in _SPELLED for number, word in enumerate(some.split(), 12)}


@dataclass(frozen=True, slots=True)
class Interpretation:
    """What is looked for, and what was only said besides."""

    telling: tuple[Clause, ...]
    """What tells what it is about."""
    periods: tuple[Clause, ...]
    """Centuries, as years."""
    kinds: tuple[str, ...]
    """Classes of Schema.org that are wanted first."""
    asks: bool
    """Whether it is put as a question, and not as a title may be: by more than small words and a century."""
    aside: tuple[Clause, ...]
    """Words for a kind, and initials: they count where they are there."""


def interpret(clauses: Sequence[Clause]) -> Interpretation | None:
    """What a question is about; None when each of its words tells.

    >>> from lod.search.query_parser import read
    >>> found = interpret(read("schilderijen uit de 17e eeuw met bloemen"))
    >>> [c.text for c in found.telling], found.periods[0].text, found.kinds
    (['bloemen'], '1600-1699', ('Painting',))
    >>> [c.text for c in interpret(read("J. de Vries")).telling], interpret(read("rode loper"))
    (['Vries'], None)
    >>> [c.text for c in interpret(read("wie was Willem V")).telling]
    ['Willem', 'V']
    """
    centuries, rest = _centuries(clauses)
    plain = {n: clause.text.lower() for n, clause in enumerate(rest) if _is_plain(clause)}
    kinds = tuple(dict.fromkeys(KINDS[word] for word in plain.values() if word in KINDS))
    numbers = {n for n, word in plain.items() if _is_number(word, plain.get(n - 1, ""))}
    initials = {n for n, word in plain.items() if _INITIALS.match(word)} - numbers
    aside = {n for n, word in plain.items() if word in KINDS} | initials
    asking = {n for n, word in plain.items() if word in ASKING} | aside
    nothing = {n for n, word in plain.items() if word in SMALL} | asking
    telling = tuple(clause for n, clause in enumerate(rest) if n not in nothing)
    wanted = [clause for clause in telling if not clause.excluded]
    if not (nothing or centuries) or not (wanted or kinds or centuries):
        return None
    return Interpretation(telling, centuries, kinds, bool(asking), tuple(rest[n] for n in sorted(aside)))


def _is_number(word: str, before: str) -> bool:
    """Whether a letter is the number of who is named before it."""
    tells = len(before) > 2 and before.isalpha() and before not in SMALL | ASKING and before not in KINDS
    return bool(_REGNAL.match(word)) and tells


def _is_plain(clause: Clause) -> bool:
    return not (clause.field or clause.phrase or clause.excluded or clause.begins)


def _centuries(clauses: Sequence[Clause]) -> tuple[tuple[Clause, ...], list[Clause]]:
    """The centuries that are named, as years, and all other clauses: "17e eeuw", "17de-eeuwse"."""
    found, used = [], set()
    words = [clause.text.lower() if _is_plain(clause) else "" for clause in clauses]
    for n, (word, after) in enumerate(pairwise([*words, ""])):
        first, hyphen, second = word.partition("-")
        number = _ordinal(first)
        if number and (second if hyphen else after) in _CENTURY:
            start = 100 * (number - 1)
            found.append(replace(clauses[n], text=f"{start}-{start + 99}", field="year"))
            used |= {n} if hyphen else {n, n + 1}
    return tuple(found), [clause for n, clause in enumerate(clauses) if n not in used]


def _ordinal(word: str) -> int:
    """The number of a century, from the second on: what was before has years of less than three digits."""
    numbered = _NUMBERED.match(word)
    number = int(numbered[1]) if numbered else _ORDINALS.get(word, 0)
    return number if 2 <= number <= 21 else 0
