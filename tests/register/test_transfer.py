"""A register is moved to PostgreSQL and back, and restored from a backup: every table stays the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lod import operations
from lod.errors import RegisterError
from lod.publish import publish
from lod.register.database import location, transfer
from lod.register.register import Register
from lod.site import Site
from lod.site.database import address
from tests.postgres import Cluster
from tests.register.small_site import Likeness, Maker, fill, make_site
from tests.register.test_postgres import HAVELAAR, MAX, ODD, tables


def test_a_register_is_moved_there_and_back(tmp_path: Path, postgres: Cluster) -> None:
    folder, url = make_site(tmp_path / "site"), postgres.url()
    plain = (folder / "site.toml").read_text()
    site = fill(folder, {"demo": [MAX, ODD, HAVELAAR]})
    publish(site, make=Maker(), linker=Likeness())
    publish(fill(folder, {"demo": [MAX, ODD]}), make=Maker(), linker=Likeness())
    with Register(location.of(site)) as register:
        register.db.execute(
            "INSERT INTO issue VALUES (1, 9, ?, ?, ?)",
            ("a\tb\\N\n", "\U0010ffff0", "nul \0 \u00e9\r"),
        )
    before = tables(site)
    made = transfer.move(site, url)
    assert made.rows == sum(map(len, before.values()))
    with pytest.raises(RegisterError, match="the register is on a server; expected register ="):
        location.of(site)
    (folder / "site.toml").write_text(plain.replace('register = ""', f'register = "{url}"'))
    site = Site.load(folder)
    assert tables(site) == before
    assert not publish(site, make=Maker(), linker=Likeness()).changed, "it goes on where it was"
    transfer.move(site, transfer.FILE)
    with pytest.raises(RegisterError, match=r"found a register in .* besides"):
        location.of(site)
    (folder / "site.toml").write_text(plain)
    back = Site.load(folder)
    assert tables(back) == before
    assert not publish(back, make=Maker(), linker=Likeness()).changed
    # what was left behind is not gone on with by mistake
    server = location.Server(address(url), back.base, back.var / location.NOTE)
    with pytest.raises(RegisterError, match="the register went to"):
        Register.read_only(server)
    transfer.move(back, url)


def test_a_register_that_is_there_is_not_overwritten_unasked(tmp_path: Path, postgres: Cluster) -> None:
    url = postgres.url()
    live = make_site(tmp_path / "live" / "site", register=url)
    publish(fill(live, {"demo": [MAX]}), make=Maker(), linker=Likeness())
    old = make_site(tmp_path / "old" / "site")
    site = fill(old, {"demo": [HAVELAAR]})
    publish(site, make=Maker(), linker=Likeness())
    with pytest.raises(RegisterError, match="nothing was moved; see --replace"):
        transfer.move(site, url)
    assert (site.var / "register.sqlite").exists()
    before = tables(site)
    transfer.move(site, url, replace=True)
    assert tables(Site.load(live)) == before


def test_a_backup_has_the_register_and_restoring_it_never_touches_the_server(
    tmp_path: Path, postgres: Cluster
) -> None:
    folder = make_site(tmp_path / "site", register=postgres.url())
    site = fill(folder, {"demo": [MAX, ODD]})
    publish(site, make=Maker(), linker=Likeness())
    before = tables(site)
    operations.backup(site, tmp_path / "backup.tar.zst")
    publish(fill(folder, {"demo": [HAVELAAR]}), make=Maker(), linker=Likeness())
    operations.restore(tmp_path / "backup.tar.zst", tmp_path / "restored")
    restored = Site.load(tmp_path / "restored")
    with pytest.raises(RegisterError, match="lod move-register"):
        location.of(restored)
    url = postgres.url()
    transfer.move(restored, url)
    text = (restored.folder / "site.toml").read_text()
    (restored.folder / "site.toml").write_text(re.sub('register = ".*"', f'register = "{url}"', text))
    assert tables(Site.load(restored.folder)) == before


def test_replicas_get_the_register_as_a_file_or_ask_the_server(tmp_path: Path, postgres: Cluster) -> None:
    folder = make_site(tmp_path / "site", register=postgres.url())
    site = fill(folder, {"demo": [MAX, ODD]})
    publish(site, make=Maker(), linker=Likeness())
    operations.send(site, str(tmp_path / "depot"))
    replica = Site.load(make_site(tmp_path / "replica"))
    operations.fetch(replica, str(tmp_path / "depot"))
    assert tables(replica) == tables(site)
    asking = Site.load(make_site(tmp_path / "asking", register=site.register))
    operations.fetch(asking, str(tmp_path / "depot"))
    assert not (asking.var / location.FILE).exists()
    assert tables(asking) == tables(site)
