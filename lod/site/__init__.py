"""The site: a folder of settings, read and checked before anything else happens.

site.toml  organizations.toml  collections/<name>/collection.toml
mappings/ templates/ static/                                   overlays, optional
var/register.sqlite  var/lock  var/releases/  var/current      made by `lod publish`
"""

from lod.site.harvests import Harvesting, Oai, Sru
from lod.site.inbox import Inbox, Mail
from lod.site.loader import create
from lod.site.settings import (
    Collection,
    Expected,
    Limits,
    Organization,
    Place,
    Publishing,
    Request,
    Serving,
    Site,
)

__all__ = [
    "Collection",
    "Expected",
    "Harvesting",
    "Inbox",
    "Limits",
    "Mail",
    "Oai",
    "Organization",
    "Place",
    "Publishing",
    "Request",
    "Serving",
    "Site",
    "Sru",
    "create",
]
