"""The plot: read → map → link → check → build a release → switch; and going back to an older release."""

from lod.publish.checking import Finding, check
from lod.publish.exporting import export
from lod.publish.harvesting import harvest, harvest_or_go_on
from lod.publish.plot import Report, publish
from lod.publish.status import Status, status
from lod.publish.switching import rollback

__all__ = [
    "Finding",
    "Report",
    "Status",
    "check",
    "export",
    "harvest",
    "harvest_or_go_on",
    "publish",
    "rollback",
    "status",
]
