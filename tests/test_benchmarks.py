"""Benchmarks still run: what they measure is another matter, and no test looks at time."""

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
