"""A record as another cataloguer might have written it: what `linking.py` makes its second library of."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

import pymarc

NUMBERS = (
    "010",
    "015",
    "016",
    "017",
    "020",
    "022",
    "024",
    "035",
    "050",
    "051",
    "055",
    "060",
    "070",
    "082",
    "090",
)


class Rewriter:
    """Writes a record as another cataloguer might."""

    def __init__(self, key: str) -> None:
        self._chance = random.Random(key)

    def _now(self, share: float) -> bool:
        return self._chance.random() < share

    def rewrite(self, record: pymarc.Record) -> pymarc.Record:
        """The record of the second library."""
        record.remove_fields(*NUMBERS)
        for field_ in list(record.fields):
            self._field(record, field_)
        return record

    def _field(self, record: pymarc.Record, one: pymarc.Field) -> None:
        if one.tag == "245":
            self._title(one)
        elif one.tag in ("260", "264"):
            self._imprint(one)
        elif one.tag == "300":
            self._extent(record, one)
        elif one.tag in ("100", "700"):
            self._person(record, one)
        elif one.tag == "250" and self._now(0.15):
            record.remove_field(one)

    def _title(self, one: pymarc.Field) -> None:
        if self._now(0.5):
            one.delete_subfield("c")
        if self._now(0.25) and not one.get_subfields("n", "p"):
            one.delete_subfield("b")
        if self._now(0.1):
            _change(one, "ab", str.upper)
        elif self._now(0.2):
            _change(one, "ab", str.title)
        elif self._now(0.05):
            _change(one, "a", self._slip)

    def _slip(self, text: str) -> str:
        at = self._chance.randrange(len(text) // 2, len(text)) if len(text) > 12 else 0
        return text[: at - 1] + text[at : at + 1] + text[at - 1 : at] + text[at + 1 :] if at else text

    def _imprint(self, one: pymarc.Field) -> None:
        if self._now(0.1):
            one.delete_subfield("b")
        elif self._now(0.4):
            _change(one, "b", _abbreviated)
        if self._now(0.3):
            _change(one, "c", lambda text: re.sub(r"c?(\d{4})", r"[\1]", text))
        elif self._now(0.05):
            _change(one, "c", lambda text: re.sub(r"\d{4}", lambda hit: str(int(hit[0]) + 1), text))

    def _extent(self, record: pymarc.Record, one: pymarc.Field) -> None:
        if self._now(0.15):
            record.remove_field(one)
        elif self._now(0.4):
            _change(one, "a", lambda text: re.sub(r"^[ivxlc]+, ", "", text))
        elif self._now(0.3):
            _change(one, "a", lambda text: re.sub(r"\bp\.", "pages", text))

    def _person(self, record: pymarc.Record, one: pymarc.Field) -> None:
        if (one.tag == "700" and self._now(0.4)) or self._now(0.05):
            record.remove_field(one)
            return
        for code in "eq40":
            one.delete_subfield(code)
        if self._now(0.5):
            one.delete_subfield("d")
        if self._now(0.15):
            _change(one, "a", lambda text: re.sub(r"(?<=[, ])([A-Z])[a-z]+", r"\1.", text))


def _abbreviated(text: str) -> str:
    for whole, short in (("University", "Univ."), ("Press", "Pr."), ("Publishers", "Publ."), (", Inc.", "")):
        text = text.replace(whole, short)
    return text


def _change(one: pymarc.Field, codes: str, how: Callable[[str], str]) -> None:
    one.subfields = [pymarc.Subfield(c, how(v) if c in codes else v) for c, v in one.subfields]
