"""The plot: read → map → link → check → build a release → switch; and going back to an older release."""

from typing import TYPE_CHECKING

from lod.doors import door

if TYPE_CHECKING:
    from lod.publish.asking import Asked, fetch
    from lod.publish.checking import Finding, check
    from lod.publish.deciding import explain_links, to_decide
    from lod.publish.examining import examine_current
    from lod.publish.exporting import as_of, export
    from lod.publish.harvesting import harvest, harvest_or_go_on
    from lod.publish.in_dutch import both
    from lod.publish.plot import Report, publish
    from lod.publish.probing import probe_current
    from lod.publish.registering import prepare, register
    from lod.publish.renewing import renew
    from lod.publish.standing import Status, status
    from lod.publish.switching import rollback
    from lod.publish.telling import tell_of_changes
    from lod.publish.warming import LARGE, warm

__all__ = [
    "LARGE",
    "Asked",
    "Finding",
    "Report",
    "Status",
    "as_of",
    "both",
    "check",
    "examine_current",
    "explain_links",
    "export",
    "fetch",
    "harvest",
    "harvest_or_go_on",
    "prepare",
    "probe_current",
    "publish",
    "register",
    "renew",
    "rollback",
    "status",
    "tell_of_changes",
    "to_decide",
    "warm",
]

__getattr__ = door(
    __name__,
    {
        "asking": ("Asked", "fetch"),
        "checking": ("Finding", "check"),
        "deciding": ("explain_links", "to_decide"),
        "examining": ("examine_current",),
        "exporting": ("as_of", "export"),
        "harvesting": ("harvest", "harvest_or_go_on"),
        "in_dutch": ("both",),
        "plot": ("Report", "publish"),
        "probing": ("probe_current",),
        "registering": ("prepare", "register"),
        "renewing": ("renew",),
        "standing": ("Status", "status"),
        "switching": ("rollback",),
        "telling": ("tell_of_changes",),
        "warming": ("LARGE", "warm"),
    },
)
