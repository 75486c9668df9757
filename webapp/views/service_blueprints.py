"""The services for institutions and programs that link to us, harvest us or register us."""

from __future__ import annotations

from flask import Blueprint

from webapp import feedback
from webapp.changes import endpoint as changes
from webapp.changes import sync
from webapp.fragments import endpoint as fragments
from webapp.history import endpoint as history
from webapp.oai import endpoint as oai
from webapp.openapi import endpoint as openapi
from webapp.views import catalogue, data_model, downloads, mappings, oembed, same_as


def blueprints() -> tuple[Blueprint, ...]:
    """All of them."""
    return (
        downloads.blueprint(),
        catalogue.blueprint(),
        oai.blueprint(),
        changes.blueprint(),
        sync.blueprint(),
        history.blueprint(),
        same_as.blueprint(),
        openapi.blueprint(),
        oembed.blueprint(),
        data_model.blueprint(),
        mappings.blueprint(),
        fragments.blueprint(),
        *feedback.blueprints(),
    )
