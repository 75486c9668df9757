"""Cells of tables for spreadsheets, which take a text that begins like a formula for one, and run it."""

from __future__ import annotations

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the start of a formula."""


def cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula, nor for one that was made safe.

    >>> cell("=1+1"), cell("-2+3"), cell("Max Havelaar"), cell("-"), cell("'-2")
    ("'=1+1", "'-2+3", 'Max Havelaar', '-', "''-2")
    """
    return f"'{text}" if _is_formula(text) and len(text) > 1 else text


def plain(text: str) -> str:
    """A cell as it was before it was made safe for spreadsheets.

    >>> plain(cell("-0500")), plain("'t Hooft")
    ('-0500', "'t Hooft")
    """
    return text[1:] if text.startswith("'") and _is_formula(text) else text


def _is_formula(text: str) -> bool:
    return text.lstrip("'").startswith(_FORMULA)
