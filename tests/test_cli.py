"""The command line: what it writes where, and with which exit code it ends."""

from __future__ import annotations

import gzip
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path

import pymarc
import pytest

from lod.cli import main
from lod.cli.group import ROOMS
from lod.cli.progress import table
from lod.rdf.literals import literal
from tests.commands import run

RECORDS = 3


def marc(number: int, title: str = "Max Havelaar") -> bytes:
    record = pymarc.Record(force_utf8=True)
    record.add_field(pymarc.Field(tag="001", data=str(number)))
    subfields = [pymarc.Subfield("a", title), pymarc.Subfield("Q", "nobody reads this")]
    record.add_field(pymarc.Field(tag="245", indicators=pymarc.Indicators("1", "0"), subfields=subfields))
    return bytes(record.as_marc())


@pytest.fixture
def books(tmp_path: Path) -> Path:
    file = tmp_path / "books.2016.mrc"
    file.write_bytes(b"".join(marc(number) for number in range(1, RECORDS + 1)))
    return file


# ---------------------------------------------------------------- map and explain


def test_map_writes_statements_to_stdout_and_counts_to_stderr(books: Path) -> None:
    result = run("map", books)
    assert result.exit_code == 0
    assert literal("Max Havelaar") in result.stdout or '"Max Havelaar"@nl' in result.stdout
    assert all(line.endswith(" .") for line in result.stdout.splitlines())
    assert "3 records read, 3 mapped, 0 set aside" in result.stderr
    assert "245$Q" in result.stderr


def test_map_writes_one_file_for_each_input(books: Path, tmp_path: Path) -> None:
    packed = tmp_path / "more.mrc.gz"
    packed.write_bytes(gzip.compress(marc(9)))
    result = run("map", books, packed, "--out-dir", tmp_path / "out", "--base", "https://data.example.org")
    assert result.exit_code == 0
    assert result.stdout == ""
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["books.2016.nt", "more.nt"]
    assert "<https://data.example.org/id/instance/9>" in (tmp_path / "out/more.nt").read_text("utf-8")


def test_map_puts_no_file_in_the_place_of_a_device_or_a_link(books: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as executor:
        told = executor.submit(pipe.read_text, "utf-8")
        assert run("map", books, "-o", pipe).exit_code == 0
        assert told.result(10).startswith("<")
    assert pipe.is_fifo()
    real = tmp_path / "real.nt"
    real.touch()
    (tmp_path / "link.nt").symlink_to(real)
    assert run("map", books, "-o", tmp_path / "link.nt").exit_code == 0
    assert (tmp_path / "link.nt").is_symlink()
    assert real.read_text("utf-8").startswith("<")


def test_map_to_a_file_holds_all_inputs(books: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.mrc"
    other.write_bytes(marc(9))
    assert run("map", books, other, "-o", tmp_path / "all.nt").exit_code == 0
    text = (tmp_path / "all.nt").read_text("utf-8")
    assert "/id/instance/1>" in text
    assert "/id/instance/9>" in text


def test_two_inputs_that_would_go_to_one_file_are_refused(books: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = tmp_path / "other" / "books.2016.marc"
    other.write_bytes(books.read_bytes())
    result = run("map", books, other, "--out-dir", tmp_path / "out")
    assert result.exit_code == 2
    assert "would both be written to" in result.stderr
    assert not (tmp_path / "out").exists()


def test_map_goes_on_after_a_file_that_cannot_be_read(books: Path, tmp_path: Path) -> None:
    strange = tmp_path / "strange.mrc"
    strange.write_bytes(b"%PDF-1.7 not records at all")
    result = run("map", tmp_path / "missing.mrc", strange, books, "--out-dir", tmp_path / "out")
    assert result.exit_code == 1
    assert "missing.mrc: cannot be opened" in result.stderr
    assert "strange.mrc: a PDF" in result.stderr
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["books.2016.nt"]


def test_what_a_file_says_cannot_steer_the_terminal(tmp_path: Path) -> None:
    strange = tmp_path / "strange.ttl"
    strange.write_bytes(b"<urn:a> <urn:b> \x1b]0;mine\x07 .\n<urn:a> <urn:b> <urn:c> .\n")
    result = run("map", strange, "--mapping", "rdf-through", "--format", "rdf")
    assert "1 set aside" in result.stderr
    assert not re.search("[\x00-\x08\x0b-\x1f]", result.stderr)


def test_map_tells_at_which_byte_and_of_a_file_without_records(tmp_path: Path) -> None:
    (tmp_path / "list.json").write_text('[{"leader": "", "fields": [{"001": "1"}]}, 3]')
    (tmp_path / "empty").write_bytes(b"")
    result = run("map", tmp_path / "list.json", tmp_path / "empty", "--format", "marcjson")
    assert "list.json record 2 (at byte 41): stands in no object" in result.stderr
    assert "empty: no record in it" in result.stderr


def test_map_fails_above_the_share_that_may_be_set_aside(books: Path) -> None:
    books.write_bytes(books.read_bytes() + b"01234garbage\x1d")
    result = run("map", books)
    assert result.exit_code == 1
    assert "set aside: " in result.stderr
    assert run("map", books, "--set-aside-max", "0.5").exit_code == 0


def test_the_collection_is_in_the_uris(books: Path) -> None:
    assert "/id/instance/demo-1>" in run("map", books, "--collection", "demo").stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--mapping", "no-such"), "no mapping “no-such”"),
        (("--format", "no-such"), "no format is called 'no-such'"),
        (("--base", "data.example.org"), "an absolute URI"),
        (("-o", "x", "--out-dir", "y"), "exclude each other"),
    ],
)
def test_a_wrong_option_is_told_without_a_traceback(books: Path, words: tuple[str, ...], told: str) -> None:
    result = run("map", books, *words)
    assert result.exit_code in (1, 2)
    assert told in result.stderr
    assert "Traceback" not in result.stderr


def test_explain_gives_each_statement_its_rule_and_field(books: Path) -> None:
    result = run("explain", books, "--record", 2)
    assert result.exit_code == 0
    assert "# books.2016.mrc record 2 (id 2)" in result.stdout
    assert "245 10 $aMax Havelaar" in result.stdout
    assert ".yaml:" in result.stdout
    assert "# left over: 245$Q" in result.stdout


def test_explain_makes_the_statements_that_map_makes(books: Path) -> None:
    explained = run("explain", books, "--record", 1).stdout.splitlines()
    books.write_bytes(marc(1))
    mapped = run("map", books).stdout.splitlines()
    assert {line for line in explained if line.startswith("<")} == set(mapped)


def test_explain_finds_a_record_by_its_own_id(books: Path) -> None:
    assert run("explain", books, "--id", "2").stdout.startswith("# books.2016.mrc record 2 (id 2)")
    missing = run("explain", books, "--id", "nosuch")
    assert (missing.exit_code, "no record with the id 'nosuch'" in missing.stderr) == (2, True)


def test_explain_says_when_there_is_no_such_record(books: Path) -> None:
    result = run("explain", books, "--record", 9)
    assert result.exit_code == 2
    assert "found no record 9" in result.stderr


def test_a_reader_that_has_seen_enough_is_no_error(tmp_path: Path) -> None:
    file = tmp_path / "many.mrc"
    file.write_bytes(b"".join(marc(number) for number in range(400)))
    root = Path(__file__).resolve().parents[1]
    command = [sys.executable, "-c", "from lod.cli import main; main()", "map", str(file)]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        told = process.stderr.read().decode()
        process.wait(120)
    assert "Traceback" not in told
    assert "rror" not in told


def test_the_formats_are_listed() -> None:
    result = run("formats")
    assert result.exit_code == 0
    assert "MARC21 (ISO 2709)" in result.stdout


# ---------------------------------------------------------------- mappings


def test_the_examples_of_one_mapping_can_be_run() -> None:
    result = run("mapping", "test", "marc21-schema")
    assert "examples, " in result.stderr


def test_the_pages_of_a_mapping_are_written(tmp_path: Path) -> None:
    result = run("mapping", "docs", "marc21-schema", "--out-dir", tmp_path)
    assert result.exit_code == 0
    assert {path.name for path in tmp_path.iterdir()} == {
        "marc21-schema-fields.md",
        "marc21-schema-properties.md",
    }


def test_an_overlay_shows_what_it_changes(books: Path, tmp_path: Path) -> None:
    result = run("mapping", "diff", tmp_path / "none", books)
    assert result.exit_code == 2
    assert "found no folder of mappings" in result.stderr
    file = tmp_path / "own/marc21-schema/title.yaml"
    file.parent.mkdir(parents=True)
    gives = "gives: {instance: {schema:sku: $a}}"
    rules = f"rules: [{{rule: own, from: 245, {gives}}}, {{rule: isbn, from: 020, {gives}}}]"
    file.write_text(f"disable: [name]\n{rules}\n", "utf-8")
    result = run("mapping", "diff", file.parent.parent, books, "--most", "1")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith("# books.2016.mrc record 1")
    assert result.stdout.count("# books") == 1
    for told in ("added: own (marc21-schema/title.yaml:2)", "left out: name (", "replaced: isbn ("):
        assert f"rule {told}" in result.stderr
    assert re.search(rf"^schema:sku +{RECORDS} +0$", result.stderr, re.MULTILINE)
    assert f"{RECORDS} records read, {RECORDS} of them say something else: {RECORDS} " in result.stderr


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ("own.yaml", "rules stand in a folder with the name of the mapping"),
        ("marc21-schema/own.yml", "is not read, expected own.yaml"),
        ("marc21-shema/own.yaml", "no mapping is called “marc21-shema” (nearest: marc21-schema"),
        ("notes.txt", "found no mappings in it"),
    ],
)
def test_what_would_not_be_read_of_an_overlay_is_told(
    books: Path, tmp_path: Path, file: str, told: str
) -> None:
    own = tmp_path / "own" / file
    own.parent.mkdir(parents=True)
    own.write_text("disable: [name]\n", "utf-8")
    for words in (
        ("mapping", "diff", tmp_path / "own", books),
        ("explain", books, "--overlay", tmp_path / "own"),
    ):
        result = run(*words)
        assert result.exit_code == 2
        assert told in result.stderr


def test_a_mapping_that_only_a_site_has_is_tested_with_the_others(tmp_path: Path) -> None:
    (tmp_path / "own-schema").mkdir()
    (tmp_path / "own-schema/own.yaml").write_text(
        "mapping: own-schema\nformat: csv\nthings: {object: object}\nrules:\n"
        "  - rule: name\n    from: title\n    why: Its name.\n    gives: {object: {schema:name: $.}}\n"
        '    examples:\n      - {in: \'{"title": "Max"}\', out: nothing}\n',
        "utf-8",
    )
    result = run("mapping", "test", "--overlay", tmp_path)
    assert result.exit_code == 1
    assert "own-schema" in result.stdout


def test_what_the_system_refuses_is_a_message(books: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    for words in (
        ("init", tmp_path / "file/site"),
        ("map", books, "-o", tmp_path / "file/books.nt"),
        ("mapping", "docs", "dc-schema", "--out-dir", tmp_path / "file/docs"),
    ):
        result = run(*words)
        assert result.exit_code == 2, words
        assert re.search(r"^lod: .*file.*: (Not a directory|File exists)$", result.stderr, re.MULTILINE)


def test_a_command_that_is_misspelled_is_guessed() -> None:
    assert "Did you mean publish?" in run("publsh").stderr
    assert "Did you mean" not in run("qqq").stderr


# ---------------------------------------------------------------- sites


@pytest.fixture
def site(tmp_path: Path, books: Path) -> Path:
    folder = tmp_path / "site"
    assert run("init", folder).exit_code == 0
    (folder / "collections/example/records/books.mrc").write_bytes(books.read_bytes())
    return folder


def test_a_new_site_is_published_looked_at_and_taken_out(site: Path, tmp_path: Path) -> None:
    assert "nothing was published yet" in run("check", site).stdout
    published = run("publish", site)
    assert published.exit_code == 0, published.stderr
    assert "release 1 is served now" in published.stderr
    assert "is still served" in run("publish", site).stderr
    found = run("status", site)
    assert "release 1 of " in found.stdout
    assert "example: 3 records, 0 set aside" in found.stdout
    exported = run("export", site, "--out-dir", tmp_path / "export")
    assert exported.exit_code == 0
    assert str(tmp_path / "export/collections/example.nt.gz") in exported.stdout
    assert run("check", site).exit_code == 0


def test_values_that_a_rule_refuses_are_told_with_record_field_and_rule(site: Path) -> None:
    record = pymarc.Record(data=marc(7))
    language = pymarc.Field("041", pymarc.Indicators("0", " "), [pymarc.Subfield("a", "qqz")])
    record.add_field(language)
    file = site / "collections/example/records/books.mrc"
    file.write_bytes(bytes(record.as_marc()))
    told = r"refused: .*record .*7.*: 041.* – .*qqz.* \(rule "
    assert re.search(told, run("map", file).stderr)
    assert run("publish", site).exit_code == 0
    for words in ((), ("--refused",)):
        assert re.search(told, run("status", site, *words).stdout)


def test_a_roll_back_is_told_and_refused(site: Path) -> None:
    run("publish", site)
    assert "no complete release before 1" in run("rollback", site).stderr
    file = site / "collections/example/records/books.mrc"
    file.write_bytes(file.read_bytes() + marc(9))
    assert "release 2 is served now" in run("publish", site).stderr
    assert "release 1 of " in run("rollback", site).stdout


def test_init_refuses_a_folder_with_files(site: Path) -> None:
    result = run("init", site)
    assert result.exit_code == 2
    assert "expected an empty or a new folder" in result.stderr


def test_mistakes_in_a_site_are_one_message_and_exit_code_2(site: Path) -> None:
    (site / "site.toml").write_text("base = 3\n", "utf-8")
    result = run("publish", site)
    assert result.exit_code == 2
    assert result.stderr.startswith("lod: ")
    assert "site.toml: name: missing" in result.stderr


def test_a_table_without_a_mapping_is_told_how_to_begin_one(site: Path) -> None:
    records = site / "collections/example/records"
    (records / "books.mrc").unlink()
    (records / "books.csv").write_text("id,title\n1,Max\n", "utf-8")
    told = f"{records / 'books.csv'}: mappings: missing; the program has none for csv"
    for command in ("publish", "check"):
        result = run(command, site)
        assert result.exit_code > 0
        assert told in result.stdout + result.stderr
        assert "lod mapping draft" in result.stdout + result.stderr


def test_a_collection_without_files_is_a_fault(site: Path) -> None:
    (site / "collections/example/records/books.mrc").unlink()
    result = run("check", site)
    assert result.exit_code == 1
    assert "found no file for 'records'" in result.stdout


# ---------------------------------------------------------------- telling


def test_a_table_aligns_numbers_to_the_right(capsys: pytest.CaptureFixture[str]) -> None:
    table([("245$Q", 1_234), ("x", 5)], ("field", "times"))
    assert capsys.readouterr().err == "field  times\n245$Q  1,234\nx          5\n"


def test_each_command_is_in_the_module_that_is_said_to_have_it() -> None:
    for module in ROOMS:
        import_module(f"lod.cli.{module}")
    assert {name: one.callback.__module__ for name, one in main.commands.items() if one.callback} == {
        name: f"lod.cli.{module}" for module, names in ROOMS.items() for name in names
    }
