"""A site whose `var/current` leads nowhere: a folder was copied without links, or without their ends."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from lod.cli import main
from lod.operations import examine
from lod.publish import publish
from lod.site import Site
from lod.store.releases import Releases
from tests.webapp.published_site import make


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return make(tmp_path, ("museum",))


def lead(site: Site, name: str) -> None:
    """Let the link lead to a release of this name, that there may not be."""
    link = site.var / "current"
    link.unlink()
    link.symlink_to(f"releases/{name}")


def test_a_link_that_leads_nowhere_is_mended_by_the_next_publish(site: Site) -> None:
    lead(site, "000099")
    told = CliRunner().invoke(main, ["status", str(site.folder)])
    assert told.exit_code == 2
    assert "lod publish mends it" in told.output
    report = publish(site)
    assert not report.full, "what there was is served again"
    current = Releases(site.var).current()
    assert current
    assert current.number == report.release


def test_where_none_is_served_and_some_are_there_the_doctor_says_so(site: Site) -> None:
    (site.var / "current").unlink()
    wrong = [found.text for found in examine(site, asking=False) if found.level == "wrong"]
    assert f"none is served, but there are some: lod rollback {site.folder}" in wrong


def test_what_was_gone_back_to_and_lost_is_made_anew(site: Site) -> None:
    """It was said to be served still, and nothing was."""
    publish(site, True)
    told = CliRunner().invoke(main, ["rollback", str(site.folder), "1"])
    assert told.exit_code == 0, told.output
    shutil.rmtree(site.var / "releases" / "000001")
    report = publish(site)
    assert report.full == "nothing to build on"
    current = Releases(site.var).current()
    assert current
    assert current.number == report.release == 3
