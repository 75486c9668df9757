"""Makes the virtual environment of this checkout: `python .ci/environment.py .venv`. Standard library only.

Uses venv with its pip. Debian and Ubuntu keep that pip in a package of its own (python3-venv); where it is
missing, pip comes from the package index, checked against the digest below. Neither needs root.

The checkout itself is linked rather than installed: a line in a .pth file and the command `lod`. An editable
install would copy the mappings and vocabularies that the wheel carries, and the copies would grow old.
"""

import hashlib
import html
import importlib.util
import os
import re
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request
import venv
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
# Worker processes import the script that started them: it must do nothing then.
COMMAND = """#!{python}
from lod.cli import main

if __name__ == "__main__":
    main()
"""
PIP = "pip-26.3-py3-none-any.whl"
PIP_SHA256 = "f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13"


def main(folder: Path) -> None:
    """Make the environment, unless it is there and works; link this checkout into it."""
    if sys.version_info < (3, 11):
        sys.exit(
            f"This is Python {sys.version.split()[0]}; 3.11 or newer is needed. Try make PYTHON=python3.12"
        )
    python = folder / "bin" / "python"
    if not works(python):
        has_pip = importlib.util.find_spec("ensurepip") is not None
        venv.create(folder, clear=True, symlinks=True, with_pip=has_pip)
        if not has_pip:
            install_pip(python)
    link(python)


def works(python: Path) -> bool:
    """Whether this Python starts, is new enough, and has pip."""
    test = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    return python.exists() and subprocess.run([python, "-c", test], stderr=subprocess.DEVNULL).returncode == 0


def link(python: Path) -> None:
    """Let this environment find the checkout, and give it the command `lod`."""
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = subprocess.run([python, "-c", where], stdout=subprocess.PIPE, check=True, text=True).stdout
    Path(packages.strip(), "lod-checkout.pth").write_text(f"{CHECKOUT}\n", "utf-8")
    command = python.with_name("lod")
    command.write_text(COMMAND.format(python=python.absolute()), "utf-8")
    command.chmod(0o755)


def install_pip(python: Path) -> None:
    """Put pip into an environment made without it."""
    with tempfile.TemporaryDirectory() as folder:
        wheel = Path(folder) / PIP
        try:
            wheel.write_bytes(download())
        except (OSError, urllib.error.URLError, ValueError) as error:
            sys.exit(
                f"This Python comes without pip, and it could not be downloaded: {error}\n"
                "Give it pip (Debian, Ubuntu: apt install python3-venv) and run make again."
            )
        subprocess.run([python, f"{wheel}/pip", "install", "--quiet", "--no-index", wheel], check=True)


def download() -> bytes:
    """The pip wheel from the package index (PIP_INDEX_URL, or PyPI), with the digest we know."""
    index = os.environ.get("PIP_INDEX_URL", "https://pypi.org/simple").rstrip("/") + "/pip/"
    with urllib.request.urlopen(index, timeout=60) as answer:
        page = answer.read().decode("utf-8")
    found = re.search(rf'href="([^"#]*{re.escape(PIP)})[#"]', page)
    if not found:
        raise ValueError(f"{index} does not list {PIP}")
    with urllib.request.urlopen(urllib.parse.urljoin(index, html.unescape(found[1])), timeout=60) as answer:
        content: bytes = answer.read()
    if hashlib.sha256(content).hexdigest() != PIP_SHA256:
        raise ValueError(f"{PIP} has another digest than the one in {Path(__file__).name}")
    return content


if __name__ == "__main__":
    main(Path(sys.argv[1]))
