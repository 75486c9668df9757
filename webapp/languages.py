"""Dutch and English: which one a visitor gets, and what things are called in it.

The msgids are English; `translations/nl/LC_MESSAGES/messages.po` says them in Dutch. Catalogues are compiled
in memory, so there are no compiled files to forget. Rendering a page knows its language and nothing of the
request.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path

from babel import Locale, UnknownLocaleError, negotiate_locale
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations
from babel.units import format_unit
from flask import current_app, g, request
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

TRANSLATIONS = Path(__file__).parent / "translations"
COOKIE = "lang"
LOCALES = {"nl": "nl_NL", "en": "en_GB"}
"""Language → whose way of writing numbers and dates."""

RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "syr", "ug", "ur", "yi"})


def N_(message: str) -> str:
    """Marks a text for the catalogue that is translated later, where the language is known."""
    return message


_PERSON = (N_("born %(year)s"), N_("died %(year)s"))
_ORGANIZATION = (N_("founded %(year)s"), N_("dissolved %(year)s"))


@dataclass(frozen=True, slots=True, eq=False)
class Wording:
    """All that is said in one language: texts, numbers, dates, names of languages.

    There is one of each language, told from others by identity: to hash what it holds took longer than what
    is looked up by it.
    """

    language: str
    translations: NullTranslations
    locale: Locale
    _said: dict[str, str] = field(default_factory=dict, repr=False)
    """Texts of ours that were looked up: the catalogue takes five times as long."""

    def text(self, message: str) -> str:
        """A text of ours in this language."""
        found = self._said.get(message)
        if found is None:
            found = self._said[message] = self.translations.gettext(message)
        return found

    def number(self, number: int) -> str:
        """A number as people write it.

        >>> wording("nl").number(240000), wording("en").number(240000)
        ('240.000', '240,000')
        """
        return _number(number, self.language)

    def decimal(self, number: float) -> str:
        """A number with a broken part, to four places.

        >>> wording("nl").decimal(52.7), wording("en").decimal(52.70123)
        ('52,7', '52.7012')
        """
        return format_decimal(number, format="0.####", locale=self.locale)

    def day(self, value: str) -> str:
        """A date, at the precision it is given in; what is no date stays as it is.

        >>> wording("nl").day("1820-03-02"), wording("en").day("1820-03"), wording("nl").day("[ca. 1645]")
        ('2 maart 1820', 'March 1820', '[ca. 1645]')
        >>> wording("nl").day("1645~"), wording("en").day("16XX"), wording("en").day("1843/..")
        ('ca. 1645', '17th century', '1843–')
        >>> wording("nl").day("XXXX/XXXX"), wording("en").day("1952/XXXX"), wording("nl").day("-0221")
        ('datum onbekend', '1952–?', '221 v.Chr.')
        >>> wording("nl").day("1933-04-04/1944-08-29"), wording("en").day("1933-04/1944~")
        ('4 april 1933–29 augustus 1944', 'April 1933–ca. 1944')
        >>> wording("nl").day("1660 - 1690"), wording("nl").day("ca. 1660-1661")
        ('1660–1690', 'ca. 1660–1661')
        >>> wording("nl").day("1923-01-01/1923-12-31"), wording("nl").day("1921-07-01/1921-08-31")
        ('1923', 'juli 1921–augustus 1921')
        >>> wording("nl").day("0211/0244~"), wording("en").day("0988"), wording("nl").day("-0044/0014")
        ('211–ca. 244 n.Chr.', '988 AD', '44 v.Chr.–14 n.Chr.')
        """
        return _day(self.language, value)

    def duration(self, value: str) -> str:
        """How long something takes, from ISO 8601; what is no such duration stays as it is.

        >>> wording("nl").duration("PT1H59M"), wording("en").duration("PT119M"), wording("en").duration("P2W")
        ('1 uur 59 min', '119 mins', 'P2W')
        """
        found = _DURATION.fullmatch(value)
        if not found or not any(found.groups()):
            return value
        units = zip(_UNITS, found.groups(), strict=True)
        said = (format_unit(float(n), unit, "short", locale=self.locale) for unit, n in units if n)
        return " ".join(said)

    def life(self, began: str, ended: str, *, organization: bool = False) -> str:
        """The years of a life; a dash behind one year alone would say that somebody born in 1775 still lives.

        >>> wording("nl").life("1820", "1887"), wording("nl").life("1775", ""), wording("en").life("", "1851")
        ('1820–1887', 'geboren 1775', 'died 1851')
        >>> [wording(language).life("", "1851", organization=True) for language in ("nl", "en")]
        ['opgeheven 1851', 'dissolved 1851']
        """
        if began and ended:
            return f"{began}–{ended}"
        words = _ORGANIZATION if organization else _PERSON
        return self.text(words[0] if began else words[1]) % {"year": began or ended} if began or ended else ""

    def of_language(self, tag: str) -> str:
        """What a language is called; the tag itself when nobody knows.

        >>> wording("nl").of_language("ja"), wording("nl").of_language("x-klingon")
        ('Japans', 'x-klingon')
        >>> wording("nl").of_language("grc"), wording("nl").of_language("en_US")
        ('Oudgrieks', 'Engels (Verenigde Staten)')
        """
        return _language_name(self.language, tag)


@cache
def wording(language: str) -> Wording:
    """The wording of a language.

    >>> wording("nl").text("Previous"), wording("en").text("Previous")
    ('Vorige', 'Previous')
    """
    file = TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"
    translations = _compiled(file) if file.is_file() else NullTranslations()
    return Wording(language, translations, Locale.parse(LOCALES.get(language, language)))


def _compiled(file: Path) -> Translations:
    with file.open("rb") as source:
        catalogue = read_po(source, abort_invalid=True)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


@lru_cache(4_096)
def _day(language: str, value: str) -> str:
    locale = wording(language).locale
    try:
        if len(value) == 7:
            return format_date(datetime.date.fromisoformat(value + "-01"), "MMMM y", locale=locale)
        if len(value) >= 10:
            return format_date(datetime.datetime.fromisoformat(value).date(), "long", locale=locale)
    except ValueError:
        pass
    return _unsure(wording(language), value)


_DURATION = re.compile(r"PT(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6}(?:\.\d{1,6})?)S)?")
_UNITS = ("duration-hour", "duration-minute", "duration-second")
_EDTF = re.compile(r"(-?\d{2,4}X{0,2}(?:-\d\d){0,2})([?~%]?)\Z")
"""A date of EDTF (ISO 8601-2) level 1: unknown figures are X; `?` uncertain, `~` about, `%` both."""

_UNKNOWN = "XXXX"
_ERA = re.compile(r"(-\d{4}|0(?!000)\d{3})([?~%]?)\Z")
"""A year before our era, or in its first thousand: without its era such a number is not seen to be a year."""


def _unsure(words: Wording, value: str) -> str:
    """A date that is not certain, as people say it; what is none of these stays as it is."""
    start, slash, end = value.partition("/")
    if slash and end and "/" not in end:
        start, end = _whole_months(start, end)
        if start == end:
            return _day(words.language, start)
        named = {"..": "", _UNKNOWN: "?"}
        said = [named[part] if part in named else _day(words.language, part) for part in (start, end)]
        both = all(_EDTF.match(part) or part in named for part in (start, end))
        early = _ERA.match(start) if _ERA.match(end) and _is_before(start) == _is_before(end) else None
        if early:  # the second tells the era of both
            said[0] = _marked(str(abs(int(early[1]))), early[2])
        return "–".join(said) if both else years(value)
    if value == _UNKNOWN:
        return words.text(N_("date unknown"))
    if early := _ERA.match(value):
        era = N_("%(year)s BC") if _is_before(value) else N_("%(year)s AD")
        return _marked(words.text(era) % {"year": abs(int(early[1]))}, early[2])
    found = _EDTF.match(value)
    if not found or (found[2] == "" and "X" not in value):
        return years(value)
    known, mark = found[1], found[2]
    if known.endswith("XX") and len(known) == 4:
        known = words.text(N_("%(number)s century")) % {
            "number": _ordinal(words.language, int(known[:2]) + 1)
        }
    elif known.endswith("X") and len(known) == 4 and "XX" not in known:
        known = words.text(N_("the %(decade)ss")) % {"decade": int(known[:3] + "0")}
    elif "X" in known or len(known) < 4:
        return value
    else:
        known = _day(words.language, known)
    return _marked(known, mark)


def _is_before(year: str) -> bool:
    return year.startswith("-")


def _marked(text: str, mark: str) -> str:
    """A date with what EDTF says of its certainty."""
    about = f"ca. {text}" if mark in ("~", "%") else text
    return f"{about} (?)" if mark in ("?", "%") else about


def _whole_months(start: str, end: str) -> tuple[str, str]:
    """Both ends of a period as years or months, when it takes whole ones.

    >>> _whole_months("1660-01-01", "1690-12-31"), _whole_months("1920-02-01", "1920-02-29")
    (('1660', '1690'), ('1920-02', '1920-02'))
    >>> _whole_months("1920-02-01", "1920-02-28"), _whole_months("1920-02", "1921")
    (('1920-02-01', '1920-02-28'), ('1920-02', '1921'))
    """
    if start.endswith("-01-01") and end.endswith("-12-31"):
        return start[:-6], end[:-6]
    if start.endswith("-01") and len(start) == len(end) == 10:
        try:
            after = datetime.date.fromisoformat(end) + datetime.timedelta(1)
        except (ValueError, OverflowError):
            return start, end
        if after.day == 1:
            return start[:-3], end[:-3]
    return start, end


_YEARS = re.compile(r"(?<![\d-])(\d{4}) ?- ?(\d{4})(?![\d-])|(?<![\d-])(\d{4}) ?-(?= ?\Z)")


def years(text: str) -> str:
    """A text with a dash, and no hyphen, between the years that something took.

    >>> years("Delft, ca. 1660-1661"), years("1954 -"), years("2000-12"), years("0198-2000-1234")
    ('Delft, ca. 1660–1661', '1954–', '2000-12', '0198-2000-1234')
    """
    return _YEARS.sub(lambda found: f"{found[1] or found[3]}–{found[2] or ''}", text) if "-" in text else text


def _ordinal(language: str, number: int) -> str:
    if language == "nl":
        return f"{number}e"
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


@lru_cache(4_096)
def _language_name(language: str, tag: str) -> str:
    try:
        found = Locale.parse(tag.replace("_", "-"), sep="-").get_display_name(language)
    except (UnknownLocaleError, ValueError):
        found = wording(language).locale.languages.get(tag)  # old Greek has a name, and no rules
    return found or tag


@lru_cache(1_024)
def direction(tag: str) -> str:
    """`rtl` for the tag of a language that is written from right to left, else nothing.

    >>> direction("ar"), direction("ar-Latn"), direction("nl"), direction("az-Arab")
    ('rtl', '', '', 'rtl')
    """
    subtags = tag.split("-")
    script = next((s for s in subtags[1:] if len(s) == 4 and s.isalpha()), "")
    if script:
        return "rtl" if script.title() in ("Arab", "Hebr", "Syrc", "Thaa", "Nkoo") else ""
    return "rtl" if subtags[0].lower() in RIGHT_TO_LEFT else ""


def choose(languages: tuple[str, ...], asked: str | None, cookie: str | None, accept: str) -> str:
    """The language of a visitor: the one in the address, else the one chosen before, else the browser's.

    >>> choose(("nl", "en"), None, None, "fr, en;q=0.5"), choose(("nl", "en"), "nl", "en", "en")
    ('en', 'nl')
    """
    for given in (asked, cookie):
        if given in languages:
            return given
    return _accepted(languages, accept[:500])


@lru_cache(1_024)
def _accepted(languages: tuple[str, ...], accept: str) -> str:
    """What is liked best, whatever country it is of, before what is liked less (RFC 4647 § 3.4)."""
    parsed = list(parse_accept_header(accept, LanguageAccept))
    refused = {tag.lower() for tag, quality in parsed if not quality}
    offered = {one.lower(): one for one in languages if one.lower() not in refused} or {"": languages[0]}
    liked = [tag.lower().replace("_", "-") for tag, quality in parsed if quality]
    return offered.get(negotiate_locale(liked, offered, sep="-") or "") or next(iter(offered.values()))


def named_language() -> str:
    """The language that the address of this request names, if the site has it; else nothing."""
    named = request.args.get("lang", "")
    return named if named in current_app.config["LANGUAGES"] else ""


def visitor_wording() -> Wording:
    """The wording for the visitor of this request."""
    found: Wording | None = g.get("wording")
    if found is None:
        found = g.wording = wording(
            choose(
                current_app.config["LANGUAGES"],
                request.args.get("lang"),
                request.cookies.get(COOKIE),
                request.headers.get("Accept-Language", ""),
            )
        )
    return found


@lru_cache(16_384)
def _number(number: int, language: str) -> str:
    """A number as people write it: a page of results has seventy, and the same ones come by again."""
    return str(format_decimal(number, locale=wording(language).locale))
