"""The organiser's pages."""

# The views of these modules stand on the blueprint of events.py.
from webinars.web.workspace import (
    announcements,
    answers,
    changes,
    comments,
    deadline,
    decisions,
    delegations,
    edit,
    invitees,
    kinds,
    messages,
    other_kind,
    people,
    preview,
    questions,
    readers,
    registrations,
    terms,
    waiting,
)
from webinars.web.workspace.events import workspace

__all__ = [
    "announcements",
    "answers",
    "changes",
    "comments",
    "deadline",
    "decisions",
    "delegations",
    "edit",
    "invitees",
    "kinds",
    "messages",
    "other_kind",
    "people",
    "preview",
    "questions",
    "readers",
    "registrations",
    "terms",
    "waiting",
    "workspace",
]
