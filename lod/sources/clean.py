"""What may not leave a reader: control characters, lone surrogates, letters that are not composed (NFC)."""

from __future__ import annotations

import html
import re
import unicodedata

# C0, DEL and C1 controls, surrogates, and the two noncharacters that XML 1.0 forbids (§2.2).
_FORBIDDEN = "\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff"
_ONE = re.compile(f"[{_FORBIDDEN}]")
_RUN = re.compile(f" *[{_FORBIDDEN}]+ *")
_ONE_IN_RECORD = re.compile("[\x00-\x1c\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_LINE = re.compile(" *[\t\r\n][ \t\r\n]*")
_LONG = 5000  # characters in which the marks may be many enough to matter
_MOST_MARKS = 30
_NON_SORTING = str.maketrans("", "", "\x98\x9c")

_BLOCK = "p|br|div|ul|ol|li|h[1-6]|blockquote|hr|table|tbody|tr|td|th"
_INLINE = "b|i|u|em|strong|sub|sup|span|a|font|small|cite"
_TAGS = re.compile(rf"</?(?:({_BLOCK})|{_INLINE})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_IN_PAIRS = re.compile(rf"</(?:{_BLOCK}|{_INLINE})>|<(?:br|p)\s*/?>", re.IGNORECASE)
_ENTITIES = re.compile(
    r"&(?:amp|quot|apos|nbsp|[lr][sd]quo|[mn]dash|hellip|szlig|[aeo]elig|#[0-9]{2,5}|#x[0-9a-fA-F]{2,5}"
    r"|[A-Za-z](?:acute|grave|uml|circ|tilde|cedil|ring|slash|caron));"
)


def without_markup(text: str) -> str:
    """The text without tags and entities of HTML that stand in it as text: many systems export them.

    What only stands between angle brackets stays, as the GND writes its headings.

    >>> without_markup("<p>Een <b>mooi</b> boek.</p><p>H<sub>2</sub>O &amp;amp; caf&eacute;</p>")
    'Een mooi boek. H2O & café'
    >>> without_markup("<![CDATA[<P>Of value for students.<BR>-Bengt Sunden</P>]]>")
    'Of value for students. -Bengt Sunden'
    >>> without_markup("Institut <Frankfurt, Main> & a < b")
    'Institut <Frankfurt, Main> & a < b'
    """
    if "<![CDATA[" in text and "]]>" in text:
        text = text.replace("<![CDATA[", "").replace("]]>", "")
    if "<" in text and _IN_PAIRS.search(text):
        text = _TAGS.sub(lambda tag: " " if tag[1] else "", text)
        text = " ".join(text.split())
    if "&" in text:
        for _ in range(2):  # what was escaped once too often
            text = _ENTITIES.sub(lambda name: html.unescape(name[0]), text)
    return text


def is_clean(text: str) -> bool:
    """Whether nothing in it needs replacing; delimiters of MARC (1D, 1E, 1F) do not count.

    >>> is_clean("\\x1faMax Havelaar\\x1e"), is_clean("Max\\tHavelaar")
    (True, False)
    """
    return _ONE_IN_RECORD.search(text) is None


def without_non_sorting(text: str) -> str:
    """The text without the marks around its non-sorting part (U+0098, U+009C), used by German libraries.

    >>> without_non_sorting("\\x98Der\\x9c Prozess")
    'Der Prozess'
    """
    return text.translate(_NON_SORTING) if "\x98" in text or "\x9c" in text else text


def spaced(text: str) -> str:
    """The text with a space for each run of control characters and the spaces around it.

    >>> spaced("Max\\x00\\x01 Havelaar")
    'Max Havelaar'
    """
    return _RUN.sub(" ", text)


def spaced_in_place(text: str) -> str:
    """The text with a space for each control character, so that every position stays what it was.

    >>> spaced_in_place("ab\\r\\ncd")
    'ab  cd'
    """
    return _ONE.sub(" ", text)


def unfolded(text: str) -> str:
    """The text with a space for each line break and what indents it; none at its ends. For text from XML.

    >>> unfolded("\\n  Max\\n  Havelaar\\n")
    'Max Havelaar'
    """
    return _LINE.sub(" ", text.strip("\t\r\n ")) if _LINE.search(text) else text


def composed(text: str) -> str:
    """The text in Unicode normalisation form C.

    >>> composed("Zoe\\u0308"), composed("Zoë")
    ('Zoë', 'Zoë')
    """
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        return text
    return unicodedata.normalize("NFC", text if len(text) < _LONG else _stream_safe(text))


def _stream_safe(text: str) -> str:
    """The text with a joiner after every thirty marks on one letter (UAX #15, D4).

    Sorting marks costs the square of their number: a record of nothing but marks would take hours.
    """
    signs = []
    marks = 0
    for sign in text:
        marks = marks + 1 if unicodedata.combining(sign) else 0
        if marks > _MOST_MARKS:
            signs.append("\u034f")
            marks = 1
        signs.append(sign)
    return "".join(signs)
