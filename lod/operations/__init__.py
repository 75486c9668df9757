"""Keeping a site alive: backups of all that cannot be made again, replicas, and a doctor for everything.

Reads what other rooms keep; changes nothing that is served.
"""

from lod.operations.backup import Backup, backup
from lod.operations.doctor import Finding, examine
from lod.operations.replicas import Moved, fetch, send
from lod.operations.restore import restore

__all__ = ["Backup", "Finding", "Moved", "backup", "examine", "fetch", "restore", "send"]
