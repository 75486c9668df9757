"""What cannot be read but is often brought along, by its first bytes; what to do with it."""

from __future__ import annotations

_UNPACK = "unpack it and bring the files in it"
_PACK = "unpack it, or pack it with gzip"
_EXPORT = "export its tables as CSV or Excel"

# without the zero bytes that a file begins with
_OTHERS = (
    (0, b"PK\x03\x04", "a ZIP archive, not of a workbook", _UNPACK),
    (0, b"Rar!\x1a\x07", "a RAR archive", _UNPACK),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7z archive", _UNPACK),
    (257, b"ustar", "a tar archive", _UNPACK),
    (0, b"%PDF", "a PDF", "export the records from the system that they are in"),
    (0, b"BZh", "bzip2", _PACK),
    (0, b"\xfd7zXZ", "xz", _PACK),
    (0, b"\x1f\x8b", "gzip, packed again and again", _UNPACK),
    (0, b"\x28\xb5\x2f\xfd", "zstandard, packed again and again", _UNPACK),
    (0, b"\xd0\xcf\x11\xe0", "an old Office file", _EXPORT),
    (0, b"SQLite format 3", "an SQLite database", _EXPORT),
    (0, b"\x01\x00\x00Standard Jet DB", "an Access database", _EXPORT),
    (0, b"\x01\x00\x00Standard ACE DB", "an Access database", _EXPORT),
    (14, b"HBAM7", "a FileMaker database", _EXPORT),
    (0, b"PAR1", "a Parquet table", _EXPORT),
)


def unsupported(raw: bytes) -> tuple[str, str] | None:
    """What a file is that begins with these bytes, and what to do with it; None when that is not known.

    >>> unsupported(b"Rar!\\x1a\\x07\\x01\\x00")
    ('a RAR archive', 'unpack it and bring the files in it')
    """
    return next(((title, to_do) for at, magic, title, to_do in _OTHERS if raw.startswith(magic, at)), None)
