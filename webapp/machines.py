"""The services for institutions and programs that link to us, harvest us or register us."""

from __future__ import annotations

from flask import Blueprint

from webapp import catalogue, downloads


def blueprints() -> tuple[Blueprint, ...]:
    """All of them."""
    return downloads.blueprint(), catalogue.blueprint()
