"""The organiser's pages."""

# The views of these modules stand on the blueprint of events.py.
from webinars.web.workspace import (
    announcements,
    changes,
    edit,
    messages,
    people,
    preview,
    registrations,
)
from webinars.web.workspace.events import workspace

__all__ = [
    "announcements",
    "changes",
    "edit",
    "messages",
    "people",
    "preview",
    "registrations",
    "workspace",
]
