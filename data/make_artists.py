"""Writes data/demo/targets/ulan.csv, the list of artists that the demo links to.

    python data/make_artists.py constituents.csv

Takes the Dutch artists with a number in ULAN from the open data of the National Gallery of Art, Washington
(CC0 1.0, https://github.com/NationalGalleryOfArt/opendata, data/constituents.csv). Years are taken only where
the gallery gives two of them without "c.", "or" or "active".
"""

from __future__ import annotations

import csv
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
COLUMNS = ("ulan", "name", "other_name", "born", "died", "wikidata")
_LIVED = re.compile(r"Dutch, (\d{4}) - (\d{4})\Z")


def main() -> None:
    """Read the file that is named, write the list."""
    with Path(sys.argv[1]).open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["nationality"] == "Dutch" and row["ulanid"]]
    with (HERE / "demo/targets/ulan.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        for row in sorted(rows, key=lambda one: int(one["ulanid"])):
            lived = _LIVED.match(row["displaydate"])
            names = row["preferreddisplayname"], row["forwarddisplayname"]
            wikidata = f"http://www.wikidata.org/entity/{row['wikidataid']}" if row["wikidataid"] else ""
            writer.writerow([row["ulanid"], *names, *(lived.groups() if lived else ("", "")), wikidata])


if __name__ == "__main__":
    main()
