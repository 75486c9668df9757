"""How much there is of what: counted once, when publishing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

COUNTS = "counts.json"


def write(folder: Path, numbers: Mapping[str, Any]) -> None:
    """Write counts.json into the folder of a release."""
    text = json.dumps(numbers, ensure_ascii=False, indent=1, sort_keys=False) + "\n"
    (folder / COUNTS).write_text(text, encoding="utf-8")
