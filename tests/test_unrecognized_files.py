"""A file of which nobody can tell what it holds, among files with records."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from lod import sources
from lod.cli import main
from lod.errors import SourceError
from lod.publish import check, publish, status
from lod.publish.report import Report
from lod.record import Unreadable
from lod.register.register import Register
from lod.site import Site
from tests.register.small_site import Book, Maker, make_site

MAX = Book("1", "Max", "Multatuli")
EVA = Book("2", "Eva", "Carry")
NOTE = b"The deleted records are not in this export.\n\nAsk the archivist.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A site whose collection takes all files in its folder, of any format."""
    folder = make_site(tmp_path / "site")
    toml = folder / "collections/demo/collection.toml"
    text = toml.read_text().replace('format = "marc21"\n', "").replace('"records/*.mrc"', '"records"')
    toml.write_text(text)
    records = folder / "collections/demo/records"
    records.mkdir(exist_ok=True)
    (records / "one.mrc").write_bytes(MAX.marc())
    (records / "two.mrc").write_bytes(EVA.marc())
    return folder


def published(folder: Path, full: bool = False) -> Report:
    return publish(Site.load(folder), full=full, make=Maker())


def live(folder: Path) -> set[str]:
    with Register.read_only(Site.load(folder).var / "register.sqlite") as register:
        rows = register.db.execute("SELECT key FROM record WHERE live AND key IN ('1', '2')").fetchall()
    return {key for (key,) in rows}


@pytest.fixture(params=[False, True], ids=["what changed", "everything"])
def again(request: pytest.FixtureRequest, folder: Path) -> Callable[[], Report]:
    """A publish after the first one, in both ways."""
    return lambda: published(folder, request.param)


def test_a_file_of_no_known_format_is_set_aside_and_the_others_are_published(
    folder: Path, again: Callable[[], Report]
) -> None:
    published(folder)
    (folder / "collections/demo/records/README.txt").write_bytes(NOTE)
    (folder / "collections/demo/records/three.mrc").write_bytes(Book("3", "Ina").marc())
    report = again()
    assert report.tallies["demo"].new == 1
    (told,) = report.unread
    assert told.startswith("collections/demo: records/README.txt: begins with b'The del")
    assert told.endswith("; it is set aside, and the other files are published")
    (one,) = status(Site.load(folder)).collections
    (aside,) = one.set_aside
    assert (aside.source, aside.reason[:36]) == ("records/README.txt", "no record of it is published: begins")


def test_so_is_one_that_there_is_no_mapping_for(folder: Path, again: Callable[[], Report]) -> None:
    published(folder)
    (folder / "collections/demo/records/list.csv").write_text("id,title\n7,Zeven\n")
    (folder / "collections/demo/records/three.mrc").write_bytes(Book("3", "Ina").marc())
    report = again()
    assert report.tallies["demo"].new == 1
    (told,) = report.unread
    assert told.startswith(
        "collections/demo: records/list.csv: mappings: missing; the program has none for csv"
    )
    toml = folder / "collections/demo/collection.toml"
    toml.write_text(toml.read_text() + 'mappings = ["marc21-schema"]\n')
    assert not again().unread


def test_many_files_with_one_fault_are_told_in_one_sentence(
    folder: Path, again: Callable[[], Report]
) -> None:
    published(folder)
    for number in range(6):
        (folder / f"collections/demo/records/list{number}.csv").write_text("id,title\n7,Zeven\n")
    (told,) = again().unread
    listed = "records/list0.csv, records/list1.csv, records/list2.csv and 3 others: mappings: missing"
    assert told.startswith(f"collections/demo: {listed}")
    assert told.endswith("; they are set aside, and the other files are published")
    (one,) = status(Site.load(folder)).collections
    assert {aside.source for aside in one.set_aside} == {f"records/list{n}.csv" for n in range(6)}


def test_json_with_the_context_of_schema_org_is_told_how_it_is_passed_on(
    folder: Path, again: Callable[[], Report]
) -> None:
    records = folder / "collections/demo/records"
    (records / "dump.json").write_text('{"@context": "https://schema.org/", "@id": "https://e.nl/1"}')
    (told,) = again().unread
    assert '; or pass it on as the RDF that it is: format = "rdf", mappings = ["rdf-through"];' in told


def test_it_is_told_again_when_nothing_else_changed(folder: Path) -> None:
    (folder / "collections/demo/records/README.txt").write_bytes(NOTE)
    assert published(folder).unread
    report = published(folder)
    assert not report.changed
    assert report.unread


def test_records_stay_when_their_file_became_something_that_nobody_knows(
    folder: Path, again: Callable[[], Report]
) -> None:
    published(folder)
    file = folder / "collections/demo/records/two.mrc"
    file.write_bytes(b"<html><body>502 Bad Gateway</body></html>")
    report = again()
    assert live(folder) == {"1", "2"}
    assert report.tallies.get("demo") is None or report.tallies["demo"].deleted == 0
    (told,) = report.unread
    assert told.endswith("; what it had before stays, and the other files are published")
    file.write_bytes(Book("2", "Ina").marc())
    mended = again()
    assert (mended.unread, mended.tallies["demo"].changed) == ([], 1)


def test_a_collection_of_which_no_file_is_known_is_refused(folder: Path) -> None:
    for path in (folder / "collections/demo/records").iterdir():
        path.write_bytes(NOTE)
    with pytest.raises(SourceError, match="in none of the known formats"):
        published(folder)


def test_a_check_tells_of_the_file(folder: Path) -> None:
    (folder / "collections/demo/records/README.txt").write_bytes(NOTE)
    found = [one for one in check(Site.load(folder)) if "README.txt" in one.text]
    assert [one.fault for one in found] == [True]
    assert "in geen van de bekende formaten" in found[0].text


def test_the_command_ends_with_exit_code_one(folder: Path) -> None:
    assert CliRunner().invoke(main, ["publish", str(folder)]).exit_code == 0
    (folder / "collections/demo/records/README.txt").write_bytes(NOTE)
    result = CliRunner().invoke(main, ["publish", str(folder)])
    assert result.exit_code == 1
    assert "note: collections/demo: records/README.txt: begins with" in result.output


def test_a_collection_that_was_taken_out_is_told_also_when_everything_is_built_anew(folder: Path) -> None:
    other = folder / "collections/other"
    shutil.copytree(folder / "collections/demo", other)
    (other / "records/two.mrc").unlink()
    published(folder)
    shutil.rmtree(other)
    report = published(folder, full=True)
    assert report.tallies["other"].deleted == 1
    assert "other" not in published(folder, full=True).tallies


ADLIB = (
    '<adlibXML><recordList><record priref="1"><title>Een</title></record>'
    '<record priref="2"><title>Twee</title></record></recordList></adlibXML>'
)
ERROR = (
    "<adlibXML><recordList/><diagnostic><error><info>13</info><message>Database 'x' bestaat niet</message>"
    "</error></diagnostic></adlibXML>"
)


@pytest.mark.parametrize("way", [[], ["--full"]], ids=["what changed", "everything"])
@pytest.mark.parametrize(
    ("later", "told"),
    [
        (ERROR, "the file has no record in it, and 2 records that it had before are not found"),
        (ADLIB.partition('<record priref="2"')[0], "the file breaks off, and 1 records that it had before"),
    ],
    ids=["an error of the server", "cut between two records"],
)
def test_records_are_not_deleted_because_a_server_gave_less(
    tmp_path: Path, later: str, told: str, way: list[str]
) -> None:
    site = tmp_path / "site"
    assert CliRunner().invoke(main, ["init", str(site)]).exit_code == 0
    toml = site / "collections/example/collection.toml"
    toml.write_text(toml.read_text().replace("# set_aside_max = 0.01", "set_aside_max = 1.0"))
    file = site / "collections/example/records/objects.xml"
    file.write_text(ADLIB)
    assert CliRunner().invoke(main, ["publish", str(site)]).exit_code == 0
    file.write_text(later)
    again = CliRunner().invoke(main, ["publish", str(site), *way])
    assert again.exit_code == 2
    assert told in again.output


def test_what_a_server_of_adlib_says_in_place_of_records_is_told(tmp_path: Path) -> None:
    file = tmp_path / "objects.xml"
    file.write_text(ERROR)
    (found,) = sources.read(file)
    assert isinstance(found, Unreadable)
    assert found.reason == "no record in it, but an error: 13 Database 'x' bestaat niet"
