"""The plot: read → map → link → check → build a release → switch; and going back to an older release."""

from typing import TYPE_CHECKING

from lod.lazy_imports import lazy_attributes

if TYPE_CHECKING:
    from lod.publish.cache_warming import LARGE, warm
    from lod.publish.dataset_register import prepare, register
    from lod.publish.dataset_register_probe import probe_current
    from lod.publish.deferred_downloads import renew
    from lod.publish.exporting import as_of, export
    from lod.publish.harvesting import harvest, harvest_or_go_on
    from lod.publish.image_hosts import hidden_pictures
    from lod.publish.indexnow import tell_of_changes
    from lod.publish.link_decisions import explain_links, to_decide
    from lod.publish.messages_nl import bilingual
    from lod.publish.pipeline import publish
    from lod.publish.release_switch import rollback
    from lod.publish.report import Report
    from lod.publish.site_checks import Finding, check
    from lod.publish.site_status import Status, status
    from lod.publish.term_lookups import LookupReport, fetch
    from lod.publish.validation import examine_current

__all__ = [
    "LARGE",
    "Finding",
    "LookupReport",
    "Report",
    "Status",
    "as_of",
    "bilingual",
    "check",
    "examine_current",
    "explain_links",
    "export",
    "fetch",
    "harvest",
    "harvest_or_go_on",
    "hidden_pictures",
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

__getattr__ = lazy_attributes(
    __name__,
    {
        "term_lookups": ("LookupReport", "fetch"),
        "site_checks": ("Finding", "check"),
        "link_decisions": ("explain_links", "to_decide"),
        "validation": ("examine_current",),
        "exporting": ("as_of", "export"),
        "harvesting": ("harvest", "harvest_or_go_on"),
        "image_hosts": ("hidden_pictures",),
        "messages_nl": ("bilingual",),
        "pipeline": ("publish",),
        "report": ("Report",),
        "dataset_register_probe": ("probe_current",),
        "dataset_register": ("prepare", "register"),
        "deferred_downloads": ("renew",),
        "site_status": ("Status", "status"),
        "release_switch": ("rollback",),
        "indexnow": ("tell_of_changes",),
        "cache_warming": ("LARGE", "warm"),
    },
)
