"""Measures of museum objects as one text: of what they are, and how certain."""

from __future__ import annotations

import re
from collections.abc import Callable

from lod.mapping.language.function_registry import function
from lod.mapping.runtime import trees
from lod.mapping.runtime.record_run import Run
from lod.record import Field

_SETS = ("measurementSet", "measurementsSet")
_SAID = ("measurementType", "measurementValue", "measurementUnit")
_ASKED = trees.path_prefixes([*_SAID, *(f"{name}/Concept/prefLabel" for name in _SAID)])
_NAME_OF_FIELD = re.compile(r"\w+(?:\.\w+)+\Z")
"""What a program writes where it found nothing: the name of the field that it looked in."""


@function("lido_size", "field", "texts")
def lido_size(run: Run, field: Field) -> list[str]:
    """All that an element objectMeasurementsWrap of LIDO says, as one text in each of its languages.

    Each set as the museum shows it; one that it does not show is put together from its numbers: "ca. height
    60 cm; width 41 cm (with frame)".
    """
    told: dict[str, list[str]] = {}
    for each in run.below(field, "objectMeasurementsSet"):
        shown = [run.text(text) for text in run.below(each, "displayObjectMeasurements") if text.text]
        numbers = [] if shown else [_measured(run, part) for part in run.below(each, "objectMeasurements")]
        for text in shown + numbers:
            in_language = told.setdefault(getattr(text, "suffix", ""), [])
            if text and text not in in_language:
                in_language.append(text)
    return [trees.with_language("; ".join(texts), suffix) for suffix, texts in told.items() if texts]


def _measured(run: Run, field: Field) -> str:
    """What an element objectMeasurements says."""
    told, suffix = [], ""
    for name in _SETS:
        for element in run.below(field, name):
            texts = trees.flatten(element, run.said, _ASKED)
            words = [text for path in _SAID for text in _first(texts, path)]
            suffix = suffix or next((w.suffix for w in words if isinstance(w, trees.LanguageText)), "")
            told.append(" ".join(words))
    measured = "; ".join(filter(None, told))
    around, parts = _words(run, field, "qualifierMeasurements"), _words(run, field, "extentMeasurements")
    of_what = f" ({', '.join(parts)})" if parts else ""
    return trees.with_language(" ".join([*around, measured]) + of_what, suffix) if measured else ""


def _words(run: Run, field: Field, name: str) -> list[str]:
    texts = [each.text for each in run.below(field, name)]
    return [text for text in texts if text and not _NAME_OF_FIELD.match(text)]


def _first(texts: dict[str, list[str]], path: str) -> list[str]:
    """The first word at a path; in LIDO 1.1 it may stand in a concept."""
    return (texts.get(path) or texts.get(f"{path}/Concept/prefLabel") or [])[:1]


_UNIT = "mm|cm|dm|m|gram|gr|g|kg|inch"
_OF_ONE_UNIT = re.compile(
    rf"[\s_,]*(?:in[\s_]+({_UNIT})|[(\[](?:in )?({_UNIT})\.?[)\]]|(?<=[\s_,])({_UNIT}))\Z", re.IGNORECASE
)
"""A unit behind what is measured: `Hoogte (cm)`, `Breedte in mm`, `hoogte_cm`."""
_LONGEST = 60  # characters that the name of such a column has
_NO_MEASURE = re.compile(r"[0.,\s-]*\Z")


def in_one_unit(name: str) -> tuple[str, str]:
    """What the name of a column says is measured, and in what unit; no unit when it does not say one.

    >>> in_one_unit("Hoogte (cm)"), in_one_unit("breedte_mm"), in_one_unit("Diepte in cm"), in_one_unit("H")
    (('hoogte', 'cm'), ('breedte', 'mm'), ('diepte', 'cm'), ('H', ''))
    """
    found = _OF_ONE_UNIT.search(name) if len(name) <= _LONGEST else None
    kind = name[: found.start()] if found else name
    unit = next(filter(None, found.groups())) if found else ""
    return (kind if len(kind) == 1 else kind.lower()), unit


@function("measured", "field", "text", (1, 9))
def measured(*columns: str) -> Callable[[Run, Field], str]:
    """Measures that stand in a column each as one text: "hoogte 13 cm; breedte 9 cm".

    They are called as their columns are. A number has the unit that the name of its column says, if any:
    `Hoogte (cm)`. What is not measured (0, -) is left out.
    """
    said = [(column, *in_one_unit(column)) for column in columns]

    def told(run: Run, field: Field) -> str:
        texts = run.subfields(field)
        found = [
            " ".join(filter(None, (kind, text.strip(), "" if any(map(str.isalpha, text)) else unit)))
            for column, kind, unit in said
            for text in texts.get(column, ())[:1]
            if not _NO_MEASURE.match(text)
        ]
        return "; ".join(found)

    return told
