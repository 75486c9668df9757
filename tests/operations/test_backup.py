"""A backup has all that cannot be made again; what is restored is that, or nothing."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import sqlite3
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard
from click.testing import CliRunner

from lod.cli import main
from lod.errors import LodError
from lod.operations import backup, restore
from lod.publish import publish
from lod.register.register import Register
from lod.site import Site
from tests.register.small_site import Book, Maker, fill, make_site
from tests.register.test_histories import served

MAX = Book("1", "Max", "Multatuli", ("Java",))
HAVELAAR = Book("3", "Havelaar", "Eeden")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site from which a book went, which the register remembers and no release does."""
    folder = make_site(tmp_path_factory.mktemp("published") / "site")
    publish(fill(folder, {"demo": [MAX, HAVELAAR]}), make=Maker())
    made = fill(folder, {"demo": [HAVELAAR]})
    publish(made, make=Maker())
    harvested = made.var / "harvest" / "demo"
    harvested.mkdir(parents=True)
    db = sqlite3.connect(harvested / "oai.sqlite")
    db.execute("CREATE TABLE t AS SELECT 42 AS n")
    db.close()
    (harvested / "oai.sqlite-wal").write_bytes(b"")
    (made.var / "labels.json").write_text("{}")
    return folder


@pytest.fixture
def site(published: Path, tmp_path: Path) -> Site:
    """The site, to be changed by one test."""
    return Site.load(shutil.copytree(published, tmp_path / "site", symlinks=True))


def members(file: Path) -> dict[str, bytes]:
    """What an archive has, by name."""
    with zstandard.open(file, "rb") as plain, tarfile.open(fileobj=plain, mode="r|") as archive:
        return {one.name: (archive.extractfile(one) or io.BytesIO()).read() for one in archive}


def test_what_is_restored_is_the_site_with_its_memory(site: Site, tmp_path: Path) -> None:
    made = backup(site, tmp_path / "site.tar.zst")
    names = members(made.path)
    assert "var/register.sqlite" in names
    assert "var/harvest/demo/oai.sqlite" in names
    assert "var/labels.json" in names
    assert not [name for name in names if "releases" in name or "-wal" in name or "lock" in name]
    assert made.files == len(names) - 1
    assert (made.path.stat().st_mode & 0o777) == 0o600
    other = tmp_path / "deep" / "other"
    assert restore(made.path, other) == made.files
    found = Site.load(other)
    with Register.read_only(found.var / "register.sqlite") as register:
        thing = register.thing("instance", "demo-1")
    assert thing is not None
    assert thing.state == "gone"
    assert not list(tmp_path.glob(".*"))
    before = served(site)[0]
    report = publish(found, make=Maker())
    assert report.full == "nothing to build on"
    assert served(found)[0] == before


def test_a_backup_while_a_publish_is_under_way_is_of_before_it(site: Site, tmp_path: Path) -> None:
    with Register(site.var / "register.sqlite") as register:
        register.db.execute("BEGIN IMMEDIATE")
        register.db.execute("UPDATE record SET live = 0")
        made = backup(site, tmp_path / "site.tar.zst")
        register.db.execute("ROLLBACK")
    restore(made.path, tmp_path / "other")
    with Register.read_only(tmp_path / "other/var/register.sqlite") as register:
        assert register.db.execute("SELECT count(*) FROM record WHERE live").fetchone()[0] > 0


def test_the_environment_may_put_var_elsewhere(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = backup(site, tmp_path / "site.tar.zst")
    monkeypatch.setenv("LOD_VAR", str(tmp_path / "elsewhere" / "var"))
    restore(made.path, tmp_path / "other")
    assert (tmp_path / "elsewhere/var/register.sqlite").is_file()
    assert not (tmp_path / "other/var").exists()
    with pytest.raises(LodError, match="expected an empty or a new folder"):
        restore(made.path, tmp_path / "third")


def test_a_folder_with_files_is_not_overwritten(site: Site, tmp_path: Path) -> None:
    made = backup(site, tmp_path / "site.tar.zst")
    with pytest.raises(LodError, match="expected an empty or a new folder"):
        restore(made.path, site.folder)
    assert Site.load(site.folder)


def test_a_backup_does_not_contain_itself(site: Site) -> None:
    with pytest.raises(LodError, match="expected one outside"):
        backup(site, site.folder / "backups" / "site.tar.zst")


def test_a_backup_takes_the_place_of_no_pipe_and_no_folder(site: Site, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for place in (tmp_path / "pipe", tmp_path):
        with pytest.raises(LodError, match="expected the name of a file"):
            backup(site, place)


def test_links_to_folders_are_told_and_links_to_files_followed(site: Site, tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    (tmp_path / "far" / "more.mrc").write_bytes(MAX.marc())
    records = site.folder / "collections/demo/records"
    (records / "far").symlink_to(tmp_path / "far")
    (records / "more.mrc").symlink_to(tmp_path / "far" / "more.mrc")
    (records / "nowhere").symlink_to(tmp_path / "missing")
    made = backup(site, tmp_path / "site.tar.zst")
    assert [text.partition(": ")[2] for text in made.left_out] == [
        "a link to a folder",
        "no file, or a link that leads nowhere",
    ]
    assert members(made.path)["site/collections/demo/records/more.mrc"] == MAX.marc()


# ---------------------------------------------------------------- archives that are not what they seem


def rewrite(
    file: Path, change: Callable[[dict[str, bytes]], None], kinds: dict[str, bytes] | None = None
) -> None:
    """The same archive with other members; `kinds` are types of members that are no files."""
    content = members(file)
    change(content)
    listed = content.pop("backup.json", None)
    if listed is not None:
        content["backup.json"] = listed
    with zstandard.open(file, "wb") as plain, tarfile.open(fileobj=plain, mode="w|") as archive:
        for name, body in content.items():
            info = tarfile.TarInfo(name)
            info.size = len(body)
            if kinds and name in kinds:
                info.type, info.linkname, info.size = kinds[name], "/etc/passwd", 0
            archive.addfile(info, io.BytesIO(body))


def listed(content: dict[str, bytes], name: str, body: bytes) -> None:
    """A member that is in the list too, as one who means harm would write it."""
    facts = json.loads(content["backup.json"])
    facts["files"][name] = {"size": len(body), "sha256": hashlib.sha256(body).hexdigest()}
    content["backup.json"] = json.dumps(facts).encode()
    content[name] = body


@pytest.mark.parametrize(
    "name",
    [
        "../evil",
        "site/../../evil",
        "/tmp/evil",
        "evil",
        "var",
        "site//evil",
        "./site/evil",
        "site/a\\..\\evil",
        "etc/x",
    ],
)
def test_a_member_never_leaves_the_folder(site: Site, tmp_path: Path, name: str) -> None:
    made = backup(site, tmp_path / "in" / "site.tar.zst")
    rewrite(made.path, lambda content: listed(content, name, b"evil"))
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(LodError, match=r"not restored|cannot be restored"):
        restore(made.path, tmp_path / "out" / "site")
    assert [path for path in sorted(tmp_path.rglob("*")) if path not in before] == [tmp_path / "out"]


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE, tarfile.DIRTYPE]
)
def test_a_member_that_is_no_file_is_refused(site: Site, tmp_path: Path, kind: bytes) -> None:
    made = backup(site, tmp_path / "site.tar.zst")
    rewrite(made.path, lambda content: listed(content, "site/link", b""), {"site/link": kind})
    with pytest.raises(LodError, match=r"is no file|cannot be restored"):
        restore(made.path, tmp_path / "other")
    assert not (tmp_path / "other").exists()


def altered(content: dict[str, bytes]) -> None:
    content["site/site.toml"] = content["site/site.toml"].replace(b"Test", b"Tast")


def without_one(content: dict[str, bytes]) -> None:
    del content["site/organizations.toml"]


def without_list(content: dict[str, bytes]) -> None:
    del content["backup.json"]


def with_another(content: dict[str, bytes]) -> None:
    content["site/mappings/x.yaml"] = b"x"


def of_the_future(content: dict[str, bytes]) -> None:
    content["backup.json"] = content["backup.json"].replace(b'"format": 1', b'"format": 2')


def with_a_nonsense_list(content: dict[str, bytes]) -> None:
    content["backup.json"] = b"[1]"


def damaged(content: dict[str, bytes]) -> None:
    listed(content, "var/register.sqlite", content["var/register.sqlite"][:20_000])


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (altered, "site.toml' is not as it was put in"),
        (without_one, "organizations.toml' is not as it was put in"),
        (without_list, "list of members is missing"),
        (with_another, "x.yaml' is not as it was put in"),
        (of_the_future, "found a backup of format 2"),
        (with_a_nonsense_list, "no list of a backup"),
        (damaged, "is damaged"),
    ],
)
def test_what_is_not_as_it_was_put_in_is_not_restored(
    site: Site, tmp_path: Path, change: Callable[[dict[str, bytes]], None], told: str
) -> None:
    made = backup(site, tmp_path / "site.tar.zst")
    rewrite(made.path, change)
    with pytest.raises(LodError, match=told):
        restore(made.path, tmp_path / "other")
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize("keep", [0, 10, 0.5, 0.99])
def test_an_archive_that_breaks_off_is_not_restored(site: Site, tmp_path: Path, keep: float) -> None:
    made = backup(site, tmp_path / "site.tar.zst")
    whole = made.path.read_bytes()
    made.path.write_bytes(whole[: int(keep if keep >= 1 else keep * len(whole))])
    with pytest.raises(LodError):
        restore(made.path, tmp_path / "other")
    assert not (tmp_path / "other").exists()


def test_the_commands_make_and_restore_a_backup(site: Site, tmp_path: Path) -> None:
    file, other = str(tmp_path / "site.tar.zst"), str(tmp_path / "other")
    done = CliRunner().invoke(main, ["backup", str(site.folder), file])
    assert done.exit_code == 0, done.output
    assert "MB packed" in done.stdout
    done = CliRunner().invoke(main, ["restore", file, other])
    assert done.exit_code == 0, done.output
    assert f"next: lod publish {other}" in done.stdout
    done = CliRunner().invoke(main, ["restore", file, other])
    assert done.exit_code == 2
    assert "expected an empty or a new folder" in done.stderr
