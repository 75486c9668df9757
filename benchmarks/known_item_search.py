"""Whether a reader finds the book: known items, asked for in the ways people ask, and where they come.

    python benchmarks/known_item_search.py SITE [--seed 1] [--things 200] [--kinds title,typo]

The questions are made of the descriptions of a site, drawn with a seed: half of the things are for tuning the
order of results, the other half is held out, and what is done for the one has to help the other as well.
For each kind of question: how many there are, the mean reciprocal rank of what was meant among the first 20,
the share that has it first and among the first ten, and the processor time of a question with its facets.
What is called the same and has the same makers (another copy, another printing) is as good as the thing.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from pyoxigraph import Store
from serving import addresses

from lod.rdf.iris import parse
from lod.rdf.namespaces import expand
from lod.search.index import sort_key
from lod.search.index_entries import Entries, Entry, Stored
from lod.search.schema import PLAIN, analyzer
from lod.search.searcher import INDEX, Hit, Searcher, SearchRequest
from lod.site import Site
from webapp.pages.cards import NAMED as NAMES
from webapp.pages.labels import title_proper
from webapp.pages.search.request import THINGS

COMMON = 60
"""So many words, those that most titles have, are not taken for telling."""
ISBNS, POSITION, PART_OF, WORK = map(
    expand, ("schema:isbn", "schema:position", "schema:isPartOf", "schema:exampleOfWork")
)
_words = analyzer(PLAIN).analyze


@dataclass(frozen=True)
class Item:
    """A thing that somebody looks for, with what they may know of it."""

    entry: Entry
    series: str
    """The series that it is in and its number there; empty when it is in none."""
    isbn: str
    works: frozenset[str]
    """IRIs of the works that it is an edition of."""

    @property
    def title(self) -> str:
        """The title with its subtitle, without what ISBD puts behind them."""
        return title_proper(self.entry.title)

    @property
    def proper(self) -> str:
        """The title without its subtitle."""
        return self.title.split(" : ")[0].strip()

    @property
    def maker(self) -> str:
        """Who made it, the given name first."""
        return next(iter(self.entry.makers.values()), "").split(" (")[0]

    @property
    def surname(self) -> str:
        """Of who made it, what they are called by."""
        known = [w for w in self.maker.split() if w.strip(".,").isalpha() and not w.endswith(".")]
        return known[-1] if known and len(known[-1]) > 2 else ""


class Library:
    """The things of a site that can be drawn, and what is known of their words."""

    def __init__(self, site: Path, chance: random.Random, number: int) -> None:
        release = (site / "var" / "current").resolve()
        self.base = Site.load(site).base
        self.store = Store.read_only(str(release / "store"))
        self.entries = Entries(stored := Stored(self.store), self.base)
        self.searcher = Searcher(release / INDEX)
        self.chance = chance
        self._stored = stored
        paths = sorted(path for kind in THINGS for path in addresses(release, kind))
        chance.shuffle(paths)
        drawn = (self._item(path[path.index("/doc/") + 5 :]) for path in paths)
        items = []
        for item in drawn:
            if item and len(item.proper) > 2:
                items.append(item)
                if len(items) == number:
                    break
        counted = Counter(word for item in items for word in set(_words(item.title)))
        self.common = set(sorted(counted, key=lambda word: (-counted[word], word))[:COMMON])
        self.items = items

    def _item(self, path: str) -> Item | None:
        thing = parse(self.base, f"{self.base}id/{path}")
        entry = self.entries.read(thing) if thing else None
        if entry is None:
            return None
        about = self._stored.about(entry.iri)
        number = next((value for value, _ in about.get(POSITION, ())), "")
        of = [value for value, language in about.get(PART_OF, ()) if language is None]
        series = next((name for iri in of if "/collection/" not in iri and (name := self.name(iri))), "")
        isbns = sorted(value for value, _ in about.get(ISBNS, ()) if len(value) == 13)
        works = frozenset(value for value, _ in about.get(WORK, ()))
        told = f"{title_proper(series)} {number}" if series and number else ""
        return Item(entry, told, (isbns or [""])[0], works)

    def name(self, iri: str) -> str:
        """What something is called."""
        return self.entries.name(iri)

    def telling(self, text: str) -> list[str]:
        """The words of a text that are neither common nor short."""
        found = [w.strip("()[]{}.,:;!?\"'“”‘’„«»/") for w in text.split()]
        return [w for w in found if len(w) > 3 and w.isalpha() and not {*_words(w)} & self.common]

    def known(self, word: str) -> int:
        """How many things have a word in their titles."""
        return self.searcher._searcher.doc_freq("title", word)


# ------------------------------------------------------------------ questions

Make = Callable[[Item, Library], str]


def _one(words: Sequence[str], library: Library) -> str:
    return library.chance.choice(words) if words else ""


def _both(one: str, other: str) -> str:
    return f"{one} {other}" if one and other else ""


def _slip(text: str, library: Library) -> str:
    """The text with one wrong letter in one of its longer words."""
    words, chance = text.split(), library.chance
    long = [n for n, word in enumerate(words) if len(word) > 4 and word.isalpha()]
    if not long:
        return ""
    n = chance.choice(long)
    word, at, letter = words[n], chance.randrange(1, len(words[n]) - 1), chance.choice("aeinrst")
    slips = (
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at:],
        word[:at] + letter + word[at + 1 :],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    )
    words[n] = chance.choice([slip for slip in slips if slip != word])
    return " ".join(words)


def _some(text: str, library: Library) -> str:
    """The text with a third of its words left out."""
    words = text.split()
    kept = sorted(library.chance.sample(range(len(words)), len(words) - max(1, len(words) // 3)))
    return " ".join(words[n] for n in kept) if len(words) > 3 else ""


def _wrong_word(item: Item, library: Library) -> str:
    """The title with one of its words replaced by one of another title."""
    words = item.proper.split()
    own = library.telling(item.proper)
    other = library.telling(library.chance.choice(library.items).proper)
    if len(words) < 3 or len(own) < 2 or not other:
        return ""
    gone = library.chance.choice(own)
    return item.proper.replace(gone, library.chance.choice(other), 1)


def _plain(item: Item, _: Library) -> str:
    """The title as somebody types it who has no diacritics; nothing when it has none."""
    letters = "".join(c for c in unicodedata.normalize("NFD", item.proper) if not unicodedata.combining(c))
    return letters if letters != unicodedata.normalize("NFD", item.proper) and letters.isascii() else ""


def _number(item: Item, library: Library) -> str:
    """The title with one word in the plural for the singular, or the other way round."""
    tag = next(iter(item.entry.titles), "")[:2]
    words = [w for w in library.telling(item.proper) if len(w) > 4 and w[-1] not in "yf"]
    if tag not in ("nl", "en") or not words:
        return ""
    word = library.chance.choice(words)
    ends = ("en", "s") if tag == "nl" else ("s",)
    end = next((e for e in ends if word.lower().endswith(e)), "")
    changed = word[: -len(end)] if end else word + ends[0]
    return item.proper.replace(word, changed, 1)


def _phrase(item: Item, library: Library) -> str:
    words = item.proper.replace('"', " ").split()
    at = library.chance.randrange(len(words) - 2) if len(words) > 3 else 0
    return f'"{" ".join(words[at : at + 3])}"' if len(words) > 2 else ""


def _hyphens(isbn: str, library: Library) -> str:
    cuts = {3, 5, 5 + library.chance.randrange(2, 6), 12} if len(isbn) == 13 else {2, 5, 9}
    return "".join(("-" if n in cuts else "") + sign for n, sign in enumerate(isbn))


def _isbn10(item: Item, _: Library) -> str:
    """The ISBN of ten signs that is the same book (ISO 2108)."""
    if not item.isbn.startswith("978"):
        return ""
    body = item.isbn[3:12]
    check = sum((n + 1) * int(digit) for n, digit in enumerate(body)) % 11
    return body + "0123456789X"[check]


def _compound(item: Item, library: Library) -> str:
    """The title with a compound of two known words in two, as one who hesitates types it; Dutch ones only."""
    for word in library.telling(item.proper) if next(iter(item.entry.titles), "") == "nl" else ():
        for at in range(4, len(word) - 3):
            if library.known(word[:at].lower()) and library.known(word[at:].lower()):
                return item.proper.replace(word, f"{word[:at]} {word[at:]}", 1)
    return ""


def _joined(item: Item, library: Library) -> str:
    """The title with two of its words in one, where that is a word that others have; Dutch ones only."""
    words = item.proper.split() if next(iter(item.entry.titles), "") == "nl" else []
    for one, after in pairwise(words):
        long = one.isalpha() and after.isalpha() and min(len(one), len(after)) >= 4
        if long and library.known(f"{one}{after}".lower()):
            return item.proper.replace(f"{one} {after}", f"{one}{after.lower()}", 1)
    return ""


def _inside(around: Sequence[str], item: Item, library: Library) -> str:
    """A word of the title of what a piece of an archive is in, and one of its own."""
    own = library.telling(item.proper)
    others = [word for title in around for word in library.telling(title) if word not in own]
    return _both(_one(others, library), _one(own, library))


def _inverted(name: str) -> str:
    given, _, last = name.rpartition(" ")
    return f"{last}, {given}" if given else ""


QUESTIONS: dict[str, Make] = {
    "title": lambda item, _: item.title,
    "title without subtitle": lambda item, _: item.proper if item.proper != item.title else "",
    "title, surname": lambda item, _: _both(item.proper, item.surname),
    "surname, title word": lambda i, lib: _both(i.surname, _one(lib.telling(i.proper), lib)),
    "title word, surname": lambda i, lib: _both(_one(lib.telling(i.proper), lib), i.surname),
    "name, title word": lambda i, lib: _both(i.maker, _one(lib.telling(i.proper), lib)),
    "name inverted, title word": lambda i, lib: _both(_inverted(i.maker), _one(lib.telling(i.proper), lib)),
    "title with a slip": lambda i, lib: _slip(i.proper, lib),
    "surname with a slip, word": lambda i, lib: _both(
        _slip(i.surname, lib), _one(lib.telling(i.proper), lib)
    ),
    "words missing": lambda i, lib: _some(i.title, lib),
    "one wrong word": _wrong_word,
    "without diacritics": _plain,
    "other number": _number,
    "compound in two": _compound,
    "two words in one": _joined,
    "phrase of three words": _phrase,
    "two title words": lambda i, lib: " ".join(
        lib.chance.sample(words, 2) if len(words := lib.telling(i.title)) > 1 else []
    ),
    "subject, title word": lambda i, lib: _both(
        _one([*i.entry.subjects.values()], lib), _one(lib.telling(i.proper), lib)
    ),
    "archive, title word": lambda i, lib: _inside(i.entry.within[-1:], i, lib),
    "what it is in, title word": lambda i, lib: _inside(i.entry.within[:1], i, lib),
    "series, number": lambda item, _: item.series,
    "ISBN": lambda item, _: item.isbn,
    "ISBN with hyphens": lambda i, lib: _hyphens(i.isbn, lib) if i.isbn else "",
    "ISBN of ten": _isbn10,
    "ISBN of ten, hyphens": lambda i, lib: _hyphens(_isbn10(i, lib), lib),
}
"""Kinds of questions for a thing; one that cannot be made of a thing is empty."""

NAMED: dict[str, Make] = {
    "name: who it is": lambda item, _: item.maker,
    "inverted name: who it is": lambda item, _: _inverted(item.maker),
}
"""Kinds of questions that the maker beside the results is the answer to."""

SUGGESTED: dict[str, Make] = {
    "suggestion: title begun": lambda item, _: item.proper[: max(8, len(item.proper) // 2)].strip(),
    "suggestion: surname, title": lambda i, lib: _both(
        i.surname, next((w[:4] for w in lib.telling(i.proper)), "")
    ),
}
"""Kinds of questions that are asked while somebody types."""

# ------------------------------------------------------------------ answers


@dataclass
class Score:
    """What came of one kind of question: of each, the place of what was meant, 0 when it is not there."""

    places: list[int] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    def add(self, question: str, place: int, seconds: float) -> None:
        """One question was asked."""
        self.places.append(place)
        self.seconds.append(seconds)
        if place != 1:
            self.missed.append(f"{place or '-':>3}  {question}")

    def __str__(self) -> str:
        number = len(self.places)
        rank = statistics.fmean(1 / place if place else 0 for place in self.places)
        first = sum(place == 1 for place in self.places) / number
        ten = sum(0 < place <= 10 for place in self.places) / number
        spent = statistics.fmean(self.seconds) * 1e3
        return f"{number:5}  {rank:6.3f}  {first:6.1%}  {ten:6.1%}  {spent:7.2f} ms"


def _same(hit: Hit, item: Item) -> bool:
    """Whether what was found is as good as what was meant."""
    entry = item.entry
    if hit.iri == entry.iri or hit.iri in item.works:
        return True
    titles = {sort_key(title_proper(text)) for text in hit.card.get("titles", {}).values()}
    makers = {name for _, name in hit.card.get("makers", ())}
    own = {sort_key(title_proper(text)) for text in entry.titles.values()}
    return bool(titles & own) and makers == {*list(entry.makers.values())[:4]}


def _place(hits: Iterable[Hit], fits: Callable[[Hit], bool]) -> int:
    return next((n for n, hit in enumerate(hits, 1) if fits(hit)), 0)


def asked(library: Library, items: Sequence[Item], name: str) -> Score:
    """The score of one kind of question for some things."""
    score = Score()
    make = (QUESTIONS | NAMED | SUGGESTED)[name]
    for item in items:
        if not (question := make(item, library).strip()):
            continue
        maker, start = next(iter(item.entry.makers), ""), time.process_time()
        if name in QUESTIONS:
            hits = library.searcher.search(SearchRequest(question, THINGS)).hits
        elif name in NAMED:
            hits = library.searcher.suggest(question, NAMES, 4)
        else:
            hits = library.searcher.suggest(question)
        seconds = time.process_time() - start
        if name in NAMED:
            if "#" in maker or not maker.startswith(library.base):
                continue
            place = _place(hits, lambda hit, maker=maker: hit.iri == maker)  # type: ignore[misc]
        else:
            place = _place(hits, lambda hit, item=item: _same(hit, item))  # type: ignore[misc]
        score.add(question, place, seconds)
    return score


def main() -> None:
    """Ask and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("site", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--things", type=int, default=200, help="for each half")
    parser.add_argument("--kinds", help="only these kinds of questions, parted by semicolons")
    parser.add_argument("--missed", type=int, default=0, help="tell so many questions of the tuning half")
    told = parser.parse_args()
    library = Library(told.site, random.Random(told.seed), 2 * told.things)
    names = told.kinds.split(";") if told.kinds else [*QUESTIONS, *NAMED, *SUGGESTED]
    print(f"{'':28} {'asked':>5}  {'rank':>6}  {'first':>6}  {'in ten':>6}  {'spent':>7}")
    for half, items in (("tuning", library.items[: told.things]), ("held out", library.items[told.things :])):
        every = Score()
        for name in names:
            library.chance.seed(f"{told.seed} {half} {name}")  # the same questions, whichever kinds are asked
            score = asked(library, items, name)
            if not score.places:
                continue
            print(f"{name:28} {score}")
            every.places += score.places
            every.seconds += score.seconds
            if half == "tuning":
                print(*score.missed[: told.missed], sep="\n", end="\n" if told.missed else "")
        print(f"{half.upper():28} {every}\n")


if __name__ == "__main__":
    main()
