"""Static files: style, fonts, icons. A site's own `static/` comes before ours.

Each file has an address with the hash of its bytes, so that browsers may keep it for ever. Small files are
kept in memory, and compressed once, when somebody asks: before that it took each process a third of a second.
"""

from __future__ import annotations

import hashlib
import mimetypes
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from webapp.http.content_codings import tight

IN_MEMORY = 4 << 20
"""Files up to so many bytes are served."""
_COMPRESSIBLE = ("text/", "application/json", "application/javascript", "image/svg+xml", "application/wasm")
_URL = re.compile(rb'url\("([\w./-]+)"\)')
_TYPES = {".woff2": "font/woff2", ".webmanifest": "application/manifest+json", ".js": "text/javascript"}


@dataclass(frozen=True, slots=True)
class Asset:
    """One static file."""

    content: bytes
    content_type: str
    hash: str
    shrinks: bool
    """Whether it is shorter when it is compressed."""

    def packed(self, coding: str) -> bytes | None:
        """The bytes in a content coding, where that is shorter."""
        return tight(self.content, coding) if coding and self.shrinks else None


def load(*folders: Path) -> dict[str, Asset]:
    """All files of some folders by their path; those of a later folder replace those of an earlier one."""
    found = {path: file for folder in folders if folder.is_dir() for path, file in _files(folder)}
    assets = {path: _asset(file.name, file.read_bytes()) for path, file in found.items()}
    styles = {path: asset for path, asset in assets.items() if path.endswith(".css")}
    return assets | {
        path: _asset(path, _with_hashes(asset.content, assets)) for path, asset in styles.items()
    }


def _with_hashes(style: bytes, assets: Mapping[str, Asset]) -> bytes:
    """A stylesheet that calls other files of ours by the addresses with their hashes."""

    def address(found: re.Match[bytes]) -> bytes:
        asset = assets.get(found[1].decode())
        return b'url("../%s/%s")' % (asset.hash.encode(), found[1]) if asset else found[0]

    return _URL.sub(address, style)


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    for file in sorted(folder.rglob("*")):
        if file.is_file() and not file.name.startswith(".") and file.stat().st_size <= IN_MEMORY:
            yield file.relative_to(folder).as_posix(), file


def _asset(name: str, content: bytes) -> Asset:
    suffix = Path(name).suffix
    guessed = _TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    shrinks = guessed.startswith(_COMPRESSIBLE) and len(content) > 500
    content_type = f"{guessed}; charset=utf-8" if guessed.startswith("text/") else guessed
    return Asset(content, content_type, hashlib.sha256(content).hexdigest()[:12], shrinks)
