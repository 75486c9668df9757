"""Where the folders that come with the program are: mappings, vocabularies and the demo data."""

from pathlib import Path

FOLDERS = ("data", "mappings", "vocabularies")

_HERE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """The shipped folder with this name, in a checkout as well as installed.

    >>> folder("mappings").is_dir()
    True
    >>> folder("recipes")
    Traceback (most recent call last):
    ValueError: no folder 'recipes' comes with this program; there are data, mappings, vocabularies
    """
    if name not in FOLDERS:
        raise ValueError(f"no folder {name!r} comes with this program; there are {', '.join(FOLDERS)}")
    installed = _HERE / "_shipped"
    return (installed if installed.is_dir() else _HERE.parent) / name
