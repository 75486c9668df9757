"""Which properties stand in the table of a page, in which order, and which lead on to other things."""

from __future__ import annotations

import re
from dataclasses import replace

from webapp.languages import N_, Wording
from webapp.pages.facts import Row
from webapp.pages.words import Words

_DIGITS = re.compile(r"\d+")
_NUMBER = N_("Number")
_EXTENT = N_("Extent")
_PAGES = N_("Pages")
FACTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (N_("Also known as"), ("schema:alternateName", "schema:alternativeHeadline", "skos:altLabel")),
    (N_("Born"), ("schema:birthDate",)),
    (N_("Born in"), ("schema:birthPlace",)),
    (N_("Died"), ("schema:deathDate",)),
    (N_("Died in"), ("schema:deathPlace",)),
    (N_("Occupation"), ("schema:hasOccupation",)),
    (N_("Translation of"), ("schema:translationOfWork", "bf:translationOf")),
    (N_("Copy of"), ("bf:itemOf",)),
    (N_("Publisher"), ("schema:publisher",)),
    (N_("Edition"), ("schema:bookEdition", "bf:editionStatement")),
    (N_("Statement of responsibility"), ("bf:responsibilityStatement",)),
    (N_("Made"), ("schema:dateCreated", "bf:originDate")),
    (N_("Made in"), ("schema:locationCreated", "bf:originPlace")),
    (N_("From"), ("schema:startDate",)),
    (N_("Until"), ("schema:endDate",)),
    (N_("Period"), ("schema:temporalCoverage", "bf:temporalCoverage")),
    (N_("Language"), ("schema:inLanguage", "bf:language")),
    (N_("Series"), ("bf:seriesStatement", "bf:hasSeries")),
    (N_("Number in series"), ("bf:seriesEnumeration", "schema:position", "schema:volumeNumber")),
    (N_("Frequency"), ("bf:frequency",)),
    (_EXTENT, ("bf:extent",)),
    (_PAGES, ("schema:numberOfPages", "schema:pagination")),
    (N_("Duration"), ("schema:duration", "bf:duration")),
    (N_("Size"), ("schema:size", "bf:dimensions")),
    (N_("Height"), ("schema:height",)),
    (N_("Width"), ("schema:width",)),
    (N_("Depth"), ("schema:depth",)),
    (N_("Weight"), ("schema:weight",)),
    (N_("Material"), ("schema:material", "schema:artMedium", "bf:baseMaterial")),
    (N_("Scale"), ("bf:scale",)),
    (N_("Illustrations"), ("bf:illustrativeContent",)),
    (N_("Broader"), ("bf:broader", "skos:broader")),
    (N_("Narrower"), ("bf:narrower", "skos:narrower")),
    (N_("Contents"), ("bf:tableOfContents",)),
    (N_("Note"), ("bf:note",)),
    (N_("ISBN"), ("schema:isbn",)),
    (N_("ISSN"), ("schema:issn",)),
    (_NUMBER, ("schema:identifier", "schema:sku", "bf:identifiedBy")),
    (N_("Address"), ("schema:address",)),
    (N_("Credit"), ("schema:creditText", "schema:copyrightNotice")),
    (N_("Same as"), ("schema:sameAs", "skos:exactMatch")),
)
"""The facts that stand in the table of a page, in this order."""

TOPICS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (N_("Subjects"), ("schema:about", "bf:subject")),
    (N_("Genre or form"), ("schema:genre", "bf:genreForm", "schema:artform")),
    (N_("Places"), ("schema:spatialCoverage", "schema:contentLocation", "bf:geographicCoverage")),
    (N_("Keywords"), ("schema:keywords",)),
)
"""What leads on to other things."""


def without_repeats(rows: tuple[Row, ...], wording: Wording) -> tuple[Row, ...]:
    """The table without numbers that the rows of ISBN and ISSN say, nor pages that the extent says."""
    standard = ("ISBN", "ISSN")
    said = {words.text.replace("-", "") for row in rows if row.name in standard for words in row.values}

    def repeats(words: Words) -> bool:
        plain = words.text.replace("-", "")
        return not words.note and plain.removeprefix("ISBN ").removeprefix("ISSN ") in said

    number = wording.text(_NUMBER)
    kept = (
        replace(row, values=tuple(w for w in row.values if not repeats(w))) if row.name == number else row
        for row in rows
    )
    extent = " ".join(w.text for row in rows if row.name == wording.text(_EXTENT) for w in row.values)
    counted = set(_DIGITS.findall(extent))

    def is_counted(row: Row) -> bool:
        return row.name == wording.text(_PAGES) and {w.text for w in row.values} <= counted

    return tuple(row for row in kept if (row.values or row.parts) and not is_counted(row))
