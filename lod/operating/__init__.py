"""Keeping a site alive: backups of all that cannot be made again, and a doctor that looks at everything.

Reads what other rooms keep; changes nothing that is served.
"""

from lod.operating.backup import Backup, backup
from lod.operating.doctor import Finding, examine
from lod.operating.restore import restore

__all__ = ["Backup", "Finding", "backup", "examine", "restore"]
