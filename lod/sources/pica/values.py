"""What is the same in all ways of writing PICA+: subfields behind a sign, the PPN and its check digit."""

from __future__ import annotations

import re

from lod.record import Field
from lod.sources.clean import composed, is_clean, spaced, unfolded, without_non_sorting
from lod.sources.marc.non_sorting import CLOSED, OPENED

_DELIMITERS = frozenset("\x1d\x1e\x1f")
_MARKED = re.compile(rf"{OPENED}([^{OPENED}{CLOSED}@]*){CLOSED}( *)")
_PPN = re.compile(r"[0-9]{1,12}[0-9Xx]")


def by_sign(text: str, sign: str) -> tuple[str, list[tuple[str, str]]]:
    """The text before the first subfield, and the subfields; a sign that is doubled is a sign in a text.

    >>> by_sign("$a$$5 of$bUS$ 10", "$")
    ('', [('a', '$5 of'), ('b', 'US$ 10')])
    """
    head, *parts = text.split(sign)
    if all([part[:1].isalnum() and part[:1].isascii() for part in parts]):
        return head, [(part[0], part[1:]) for part in parts]
    return _by_careful_sign(text, sign)


def _by_careful_sign(text: str, sign: str) -> tuple[str, list[tuple[str, str]]]:
    """The same where some signs are none."""
    subfields: list[tuple[str, list[str]]] = [("", [])]
    at = 0
    while (found := text.find(sign, at)) >= 0:
        subfields[-1][1].append(text[at:found])
        after = text[found + 1 : found + 2]
        at = found + 2
        if sign == after == "\x1f":  # a subfield with nothing in it, not even a code
            subfields.append(("?", []))
            at = found + 1
        elif sign == "\x1f" or (after.isascii() and after.isalnum()):
            subfields.append((after or "?", []))
        else:
            # Doubled, or before what is no code: a sign in the text.
            subfields[-1][1].append(sign)
            at = found + 2 if after == sign else found + 1
    subfields[-1][1].append(text[at:])
    (_, before), *others = subfields
    return "".join(before), [(code, "".join(parts)) for code, parts in others]


def occurring(text: str | None) -> str:
    """The occurrence of a field; 00 is how some write that there is none.

    >>> occurring("01"), occurring("00"), occurring(None)
    ('01', '', '')
    """
    return text if text and text.strip("0") else ""


def linked(subfields: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Subfields in which what WinIBW shows behind the number of a link ($9) is in $8, where others have it.

    >>> linked([("9", "698510445Akbar, Yusaf H. *1969-*"), ("B", "VerfasserIn")])
    [('9', '698510445'), ('8', 'Akbar, Yusaf H. *1969-*'), ('B', 'VerfasserIn')]
    >>> linked([("9", "10641497683.30$jWirtschaft")]), linked([("9", "1039894852")])
    ([('9', '106414976'), ('8', '83.30$jWirtschaft')], [('9', '1039894852')])
    >>> linked([("9", "00000000000")])
    [('9', '00000000000')]
    """
    if not any(code == "9" and len(value) > 10 for code, value in subfields):
        return subfields
    found: list[tuple[str, str]] = []
    for code, value in subfields:
        shown = code == "9" and len(value) > 10 and value.strip("0123456789Xx")  # else a longer number
        length = next((n for n in (9, 10) if is_ppn(value[:n])), 0) if shown else 0
        found += [(code, value[:length]), ("8", value[length:].strip())] if length else [(code, value)]
    return found


def ident(fields: list[Field], warnings: list[str]) -> str:
    """The PPN of a record: 003@ $0. One whose check digit is wrong is taken all the same."""
    found = [value.strip() for field in fields if field.tag == "003@" for value in field.all("0")]
    own = next((value for value in found if value), "")
    if not own:
        warnings.append("no PPN (003@ $0)")
    elif not is_ppn(own):
        warnings.append(f"003@: the check digit of PPN {own} is wrong")
    if len(set(found)) > 1:
        warnings.append("003@: more than one PPN; the first is taken")
    return own


def is_ppn(text: str) -> bool:
    """Whether the last sign of a PPN is the check digit of the others (modulus 11, as in an ISBN of ten).

    >>> is_ppn("052733281X"), is_ppn("0527332811"), is_ppn("PPN")
    (True, False, False)
    """
    if not _PPN.fullmatch(text):
        return False
    digits = [10 if sign in "Xx" else int(sign) for sign in reversed(text)]
    return sum(weight * digit for weight, digit in enumerate(digits, start=1)) % 11 == 0


def cleaned(value: str, tag: str, warnings: list[str], code: str = "") -> str:
    """One value, on one line, composed, without the signs that end fields.

    What a title ($a of 021-027) is not filed under may stand between U+0098 and U+009C, as at the DNB: the
    word behind it gets the @ that PICA+ has for the same.

    >>> cleaned("\\x98Der\\x9c Prozess\x1e", "021A", [], "a"), cleaned("\\x98L'\\x9camour", "022A", [], "a")
    ('Der @Prozess ', "L'@amour")
    >>> cleaned("\\x98Die\\x9c Beatles", "021A", [], "h"), cleaned("\\x98van\\x9c Eeden", "028A", [], "a")
    ('Die Beatles', 'van Eeden')
    """
    if value.isascii() and value.isprintable():
        return value
    if code == "a" and "021" <= tag[:3] <= "027" and (marked := _MARKED.match(value)):
        value = f"{marked[1]}{marked[2]}@{value[marked.end() :].lstrip('@')}"
    value = unfolded(without_non_sorting(value))
    if not is_clean(value) or not _DELIMITERS.isdisjoint(value):
        warnings.append(f"{tag}: control characters replaced by a space")
        value = spaced(value)
    return composed(value)
