"""The page about security is true: the guards and the tests that it names are there."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ROWS = [
    line for line in PAGE.splitlines() if line.startswith("|") and not line.startswith(("|---", "| threat"))
]


def test_every_guard_that_is_named_is_there() -> None:
    named = set(re.findall(r"`((?:lod|webapp|tests|docs)/[\w./-]+)`", PAGE))
    assert len(named) > 30
    assert not [path for path in sorted(named) if not (ROOT / path).is_file()]


def test_every_test_that_is_named_is_there() -> None:
    there = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert not sorted(set(re.findall(r"`(test_\w+)`", PAGE)) - there)


def test_every_threat_has_a_guard_and_a_test() -> None:
    assert len(ROWS) > 30
    for row in ROWS:
        threat, guard, tests = (cell.strip() for cell in row.strip("|").split(" | "))
        assert threat, row
        assert guard, row
        assert "`test_" in tests, row
