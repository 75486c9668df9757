"""An edition of which several libraries say nothing but that they have described it."""

from __future__ import annotations

from pathlib import Path

from lxml import html

from lod.publish import publish
from lod.site import Site
from tests.register.small_site import Book, make_site
from webapp.app import create_app

OTHER = '[[organization]]\nisil = ["NL-Other"]\nname = "Another library"\nkind = "library"\n'
BOOK = Book("1", "Max Havelaar", "Multatuli", isbn="9789021413839")


def test_a_visitor_reads_of_all_of_them(tmp_path: Path) -> None:
    folder = make_site(tmp_path / "site", ("demo", "second"))
    with (folder / "organizations.toml").open("a") as file:
        file.write(OTHER)
    toml = folder / "collections/second/collection.toml"
    toml.write_text(toml.read_text().replace('owner = "NL-Test"', 'owner = "NL-Other"'))
    for key in ("demo", "second"):
        (folder / f"collections/{key}/records/a.mrc").write_bytes(BOOK.marc())
    site = Site.load(folder)
    publish(site)
    page = html.document_fromstring(create_app(site).test_client().get("/doc/instance/demo-1").text)
    (told,) = page.find_class("holdings")
    assert sorted(one.text_content() for one in told.findall(".//h3")) == ["Another library", "Test library"]
