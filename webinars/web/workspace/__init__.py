"""The organiser's pages."""

from webinars.web.workspace.events import workspace

__all__ = ["workspace"]
