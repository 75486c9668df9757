"""The fields of the index, and how text becomes words in them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache

import tantivy

PLAIN = "plain"
"""Words in lower case, without diacritics: how names and titles are looked for."""

STEMMED: Mapping[str, str] = {"nl": "dutch", "en": "english"}
"""Languages whose words are also found by their stem."""

TIMES: Mapping[str, int] = {"nl": 2}
"""How often a stem is taken, where once is not enough."""

FACETS = ("kind", "type", "maker", "subject", "place", "language", "organization", "collection", "digitised")
"""Fields that a result can be narrowed by; their values are IRIs or codes, shown by their labels."""

COUNTED = ("maker", "subject", "place")
"""Facets with so many values that they are counted by numbers: to look up what each value is called in the
dictionary of a field takes the more of a search the larger the index is."""

TEXTS: Mapping[str, float] = {
    "title": 4.0,
    "makers": 3.0,
    "subjects": 2.0,
    "places": 1.0,
    "notes": 1.0,
    "identifiers": 6.0,
}
"""Fields that a word is looked for in, and how much a find counts."""

WITHIN, ABOVE = "within", 0.2
"""The field with the titles of what a thing stands in, and how much a find there counts."""

COPIES = (2, 4, 8)
"""What has so many copies, or more, is marked: of two that fit as well, the one with more comes first."""

STEMS = ("title", "subjects", "notes", WITHIN)
"""Text fields that are found by stem as well."""


LONGEST_WORD = 80
"""Words of so many bytes and more are in no index."""
_ASCII_WORD = re.compile("[a-z0-9]+")
_MARKS = re.compile(
    "[\u02b0-\u02ff\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\ufe20-\ufe2f]"
)

_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
"""Signs of Chinese and Japanese, which have no spaces between their words."""


ONE_BY_ONE = 200
"""So many values are looked for each by itself."""


def analyzer(name: str) -> tantivy.TextAnalyzer:
    """How text becomes words: "plain", or the language whose stems are taken.

    Dutch is stemmed twice: what is of a place loses its ending first ("Amsterdamse"), and then its s.

    >>> analyzer("plain").analyze("De Koffieveilingen, Één"), analyzer("nl").analyze("koffieveilingen")
    (['de', 'koffieveilingen', 'een'], ['koffieveil'])
    >>> analyzer("nl").analyze("Amsterdam Amsterdams Amsterdamse boekjes boeken plaats plaatsen")
    ['amsterdam', 'amsterdam', 'amsterdam', 'boek', 'boek', 'plaat', 'plaat']
    """
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    builder = builder.filter(tantivy.Filter.remove_long(LONGEST_WORD)).filter(tantivy.Filter.lowercase())
    for _ in range(TIMES.get(name, 1) if name in STEMMED else 0):
        builder = builder.filter(tantivy.Filter.stemmer(STEMMED[name]))
    return builder.filter(tantivy.Filter.ascii_fold()).build()


def folded(text: str) -> str:
    """The text without the marks that split a word, or make another of it, for who cannot type them.

    Letters with a diacritic of their own are left to the analyzers; the ties, primes and half rings of
    romanised Slavic, Arabic and Hebrew, Hebrew points and Arabic vowels are taken away. Each sign of Chinese
    and Japanese is a word by itself, so that a part of a title finds it.

    >>> folded("Istorii\u0361a \u02bbArab"), folded("caf\u0065\u0301") == "caf\u00e9"
    ('Istoriia Arab', True)
    >>> folded("\u6771\u6d77 1").split()
    ['東', '海', '1']
    """
    if text.isascii():
        return text
    return _UNSPACED.sub(r" \g<0> ", _MARKS.sub("", unicodedata.normalize("NFC", text)))


def words(text: str, language: str = PLAIN) -> list[str]:
    """The words of a text as the index has them: whole, or their stems in a language.

    >>> words("De Istorii\u0361a, Één")
    ['de', 'istoriia', 'een']
    """
    if language == PLAIN and text.isascii():  # most texts are, and the library takes three times as long
        return [word for word in _ASCII_WORD.findall(text.lower()) if len(word) < LONGEST_WORD]
    return list(_analyzer(language).analyze(folded(text)))


@lru_cache
def _analyzer(name: str) -> tantivy.TextAnalyzer:
    return analyzer(name)


def numbers_of(facet: str) -> str:
    """The field with the numbers of the things that are values of a facet."""
    return f"{facet}_numbers"


def names_of(facet: str) -> str:
    """The field with its values that are no things of ours."""
    return f"{facet}_names"


def has_field(searcher: tantivy.Searcher, field: str) -> bool:
    """Whether an index has a field for text: one of another version may lack it."""
    try:
        searcher.doc_freq(field, "")
    except ValueError:
        return False
    return True


def any_of(schema: tantivy.Schema, field: str, values: Sequence[str | int]) -> tantivy.Query:
    """What has any of some values in a field, one like the other.

    The library looks for a set of terms by an automaton, in each segment, before it looks at anything else:
    ten times as dear as 24 terms by themselves, and with a rare word beside it nearly all of what is done.
    """
    if len(values) > ONE_BY_ONE:
        return tantivy.Query.term_set_query(schema, field, list(values))
    terms = [tantivy.Query.term_query(schema, field, value) for value in values]
    some = tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in terms])
    return tantivy.Query.const_score_query(some, 1.0)


def schema() -> tantivy.Schema:
    """The fields of the index."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("iri", stored=True, tokenizer_name="raw", index_option="basic")
    # bytes are stored only: text would be a term as well, a third of the index and of the work for it
    builder.add_bytes_field("card", stored=True)
    for field in (*TEXTS, WITHIN):
        builder.add_text_field(field, tokenizer_name=PLAIN)
        if field in STEMS:
            for language in STEMMED:
                # a stem in the title of what something stands in is there or not, how often tells nothing
                kept = "basic" if field == WITHIN else "freq"
                builder.add_text_field(f"{field}_{language}", tokenizer_name=language, index_option=kept)
    builder.add_text_field("sort", fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("number", indexed=True)
    builder.add_text_field("copies", tokenizer_name="raw", index_option="basic")
    for field in FACETS:
        builder.add_text_field(field, fast=field not in COUNTED, tokenizer_name="raw", index_option="basic")
    for field in COUNTED:
        builder.add_integer_field(numbers_of(field), fast=True)
        builder.add_text_field(names_of(field), fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("year", indexed=True, fast=True)
    builder.add_integer_field("changed", indexed=True, fast=True)
    return builder.build()


def prepare(index: tantivy.Index) -> tantivy.Index:
    """The index with the analyzers of its fields, which it does not keep itself."""
    for name in (PLAIN, *STEMMED):
        index.register_tokenizer(name, analyzer(name))
    return index
