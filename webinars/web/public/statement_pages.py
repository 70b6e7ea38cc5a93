"""The pages with the privacy statement and the accessibility statement."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from babel.lists import format_list
from flask import current_app, render_template

from webinars.events import defaults
from webinars.events.settings.retention_period import SENSITIVE_DAYS
from webinars.i18n import N_
from webinars.installation.models import StatementPage
from webinars.polls.models import PollParticipant
from webinars.registrations.models import Registration
from webinars.second_reader.endpoint import Endpoint
from webinars.security import markdown
from webinars.timezones import formatting
from webinars.web.components.retention_text import period_text
from webinars.web.core.current_statements import page_statement
from webinars.web.core.locale import translator

CUSTOM_PAGES = "pages"  # a folder in the data folder


def privacy_page() -> str:
    """Render the privacy statement."""
    endpoint: Endpoint | None = current_app.extensions["second_reader"]
    return render_template(
        "public/privacy.html",
        custom=_custom_page("privacy"),
        **_statement(StatementPage.PRIVACY),
        retention_period=period_text(defaults.RETENTION_DAYS),
        sensitive_period=period_text(SENSITIVE_DAYS),
        stored=_stored_personal_data(Registration.PERSONAL, N_("when you registered")),
        stored_of_polls=_stored_personal_data(PollParticipant.PERSONAL),
        reader_host=endpoint.host if endpoint else "",
    )


def accessibility_page() -> str:
    """Render the accessibility statement."""
    return render_template(
        "public/accessibility.html",
        custom=_custom_page("accessibility"),
        **_statement(StatementPage.ACCESSIBILITY),
    )


def _statement(page: StatementPage) -> dict[str, Any]:
    """Return what an administrator stated on a page, and the day on which it was checked."""
    statement, t = page_statement(page), translator()
    day = statement.dated_on
    return {
        "statement": statement,
        "stated_on": formatting.date_text(day, t, weekday=False) if day else "",
    }


def _stored_personal_data(personal: Mapping[str, str], *more: str) -> str:
    """Return the labels of columns of personal data, and more labels, as a translated list."""
    t = translator()
    labels = (*dict.fromkeys(personal.values()), *more)
    return format_list([t(label) for label in labels], locale=t.locale)


def _custom_page(name: str) -> str:
    """Render <data>/pages/<name>.<language>.md or <name>.md of the operator; empty if there is none."""
    folder = Path(current_app.config["DATA_DIR"]) / CUSTOM_PAGES
    for file in (folder / f"{name}.{translator().language}.md", folder / f"{name}.md"):
        if file.is_file():
            return markdown.render(file.read_text(encoding="utf-8"))
    return ""
