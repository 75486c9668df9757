"""A collection of books in Dublin Core that says so: its records are editions beside those of others."""

from __future__ import annotations

from pathlib import Path

import pytest

from lod.mapping.language.loader import default_mappings
from lod.publish import publish
from lod.register.register import Register
from lod.register.statements import id_of
from lod.register.union.clusters import members
from lod.site import Site
from tests.register.small_site import Book, make_site

MAX = Book("1", "Max Havelaar", "Multatuli", isbn="9789021413839")
DC = (
    '<dc xmlns="http://purl.org/dc/elements/1.1/"><identifier>d1</identifier><title>{}</title>'
    "<creator>Multatuli</creator><date>1860</date><identifier>{}</identifier><type>Boek</type></dc>"
)


def site(folder: Path, title: str, mappings: str, number: str = "ISBN 90-214-1383-3") -> Site:
    made = make_site(folder, ("demo", "dublin"))
    (made / "collections/demo/records/a.mrc").write_bytes(MAX.marc())
    toml = made / "collections/dublin/collection.toml"
    text = toml.read_text().replace('format = "marc21"\n', mappings).replace('"records/*.mrc"', '"records"')
    toml.write_text(text)
    (made / "collections/dublin/records/a.xml").write_text(DC.format(title, number))
    return Site.load(made)


def groups(site: Site) -> dict[str, list[str]]:
    """Things of the collection in Dublin Core with all that are one with them, by kind."""
    with Register.read_only(site.var / "register.sqlite") as register:
        rows = register.db.execute(
            "SELECT kind || '/' || key FROM thing WHERE key LIKE 'dublin-%'"
        ).fetchall()
        own = [name for (name,) in rows]
        assert all(id_of(name) for name in own)
        return {name.partition("/")[0]: members(register.db, name) for name in own}


BOOKS = 'mappings = ["dc-bibframe", "dc-schema", "dc-editions"]\n'


def test_a_book_is_one_with_that_of_another_library_and_so_is_its_work(tmp_path: Path) -> None:
    made = site(tmp_path / "s", "Max Havelaar", BOOKS)
    publish(made)
    found = groups(made)
    assert sorted(found) == ["instance", "work"]
    assert sorted(found["instance"]) == ["instance/demo-1", "instance/dublin-d1"]
    assert sorted(found["work"]) == ["work/demo-1", "work/dublin-d1"]


def test_another_title_is_another_work(tmp_path: Path) -> None:
    made = site(tmp_path / "s", "Woutertje Pieterse", BOOKS, "ISBN 90-254-3271-0")
    publish(made)
    assert groups(made) == {"instance": ["instance/dublin-d1"], "work": ["work/dublin-d1"]}


@pytest.mark.parametrize("mappings", ["", 'mappings = ["dc-bibframe", "dc-schema"]\n'])
def test_without_that_a_record_in_dublin_core_is_an_object_of_its_own(tmp_path: Path, mappings: str) -> None:
    assert "dc-editions" not in default_mappings("dc")
    made = site(tmp_path / "s", "Max Havelaar", mappings)
    publish(made)
    assert groups(made) == {"object": ["object/dublin-d1"]}
