"""Which release is served: finishing what a killed run left, going back to an older release."""

from __future__ import annotations

import shutil

from lod.register.memory import Register
from lod.store.manifest import COMPLETE
from lod.store.releases import Releases

REGISTER = "register.sqlite"
"""The register's file, in a site's var."""


def recover(releases: Releases, register: Register) -> None:
    """Finish what a killed run left: switch to what the register knows, remove what it does not know."""
    known = {publication.release for publication in register.publications(10_000)}
    latest = next(iter(register.publications(1)), None)
    current = releases.current()
    complete = {release.number: release for release in releases.all()}
    # A current release that the register does not know comes from after the backup that it was restored from.
    ours = current is None or current.number in known
    if latest and ours and latest.release in complete and current != complete[latest.release]:
        releases.switch(complete[latest.release])
    current = releases.current()
    if releases.folder.is_dir():
        for folder in releases.folder.iterdir():
            number = int(folder.name) if folder.name.isdigit() else -1
            if number not in known and (current is None or number != current.number):
                (folder / COMPLETE).unlink(missing_ok=True)
                shutil.rmtree(folder, ignore_errors=True)
