"""How the service describes itself, in each version of the API."""

from __future__ import annotations

from typing import Any

from lod import __version__
from lod.rdf.namespaces import expand
from webapp.languages import Wording
from webapp.reconcile.parsing import MOST_QUERIES
from webapp.reconcile.responses import ResponseBuilder

WIDTH, HEIGHT = 420, 220
"""Size of a preview, in pixels."""
DRAFT = "1.0-draft"


def _settings(wording: Wording, key: str) -> list[dict[str, Any]]:
    """What can be set for a fetched property; `key` is what the version calls the identifier of a setting."""
    nl = wording.language == "nl"
    called, label = ("name", "label") if key == "name" else ("id", "name")
    helping = "help_text" if key == "name" else "helpText"
    limit = {
        "type": "number",
        "default": 0,
        called: "limit",
        label: "Ten hoogste" if nl else "At most",
        helping: "Zoveel waarden per rij; 0 is alle" if nl else "So many values a row; 0 is all",
    }
    values = {
        "type": "select",
        "default": "things",
        called: "values",
        label: "Waarden" if nl else "Values",
        helping: "Als ding met een adres, of alleen de naam"
        if nl
        else "As a thing with a URI, or only its name",
        "choices": [
            {"value": "things", "name": "dingen" if nl else "things"},
            {"value": "names", "name": "namen" if nl else "names"},
        ],
    }
    return [limit, values]


def old(name: str, space: str, service: str, origin: str, wording: Wording) -> dict[str, Any]:
    """The manifest of version 0.2."""

    def suggesting(what: str) -> dict[str, str]:
        return {
            "service_url": service,
            "service_path": f"/suggest/{what}",
            "flyout_service_url": service,
            "flyout_service_path": f"/flyout/{what}?id=${{id}}",
        }

    return {
        "versions": ["0.2"],
        "name": name,
        "identifierSpace": space,
        "schemaSpace": expand("schema:"),
        "documentation": f"{origin}api",
        "serviceVersion": __version__,
        "view": {"url": f"{origin}id/{{{{id}}}}"},
        "feature_view": {"url": f"{origin}api#{{{{id}}}}"},
        "defaultTypes": ResponseBuilder(wording).default_types(),
        "suggest": {what: suggesting(what) for what in ("entity", "property", "type")},
        "preview": {"url": f"{service}/preview?id={{{{id}}}}", "width": WIDTH, "height": HEIGHT},
        "extend": {
            "propose_properties": {"service_url": service, "service_path": "/extend/propose"},
            "property_settings": _settings(wording, "name"),
        },
        "batchSize": MOST_QUERIES,
    }


def draft(name: str, origin: str, wording: Wording) -> dict[str, Any]:
    """The manifest of version 1.0-draft."""
    return {
        "versions": [DRAFT],
        "name": name,
        "lang": wording.language,
        "documentation": f"{origin}api",
        "serviceVersion": __version__,
        "view": {"url": f"{origin}id/{{id}}"},
        "featureView": {"url": f"{origin}api#{{id}}"},
        "defaultTypes": ResponseBuilder(wording).default_types(),
        "suggest": {"entity": True, "property": True, "type": True},
        "preview": {"width": WIDTH, "height": HEIGHT},
        "extend": {"proposeProperties": True, "propertySettings": _settings(wording, "id")},
        "standardizedScore": True,
        "batchSize": MOST_QUERIES,
    }
