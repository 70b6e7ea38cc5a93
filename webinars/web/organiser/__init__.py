"""The organiser's pages."""

# The views of these modules are registered on the blueprint of events/list.py.
import webinars.web.organiser.access.delegation_list
import webinars.web.organiser.access.delegations
import webinars.web.organiser.access.invitees
import webinars.web.organiser.accounts
import webinars.web.organiser.announcements.views
import webinars.web.organiser.comments
import webinars.web.organiser.events.calendar_preview
import webinars.web.organiser.events.edit
import webinars.web.organiser.events.lifecycle
import webinars.web.organiser.events.preview
import webinars.web.organiser.messages
import webinars.web.organiser.questions.views
import webinars.web.organiser.registrations.answers
import webinars.web.organiser.registrations.approval
import webinars.web.organiser.registrations.change_type
import webinars.web.organiser.registrations.deadline
import webinars.web.organiser.registrations.views
import webinars.web.organiser.registrations.waiting_list
import webinars.web.organiser.sessions
import webinars.web.organiser.settings.types
import webinars.web.organiser.settings.views  # noqa: F401 - imported for their routes
from webinars.web.organiser.events.list import workspace

__all__ = ["workspace"]
