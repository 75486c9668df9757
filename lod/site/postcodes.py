"""Where postcodes are: a site's own table, so that visitors find the library that is nearest."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from pathlib import Path

from lod.errors import SiteError
from lod.site.settings import Point

COLUMNS = ("postcode", "latitude", "longitude")
_DUTCH = re.compile(r"\s*([1-9][0-9]{3})\s*(?:[A-Za-z]{2})?\s*\Z")


def read(path: Path) -> Mapping[str, Point]:
    """The places of postcodes by their four digits; nothing when there is no such file.

    SiteError when it has not the columns postcode, latitude and longitude, or a line that does not fit them.
    """
    if not path.is_file():
        return {}
    found: dict[str, Point] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        if not set(COLUMNS) <= set(rows.fieldnames or ()):
            raise SiteError(f"{path}: found the columns {rows.fieldnames}, expected {', '.join(COLUMNS)}")
        for row in rows:
            digits = of(row["postcode"] or "")
            try:
                point = Point(float(row["latitude"]), float(row["longitude"]))
            except (TypeError, ValueError) as error:
                raise SiteError(f"{path}, line {rows.line_num}: expected two numbers: {error}") from error
            if not digits or abs(point.latitude) > 90 or abs(point.longitude) > 180:
                raise SiteError(f"{path}, line {rows.line_num}: expected a postcode and a place on earth")
            found[digits] = point
    return found


def of(text: str) -> str:
    """The four digits of a Dutch postcode as people type it; empty when it is none.

    >>> of("8911 AB"), of("8911ab"), of(" 8911 "), of("0123"), of("Leeuwarden")
    ('8911', '8911', '8911', '', '')
    """
    match = _DUTCH.match(text)
    return match[1] if match else ""
