"""Files of OAI-PMH in a folder: what one says is gone, which another one has; what comes back lives."""

from __future__ import annotations

from pathlib import Path

import pytest

from lod.publish import publish
from lod.record import Deleted
from lod.register.ingest.files import File
from lod.register.ingest.oai_deletions import Deletions
from lod.site import Site
from lod.sources import Chunk
from tests.register.small_site import Maker, make_site
from tests.test_harvesting import NAMESPACES, bodies
from tests.test_publish import register_of

MARC = (
    '<record xmlns="http://www.loc.gov/MARC21/slim"><leader>00000nam a2200000 a 4500</leader>'
    '<controlfield tag="001">{0}</controlfield><datafield tag="245" ind1=" " ind2=" ">'
    '<subfield code="a">{1}</subfield></datafield></record>'
)
HEAD = "<record><header{2}><identifier>oai:x:{0}</identifier>{1}</header>"


def stamp(text: str) -> str:
    return f"<datestamp>{text}</datestamp>" if text else ""


def has(key: str, day: str, title: str = "Max") -> str:
    """A record as it is harvested, which calls itself something else than the harvest does."""
    return HEAD.format(key, stamp(day), "") + f"<metadata>{MARC.format(key, title)}</metadata></record>"


def gone(key: str, day: str) -> str:
    return HEAD.format(key, stamp(day), ' status="deleted"') + "</record>"


def lives(folder: Path, *files: list[str], full: bool) -> set[str]:
    """Keys of what is published when a folder has these files, read in this order."""
    site = make_site(folder)
    place = folder / "collections" / "demo"
    settings = (place / "collection.toml").read_text(encoding="utf-8")
    settings = settings.replace("records/*.mrc", "*.xml").replace('format = "marc21"', 'format = "marcxml"')
    (place / "collection.toml").write_text(settings, encoding="utf-8")
    (place / "0.xml").write_text(_page([has("other", "2020-01-01", "Other")]), encoding="utf-8")
    read = Site.load(site)
    publish(read, make=Maker())
    for at, records in enumerate(files, start=1):
        (place / f"{at}.xml").write_text(_page(records), encoding="utf-8")
        if not full:  # one file after the other, as they come
            publish(read, make=Maker())
    publish(read, full=full, make=Maker())
    with register_of(read) as register:
        found = register.db.execute(
            "SELECT key FROM record WHERE live AND key <> 'other' AND collection IN"
            " (SELECT id FROM collection WHERE key = 'demo')"
        ).fetchall()
    return {key for (key,) in found}


def _page(records: list[str]) -> str:
    return (
        '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><request metadataPrefix="marc21">x</request>'
        f"<ListRecords>{''.join(records)}</ListRecords></OAI-PMH>"
    )


@pytest.mark.parametrize("full", [True, False])
@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ([[has("1", ""), has("2", "")], [gone("1", "")]], {"2"}),
        ([[has("1", "2024-01-01")], [gone("1", "2024-02-01")]], set()),
        # it came back, in a third file
        ([[has("1", "2024-01-01")], [gone("1", "2024-02-01")], [has("1", "2024-03-01", "Again")]], {"1"}),
        # files in another order than what happened: the later datestamp counts
        ([[gone("1", "2024-02-01")], [has("1", "2024-01-01")]], set()),
        ([[has("1", "2024-03-01")], [gone("1", "2024-02-01T10:00:00Z")]], {"1"}),
        # a word about a record that nobody has
        ([[has("1", "2024-01-01")], [gone("7", "2024-02-01")]], {"1"}),
    ],
)
def test_the_last_word_counts(tmp_path: Path, full: bool, files: list[list[str]], expected: set[str]) -> None:
    assert lives(tmp_path / "site", *files, full=full) == expected


@pytest.mark.parametrize("format", sorted(NAMESPACES))
def test_records_of_any_format_are_gone_whatever_they_call_themselves(tmp_path: Path, format: str) -> None:
    first, second = (
        HEAD.format(at, stamp("2024-01-01"), "") + f"<metadata>{body}</metadata></record>"
        for at, body in enumerate(bodies(format))
    )
    files = []
    for name, records in (("1", [first, second]), ("2", [gone("0", "2024-02-01")])):
        (tmp_path / name).write_text(_page(records), encoding="utf-8")
        files.append(File(tmp_path / name, name, format))
    deletions = Deletions(files)
    told = [list(deletions.chunks(order, file)) for order, file in enumerate(files)]
    kinds = [type(one) for one in told[0]]
    half = len(kinds) // 2  # of a finding aid there are several
    assert kinds == [Deleted] * half + [Chunk] * half
    assert half
    assert not any(isinstance(one, Chunk) for one in told[1])
