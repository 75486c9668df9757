"""What is never lost without a word: the register, all collections at once, what a wrong rule reads."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from lod.errors import MappingError, RegisterError, ReleaseError
from lod.operations import examine
from lod.publish import check, publish
from lod.site import Site
from lod.store.releases import Releases
from tests.register.small_site import Book, Maker, fill, make_site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = fill(make_site(tmp_path / "site"), {"demo": [Book("1", "Max", "Multatuli")]})
    publish(made, make=Maker())
    return made


def wrong(site: Site) -> str:
    return "\n".join(one.text for one in examine(site, asking=False) if one.level == "wrong")


def test_a_register_that_is_not_there_is_not_begun_anew_beside_releases(site: Site) -> None:
    for file in site.var.glob("register.sqlite*"):
        file.unlink()
    assert "register.sqlite: missing, though there are releases" in wrong(site)
    with pytest.raises(ReleaseError, match=r"missing, though there are releases.*lod restore"):
        publish(site, make=Maker())
    assert not (site.var / "register.sqlite").exists()
    assert len(Releases(site.var).all()) == 1
    shutil.rmtree(site.var)
    assert wrong(site) == ""
    publish(site, make=Maker())


def test_a_site_whose_collections_are_all_gone_is_not_published(site: Site) -> None:
    shutil.move(site.folder / "collections", site.folder / "elsewhere")
    with pytest.raises(ReleaseError, match="found no collection, and there were demo: is a disk not mounted"):
        publish(Site.load(site.folder), make=Maker())
    shutil.move(site.folder / "elsewhere", site.folder / "collections")
    assert not publish(Site.load(site.folder), make=Maker()).changed


def test_a_var_that_leads_to_what_is_not_there_is_told_as_that(tmp_path: Path) -> None:
    site = fill(make_site(tmp_path / "site"), {"demo": [Book("1", "Max", "Multatuli")]})
    site.var.symlink_to(tmp_path / "disk")
    told = f"{site.var}: leads to {tmp_path / 'disk'}, which is not there: is a disk not mounted?"
    with pytest.raises(RegisterError) as caught:
        publish(site, make=Maker())
    assert str(caught.value) == told
    assert wrong(site) == told


def test_a_mistake_in_a_rule_or_a_story_is_seen_before_publishing(site: Site) -> None:
    assert not [one for one in check(site) if one.fault]
    rules = site.folder / "mappings" / "marc21-schema" / "own.yaml"
    rules.parent.mkdir(parents=True)
    rules.write_text("rules:\n  - rule: own\n    from: 949\n    gives: {instance: {schema:nonsense: $a}}\n")
    stories = site.folder / "stories"
    stories.mkdir()
    (stories / "kaarten.md").write_text("Geen instellingen.\n")
    (stories / "oud.md").write_bytes("+++\ntitle = 'Café'\ndate = 2026-01-01\n+++\n".encode("latin-1"))
    told = "\n".join(one.text for one in check(site) if one.fault)
    assert "marc21-schema/own.yaml:4: rule own: no term schema:nonsense" in told
    assert "stories/kaarten.md: verwacht: instellingen" in told
    assert "stories/oud.md: 'utf-8' codec" in told
    with pytest.raises(MappingError, match=r"own\.yaml:4: rule own: no term schema:nonsense"):
        publish(site)  # though no record has the field that it reads
