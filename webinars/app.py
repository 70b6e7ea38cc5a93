"""The Flask application factory."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from jinja2 import StrictUndefined

import webinars.comments.models
import webinars.documents.search.text_index
import webinars.event_import.models
import webinars.event_messages.models
import webinars.events.history.stored_revisions
import webinars.events.series_models
import webinars.files.models
import webinars.questions.models  # noqa: F401 - registers all tables before the first query
from webinars import configuration, database, paths
from webinars.database import db
from webinars.documents.storage import settings as storage_settings
from webinars.events.registration_availability import Availability
from webinars.web.components.availability_text import status_label
from webinars.web.core import (
    current_caches,
    current_site,
    current_statements,
    error_handlers,
    locale,
    locale_redirect,
    sign_in,
)
from webinars.web.core.errors.error_text import register_fact_label
from webinars.web.core.health import health
from webinars.web.core.health import init_app as init_health
from webinars.web.core.http import (
    client_address,
    redirects,
    request_body,
    request_url,
    security_headers,
    session_cookie,
    static_files,
    uploads,
)
from webinars.web.core.http.url_rules import UrlRule
from webinars.web.core.rate_limits import limiter
from webinars.web.core.security import csrf, endpoint_policies, log_redaction
from webinars.web.core.sign_in import blueprint as sign_in_pages
from webinars.web.core.well_known import well_known
from webinars.web.manage import (
    answers,
    dates_data,
    join,
    offer_and_verification,
    personal_calendar,
    personal_calendar_feed,
    subscriber,
    time_change,
    unsubscribe,
)
from webinars.web.manage import dates as own_dates
from webinars.web.manage import documents as own_documents
from webinars.web.manage import views as manage
from webinars.web.organiser import accounts, email_log, permitted_links, sessions, team
from webinars.web.organiser import comments as organiser_comments
from webinars.web.organiser.access import delegation_list, delegations, invitees
from webinars.web.organiser.alternatives import views as alternatives
from webinars.web.organiser.announcements import views as announcements
from webinars.web.organiser.dates import add as add_dates
from webinars.web.organiser.dates import following_lifecycle
from webinars.web.organiser.dates import list as dates
from webinars.web.organiser.dates import registration as dates_registration
from webinars.web.organiser.document_files import uploads as document_uploads
from webinars.web.organiser.documents import history as document_history
from webinars.web.organiser.documents import list as document_list
from webinars.web.organiser.documents import many_files as many_document_files
from webinars.web.organiser.documents import place as document_place
from webinars.web.organiser.documents import replacement as version_replacement
from webinars.web.organiser.documents import secret_link as document_link
from webinars.web.organiser.documents import versions as document_versions
from webinars.web.organiser.documents import views as document_form
from webinars.web.organiser.event_import import views as event_import
from webinars.web.organiser.events import (
    calendar_preview,
    copy_event,
    edit,
    lifecycle,
    materials,
    overview,
    preview,
    timezone_update,
)
from webinars.web.organiser.events import list as event_list
from webinars.web.organiser.fair_time import views as fair_time
from webinars.web.organiser.history import views as history
from webinars.web.organiser.home import reviewed_replies
from webinars.web.organiser.home import views as home
from webinars.web.organiser.messages import confirmation_note
from webinars.web.organiser.messages import views as organiser_messages
from webinars.web.organiser.polls import add_option as poll_option
from webinars.web.organiser.polls import end as poll_end
from webinars.web.organiser.polls import new as new_poll
from webinars.web.organiser.polls import people as poll_people
from webinars.web.organiser.polls import views as polls
from webinars.web.organiser.questions import views as questions
from webinars.web.organiser.registrations import answers as organiser_answers
from webinars.web.organiser.registrations import (
    approval,
    attendance_list,
    bulk_actions,
    change_type,
    check_in,
    csv_export,
    deadline,
    internal_note,
    person,
    statistics,
    waiting_list,
    xlsx_export,
)
from webinars.web.organiser.registrations import views as organiser_registrations
from webinars.web.organiser.series import join as series_join
from webinars.web.organiser.series import series_changes, series_organisers
from webinars.web.organiser.series import views as organiser_series
from webinars.web.organiser.settings import types
from webinars.web.organiser.settings import views as registration_settings
from webinars.web.organiser.site import appearance as organiser_appearance
from webinars.web.organiser.site import storage as organiser_storage
from webinars.web.organiser.site import views as site_pages
from webinars.web.public import (
    appearance,
    as_on,
    document_files,
    document_links,
    document_zip,
    email_updates,
)
from webinars.web.public.calendar_views import calendar
from webinars.web.public.comments import comments
from webinars.web.public.documents import former_pages as documents_as_on
from webinars.web.public.documents import page as document_page
from webinars.web.public.documents import search_page as document_search
from webinars.web.public.documents import updates as document_updates
from webinars.web.public.link_previews import link_previews
from webinars.web.public.news_views import news
from webinars.web.public.series_page import pictures
from webinars.web.public.views import public
from webinars.web.registration import delegation, invitation, poll, several_dates
from webinars.web.registration import views as registration

BLUEPRINTS = (
    public,
    calendar,
    news,
    link_previews,
    pictures,
    document_zip.blueprint,
    document_links.blueprint,
    own_documents.blueprint,
    comments,
    document_page.blueprint,
    document_search.blueprint,
    document_updates.blueprint,
    as_on.blueprint,
    documents_as_on.blueprint,
    registration.blueprint,
    several_dates.blueprint,
    own_dates.blueprint,
    dates_data.blueprint,
    invitation.blueprint,
    delegation.blueprint,
    poll.blueprint,
    manage.blueprint,
    answers.blueprint,
    offer_and_verification.blueprint,
    personal_calendar.blueprint,
    personal_calendar_feed.blueprint,
    join.blueprint,
    time_change.blueprint,
    unsubscribe.blueprint,
    email_updates.blueprint,
    document_files.blueprint,
    subscriber.blueprint,
    subscriber.end_subscription,
    sign_in_pages,
    home.blueprint,
    event_list.blueprint,
    edit.blueprint,
    preview.blueprint,
    fair_time.blueprint,
    calendar_preview.blueprint,
    copy_event.blueprint,
    alternatives.blueprint,
    dates.blueprint,
    add_dates.blueprint,
    dates_registration.blueprint,
    following_lifecycle.blueprint,
    lifecycle.blueprint,
    overview.blueprint,
    polls.blueprint,
    new_poll.blueprint,
    poll_people.blueprint,
    poll_option.blueprint,
    poll_end.blueprint,
    materials.blueprint,
    document_list.blueprint,
    document_form.blueprint,
    document_link.blueprint,
    document_place.blueprint,
    document_versions.blueprint,
    document_history.blueprint,
    team.blueprint,
    confirmation_note.blueprint,
    check_in.blueprint,
    timezone_update.blueprint,
    announcements.blueprint,
    event_import.blueprint,
    document_uploads.blueprint,
    many_document_files.blueprint,
    version_replacement.blueprint,
    registration_settings.blueprint,
    types.blueprint,
    organiser_registrations.blueprint,
    csv_export.blueprint,
    xlsx_export.blueprint,
    approval.blueprint,
    bulk_actions.blueprint,
    deadline.blueprint,
    change_type.blueprint,
    organiser_answers.blueprint,
    statistics.blueprint,
    internal_note.blueprint,
    person.blueprint,
    attendance_list.blueprint,
    waiting_list.blueprint,
    invitees.blueprint,
    delegations.blueprint,
    delegation_list.blueprint,
    questions.blueprint,
    organiser_comments.blueprint,
    reviewed_replies.blueprint,
    email_log.blueprint,
    history.blueprint,
    organiser_messages.blueprint,
    accounts.blueprint,
    organiser_series.blueprint,
    series_organisers.blueprint,
    series_changes.blueprint,
    series_join.blueprint,
    appearance.appearance,
    organiser_appearance.blueprint,
    site_pages.blueprint,
    organiser_storage.blueprint,
    sessions.blueprint,
    health,
    well_known,
)


class Application(Flask):
    """Flask with synchronous views and our sessions."""

    session_interface = session_cookie.CookieSessionInterface()
    url_rule_class = UrlRule

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function unchanged: no view is a coroutine, and Flask checks on every call."""
        return func


def create_app(**overrides: Any) -> Flask:
    """Create the application with the settings of config.py and some overrides.

    Raises:
        SettingError: a setting is invalid; the text is one line that names the variable.
    """
    app = Application(
        "webinars",
        static_url_path=f"/static/{static_files.files_hash()}",
        template_folder=str(paths.TEMPLATES),
    )
    app.config.from_pyfile(str(paths.CONFIG))
    app.config.update(overrides)
    configuration.apply(app)
    app.jinja_env.undefined = StrictUndefined
    # Otherwise a double slash redirects to the host that the request names.
    app.url_map.merge_slashes = False
    _init_database(app)
    # In order of their request hooks; static files and headers wrap the rest.
    for module in (
        log_redaction, uploads, client_address, limiter, static_files, security_headers, request_url,
        redirects, session_cookie, current_site, request_body, csrf, locale, locale_redirect, error_handlers,
        sign_in, endpoint_policies, permitted_links, current_caches, current_statements,
    ):  # fmt: skip
        module.init_app(app)
    register_fact_label(app, Availability, status_label)
    init_health(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    endpoint_policies.check_policies(app)
    return app


def _init_database(app: Flask) -> None:
    db.init_app(app)
    with app.app_context():
        database.prepare(db.engine)
        storage_settings.prepare(db.engine, app.extensions["document_storage"])
