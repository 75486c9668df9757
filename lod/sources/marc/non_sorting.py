"""Marks around the words of a MARC title or name that it is not filed under: taken out, and counted.

MARC 21 has two ways to say that "The" does not count: a number in an indicator, and control characters around
it (U+0098, U+009C). German systems write the latter, or what MAB2 had for it: <<Der>> Titel, ¬Der¬ Titel.
Here all become the number, so that what comes after has one way to look for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from lod.record import Field

OPENED, CLOSED = "\x98", "\x9c"
_WORDS = r"[^\W\d_]+(?:[ .-][^\W\d_]+)*['’.]?"
_CONTROLLED = re.compile(rf"(?<!\w){OPENED}([^<>{OPENED}{CLOSED}]{{1,60}}?)( *){CLOSED}")
_CONTROLS = str.maketrans("", "", OPENED + CLOSED)
_OF_ISO_6630 = str.maketrans("\x88\x89", OPENED + CLOSED)
"""NSB and NSE where ISO 6630 has them, as UNIMARC writes them, and MARC-8 in its own bytes."""
_MARKED = re.compile(
    rf"(?<!\w)<<(?P<angles>[^\s<>](?:[^<>]{{0,60}}[^\s<>])?)>>"
    rf"|(?<![\w¬])¬(?P<nots>{_WORDS}|[^\W\d_]{{2,}} )¬(?!¬)"
)
_INDICATOR = {
    "130": 0, "630": 0, "730": 0, "740": 0,
    "222": 1, "240": 1, "242": 1, "243": 1, "245": 1, "440": 1, "830": 1,
}  # fmt: skip
"""Title → its indicator that has the number of characters that do not count ("nonfiling characters")."""


def in_angles(text: str) -> str:
    """The text with its marks as signs that a reader does not take for dirt.

    >>> in_angles("\\x98Der\\x9c Prozess"), in_angles("\\x98Der \\x9cProzess"), in_angles("Der\\x9c Prozess")
    ('<<Der>> Prozess', '<<Der>> Prozess', 'Der Prozess')
    >>> in_angles("\\x88Le \\x89rouge et le noir")
    '<<Le>> rouge et le noir'
    """
    if "\x88" in text or "\x89" in text:
        text = text.translate(_OF_ISO_6630)
    if OPENED not in text and CLOSED not in text:
        return text
    return _CONTROLLED.sub(r"<<\1>>\2", text).translate(_CONTROLS)


def without_marks(text: str) -> str:
    """The text without its marks; what only looks like one stays.

    >>> without_marks("<<Das>> gelbe Rechenbuch"), without_marks("Epinici di <<Bacchilide e Pindaro>>")
    ('Das gelbe Rechenbuch', 'Epinici di Bacchilide e Pindaro')
    >>> without_marks("¬L'¬étranger"), without_marks("¬Die ¬Welt"), without_marks("Aquin, Thomas <<von>>")
    ("L'étranger", 'Die Welt', 'Aquin, Thomas von')
    >>> without_marks("operator<< and operator>>"), without_marks("¬p ∨ ¬q"), without_marks("1 << 2 >> 1")
    ('operator<< and operator>>', '¬p ∨ ¬q', '1 << 2 >> 1')
    """
    if "<<" not in text and "¬" not in text:
        return text
    return _MARKED.sub(lambda found: found[found.lastgroup or 0], text)


def tidy(fields: Iterable[Field]) -> None:
    """Take the marks out of all subfields, and count what a title begins with between them.

    >>> fields = [Field("245", "10", [("a", "<<The>> old <<end>>")]), Field("700", "1 ", [("a", "¬von¬")])]
    >>> tidy(fields)
    >>> fields
    [245 14 $aThe old end, 700 1  $avon]
    """
    for field in fields:
        subfields = field.subfields
        for at, (code, value) in enumerate(subfields):
            if code and (text := without_marks(value)) != value:
                if code == "a":
                    _count(field, value)
                subfields[at] = (code, text)


def _count(field: Field, marked: str) -> None:
    """Say in the indicator of a title how much of it does not count, when nothing says so yet."""
    at = _INDICATOR.get(field.tag)
    begun = _MARKED.match(marked)
    if at is None or begun is None or field.indicators[at] not in " 0":
        return
    spaces = len(marked[begun.end() :]) - len(marked[begun.end() :].lstrip(" "))
    number = len(begun[begun.lastgroup or 0]) + spaces
    if number < min(10, len(without_marks(marked))):
        field.indicators = f"{field.indicators[:at]}{number}{field.indicators[at + 1 :]}"
