"""What others tell us: the inbox for programs, forms for people, and the page of who decides."""

from __future__ import annotations

from flask import Blueprint

from webapp.feedback import forms, moderation, notifications


def blueprints() -> tuple[Blueprint, ...]:
    """All of it."""
    return notifications.blueprint(), forms.blueprint(), moderation.blueprint()
