"""The organiser's pages."""

from flask import Blueprint

workspace = Blueprint("workspace", __name__, url_prefix="/organise")


@workspace.get("/events")
def events() -> str:
    """List the organiser's events and drafts."""
    return "events"
