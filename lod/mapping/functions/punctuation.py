"""Text without the punctuation that cataloguing rules put between elements (ISBD), and nothing else lost."""

from __future__ import annotations

import re
from functools import lru_cache

ENDING = ".:;,/="
"""What ISBD puts before the next element, so that it ends up at the end of a subfield."""

ABBREVIATIONS = ("arr.", "ed.", "etc.", "ft.", "ill.", "p.", "s.n.", "s.l.")
"""Endings whose full stop belongs to them; the list of the Library of Congress conversion."""

ROUNDS = 200
"""So many signs at most go from the ends of a text: each looks at all of it. Nobody writes more."""

_INITIAL = re.compile(r"(?:^|[ .])[^\W\d_]\Z")
_INITIALS = re.compile(r"(?:^|[ .])[A-Z]\.|^\.")
_SENTENCE = re.compile(r"[.?!]")
_PAIRS = ("()", "{}", "[]")
_PAIRED = re.compile(r"""[\[\](){}"]""")


@lru_cache(maxsize=65536)
def chop(text: str, ending: str = ENDING) -> str:
    """Text without the punctuation at its ends that only announces the next element.

    A full stop stays after an initial and, unless initials stand before it, after an abbreviation or when
    the text has more sentences; a parenthesis or quotation mark without its other half goes, a square bracket
    without its other half gets it back. So the conversion of the Library of Congress has it.

    >>> chop("Max Havelaar /"), chop("Multatuli."), chop("Hermans, W. F."), chop("[Utrecht :")
    ('Max Havelaar', 'Multatuli', 'Hermans, W. F.', '[Utrecht]')
    >>> chop("2nd ed."), chop("1st U.S. ed."), chop("Edited by A. B. Noakes ... et al.")
    ('2nd ed.', '1st U.S. ed', 'Edited by A. B. Noakes ... et al')
    >>> chop("= Travels"), chop("A first. A second."), chop("1952]"), chop("24 p. ; 8o +", ":;,/=+")
    ('Travels', 'A first. A second.', '[1952]', '24 p. ; 8o')
    """
    text = " ".join(text.split())
    if text and text[0] not in ";=" and not _PAIRED.search(text):
        for _ in range(ROUNDS):
            if not text or text[-1] not in ending or (text[-1] == "." and _keeps_stop(text)):
                break
            text = text[:-1].rstrip()
        return text
    for _ in range(ROUNDS):
        shorter = _once(text, ending) if text else ""
        if shorter == text:
            break
        text = shorter.strip()
    return balance(text)


def _once(text: str, ending: str) -> str:
    if text[0] in ";=":
        return text[1:]
    for pair in _PAIRS[:2]:
        text = _without_half(text, pair)
    if text.count('"') == 1:
        return text.replace('"', "")
    if text.endswith(".") and "." in ending:
        return text if _keeps_stop(text) else text[:-1]
    return text[:-1] if text and text[-1] in ending else text


def _without_half(text: str, pair: str) -> str:
    """Drop an opening bracket that is never closed, or a closing one that was never opened."""
    if pair[0] in text and pair[1] not in text.partition(pair[0])[2]:
        return text.replace(pair[0], "", 1)
    if pair[1] in text and pair[0] not in text.partition(pair[1])[0]:
        return text.replace(pair[1], "", 1)
    return text


def _keeps_stop(text: str) -> bool:
    body = text[:-1]
    if body and body[-1].isupper() and _INITIAL.search(body):
        return True
    if _INITIALS.search(body):
        return False
    if text.endswith(ABBREVIATIONS) and (text in ABBREVIATIONS or " " + text.rsplit(" ", 1)[-1] in _SPACED):
        return True
    return bool(_SENTENCE.search(body))


_SPACED = frozenset(" " + a for a in ABBREVIATIONS)


@lru_cache(maxsize=16384)
def without_mark(text: str) -> str:
    """A place or publisher without the mark that announces what comes next; the stop before it is its own.

    >>> [without_mark(text) for text in ("Dallas, Tex. :", "Eye Pub. Co.,", "Utrecht :", "Utrecht.")]
    ['Dallas, Tex.', 'Eye Pub. Co.', 'Utrecht', 'Utrecht']
    """
    return chop(text, ":;,/=") if text.rstrip()[-1:] in (":", ";", ",", "/", "=") else chop(text)


def strip_brackets(text: str) -> str:
    """Text without square brackets: what the cataloguer supplied is said without its sign.

    >>> strip_brackets("[Amsterdam]")
    'Amsterdam'
    """
    return text.replace("[", "").replace("]", "").strip()


_ENDS = re.compile(
    r"(?:[)\]]|[0-9]{3}|(?<![^\W\d_])(?!(?:Calif|Assoc|Admin|Suppl|Techn|Okla)\b)"
    r"[^\W\d_](?:[a-zß-öø-ÿā-žα-ωа-яёʹ-ʼ\u0300-\u036f\u1e00-\u1eff]{4,}|[a-z]{2}[aeiouy])|[\u0590-\u06ff\u3040-\u9fff\uac00-\ud7a3]{2})\.\Z"
)
"""An end whose full stop closes the heading: a whole word, a year or a parenthesis, no abbreviation."""


def without_stop(text: str) -> str:
    """The name without the full stop that closes its heading; that of an abbreviation stays.

    >>> [without_stop(text) for text in ("Wyoming. Legislature.", "St. George's Canzona (Group).")]
    ['Wyoming. Legislature', "St. George's Canzona (Group)"]
    >>> [without_stop(text) for text in ("United States. Navy Dept.", "Acme Inc.", "Hermans, W. F.")]
    ['United States. Navy Dept.', 'Acme Inc.', 'Hermans, W. F.']
    >>> [without_stop(text) for text in ("Office of the First Lady.", "Tulsa, Okla.", "Janagahana Aṃśaya.")]
    ['Office of the First Lady', 'Tulsa, Okla.', 'Janagahana Aṃśaya']
    """
    return text[:-1] if text.endswith(".") and _ENDS.search(text, max(0, len(text) - 40)) else text


_SHORT_WORD = re.compile(r"(?<![^\W\d_])[^\W\d_]{4}\.\Z")


def title_without_stop(text: str) -> str:
    """The same of a title, which seldom ends in an abbreviation: a word of four letters is none.

    >>> [title_without_stop(text) for text in ("Peer Gynt.", "Where'er you walk.", "Cantatas; arr.")]
    ['Peer Gynt', "Where'er you walk", 'Cantatas; arr.']
    """
    return text[:-1] if _SHORT_WORD.search(text) else without_stop(text)


_ANGLED = re.compile(r"\s*<([^<>]+)>")


def rounded(text: str) -> str:
    """A name in which what tells it apart stands in parentheses; older catalogues write <> around it.

    >>> rounded("Deutschland <Bundesrepublik>"), rounded("Postkolonialismus <Motiv>")
    ('Deutschland (Bundesrepublik)', 'Postkolonialismus (Motiv)')
    """
    return _ANGLED.sub(r" (\1)", text) if "<" in text else text


# behind these a place is named as it lies: "À Paris", "Te Leiden", "Tot Utrecht", "In Venetia", "t'Amsterdam"
_LYING = re.compile(
    r"(?:(?P<before>[ÀAà]|Te|Tot|In|Binnen|Zu|Imprint[ée] à) (?=\W?[A-Z])|['’]?[tT]['’] ?(?=[A-Z]))"
)
_NAMED_SO = {
    "A": ("Coruña", "Coruna", "Guarda", "Estrada", "Pobra", "Rúa", "Fonsagrada"),
    "In": ("Salah", "Amenas", "Guezzam", "Amguel"),
    "Te": ("Anau", "Aroha", "Awamutu", "Kuiti", "Puke", "Puru", "Kauwhata", "Horo", "Kao", "Atatu"),
}
"""Names of places that begin with such a word."""
_UNSURE = re.compile(r"(?:(?<![, ])[, ]+(?:etc\.?|u\. ?a\.|e\. ?a\.)|\((?=[^()]*[0-9])[^()]*\))\Z")
"""What stands behind the name of a place: that there are more, at which address it is."""
_REMARKS = 8
"""So many of these are looked for: nobody writes more, and each costs a look at the whole name."""
_NO_PLACE = re.compile(
    r"\A\W*(?:s\.? ?l|z\. ?pl?|o\. ?o|n\. ?p|sine loco|sans lieu|ohne ort|zonder plaats)\W*\Z"
    r"|not identified|nicht ermittelbar|non identifi",
    re.IGNORECASE,
)


def _alone(name: str) -> str:
    """The name of a place without remarks behind it; that it is a guess stays, as one question mark."""
    is_guess = False
    for _ in range(_REMARKS):
        is_guess = is_guess or name.endswith("?")
        name = name.rstrip(" ?")
        if (found := _UNSURE.search(name)) is None:
            break
        name = name[: found.start()].rstrip()
    return f"{name}?" if is_guess and name else name


def place_name(text: str) -> str:
    """The name of a place as an imprint has it, alone; nothing where it says that there is none.

    >>> [place_name(text) for text in ("À Amsterdam", "Tot Leyden", "A Coruña", "Te Aroha", "'s-Graven")]
    ['Amsterdam', 'Leyden', 'A Coruña', 'Te Aroha', "'s-Graven"]
    >>> [place_name(text) for text in ("t'Amsteldam", "Basl", "[S.l.]", "z.p.", "Place not identified")]
    ['Amsteldam', 'Basl', '', '', '']
    >>> place_name(": Zwolle")
    'Zwolle'
    >>> place_name("[Leiden?]"), place_name("London, etc."), place_name("A Londres [i.e. Paris?]")
    ('Leiden?', 'London', 'Paris?')
    >>> [place_name(text) for text in ("Hadley, Mass. (P.O. Box 37)", "Leipzig [u.a.]", "Mol (België)")]
    ['Hadley, Mass.', 'Leipzig', 'Mol (België)']
    """
    # "London, i.e. Paris": the cataloguer puts an imprint right
    name = _alone(strip_brackets(text).rpartition(" i.e. ")[2]).strip(" \u060c\u061b").lstrip(":;, ")
    if _NO_PLACE.search(name):
        return ""
    found = _LYING.match(name)
    if found is None:
        return name
    rest = name[found.end() :]
    return name if rest.startswith(_NAMED_SO.get(found["before"] or "", ())) else rest


def strip_parentheses(text: str) -> str:
    """Text without the parentheses around it.

    >>> strip_parentheses("(paperback)"), strip_parentheses("a (b)")
    ('paperback', 'a (b)')
    """
    text = text.strip()
    return text[1:-1].strip() if text.startswith("(") and text.endswith(")") else text


def balance(text: str) -> str:
    """Text with the square bracket that its neighbour took away put back.

    >>> balance("[Utrecht"), balance("1952]")
    ('[Utrecht]', '[1952]')
    """
    opening, closing = text.count("["), text.count("]")
    if opening > closing:
        return text + "]"
    return "[" + text if closing > opening else text


@lru_cache(maxsize=16384)
def chop_all(text: str) -> str:
    """Text without any punctuation at its ends, also a full stop that might belong to it: for dates.

    >>> chop_all("1860-1932."), chop_all("ca. 1900.")
    ('1860-1932', 'ca. 1900')
    """
    return chop(text.rstrip(ENDING + " "))
