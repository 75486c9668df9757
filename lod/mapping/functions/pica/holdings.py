"""Which volumes of a periodical a library has, as PICA writes it in figures (231@)."""

from __future__ import annotations

from lod.mapping.language.function_registry import function
from lod.mapping.runtime.record_run import Run
from lod.record import Field

_FIRST, _LAST = "djhbceg", "nkilmoq"
"""Of the first and of the last: volume, year, year of appearing, day, month, issue, remark (K10plus 7120)."""


@function("holdings_of_pica", "field", "text", reads="bcdefghijklmnoq0456", pure=True)
def holdings_of_pica(run: Run, field: Field) -> str:
    """Which volumes a library has (231@), as a statement: runs from a volume and year to another.

    >>> holdings_of_pica(..., Field("231@", "", [("d", "1"), ("j", "1964"), ("n", "19"), ("k", "1995")]))
    '1.1964 - 19.1995'
    >>> holdings_of_pica(..., Field("231@", "", [("j", "1964"), ("6", ""), ("0", ""), ("j", "1999")]))
    '1964 - ; 1999'
    >>> holdings_of_pica(..., Field("231@", "", [("d", "5"), ("j", "1952"), ("e", "3"), ("4", "[L]")]))
    '5.1952,3 [L]'
    """
    runs: list[dict[str, str]] = [{}]
    for code, value in field.subfields:
        if code in "05" or (code in "dj" and code in runs[-1]):
            runs.append({"=": " = "} if code == "5" else {})
        elif code not in "4":
            runs[-1].setdefault(code, value.strip())
    told = [(each.get("=", "; "), text) for each in runs if (text := _run(each))]
    said = "".join(text if at == 0 else mark + text for at, (mark, text) in enumerate(told))
    return " ".join(filter(None, [said.rstrip(), *(value.strip() for value in field.all("4"))]))


def _run(parts: dict[str, str]) -> str:
    """A run of volumes, with what they are called ($f) before it; $6 when it goes on."""
    begun, ended = _point(parts, _FIRST), _point(parts, _LAST)
    text = f"{begun} - {ended}".strip() + ("" if ended else " ") if ended or "6" in parts else begun
    return f"{parts['f']} {text}" if parts.get("f") and text else text


def _point(parts: dict[str, str], codes: str) -> str:
    """Volume and year, with the year of appearing where that is another, day, issue and remark."""
    volume, year, appeared, day, month, issue, remark = (parts.get(code, "") for code in codes)
    text = ".".join(filter(None, [volume, year])) + (f"({appeared})" if appeared else "")
    date = ".".join(filter(None, [day, month]))
    text += f"({date})" if date else ""
    text += f",{issue}" if issue else ""
    return " ".join(filter(None, [text, remark]))
