"""Measures of museum objects as one text: of what they are, and how certain."""

from __future__ import annotations

from lod.mapping import trees
from lod.mapping.functions import function
from lod.mapping.run import Run
from lod.record import Field

_SETS = ("measurementSet", "measurementsSet")
_SAID = ("measurementType", "measurementValue", "measurementUnit")
_ASKED = trees.wanted([*_SAID, *(f"{name}/Concept/prefLabel" for name in _SAID)])


@function("lido_measures", "field", "texts")
def lido_measures(run: Run, field: Field) -> list[str]:
    """What an element objectMeasurements of LIDO says: "ca. height 60 cm; width 41 cm (with frame)"."""
    told, suffix = [], ""
    for name in _SETS:
        for element in run.below(field, name):
            texts = trees.flatten(element, run.said, _ASKED)
            words = [text for path in _SAID for text in _first(texts, path)]
            suffix = suffix or next((w.suffix for w in words if isinstance(w, trees.Spoken)), "")
            told.append(" ".join(words))
    measured = "; ".join(filter(None, told))
    if not measured:
        return []
    around = [each.text for each in run.below(field, "qualifierMeasurements") if each.text]
    parts = [each.text for each in run.below(field, "extentMeasurements") if each.text]
    of_what = f" ({', '.join(parts)})" if parts else ""
    return [trees.spoken(" ".join([*around, measured]) + of_what, suffix)]


def _first(texts: dict[str, list[str]], path: str) -> list[str]:
    """The first word at a path; in LIDO 1.1 it may stand in a concept."""
    return (texts.get(path) or texts.get(f"{path}/Concept/prefLabel") or [])[:1]
