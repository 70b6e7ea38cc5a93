"""Sessions of the signed-in organiser."""

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from webinars.accounts import sessions
from webinars.accounts.models import OrganiserSession
from webinars.database import db, transaction
from webinars.i18n import Translator
from webinars.pagination import MAX_ID
from webinars.timezones import clock, formatting
from webinars.timezones.formatting import instant_text
from webinars.web.core.locale import translator
from webinars.web.organiser.routing import URL_PREFIX

blueprint = Blueprint("organiser_sessions", __name__, url_prefix=URL_PREFIX)

OTHERS = "others"
DONE = frozenset({"ended", "others-ended"})


@dataclass(frozen=True)
class SessionRow:
    """One session in the table."""

    id: int
    browser: str
    signed_in: str
    last_used: str
    is_this: bool


@blueprint.route("/sessions", methods=["GET", "POST"], endpoint="list")
def list_sessions() -> ResponseReturnValue:
    """List the organiser's sessions; end one, or all others."""
    t, me = translator(), current_user.organiser
    if request.method == "POST":
        return redirect(url_for("organiser_sessions.list", done=_end(me.id)), 303)
    logins = sessions.sessions_of(db.session(), me.id, clock.now())
    done = request.args.get("done", "")
    return render_template(
        "organiser/sessions.html",
        rows=[_row(login, me.timezone, t) for login in logins],
        city=formatting.zone_name(me.timezone, t),
        done=done if done in DONE else "",
    )


def _end(organiser_id: int) -> str | None:
    chosen = request.form.get("end", "")
    with transaction() as session:
        if chosen == OTHERS:
            sessions.end_other_sessions(
                session, organiser_id=organiser_id, current_id=current_user.session_id
            )
            return "others-ended"
        if not chosen.isascii() or not chosen.isdecimal() or int(chosen) > MAX_ID:
            return None
        sessions.end_session(session, organiser_id=organiser_id, session_id=int(chosen))
    return "ended"


def _row(login: OrganiserSession, zone: str, t: Translator) -> SessionRow:
    return SessionRow(
        id=login.id,
        browser=_browser(login, t),
        signed_in=instant_text(login.created_at, zone, t),
        last_used=instant_text(login.seen_at, zone, t),
        is_this=login.id == current_user.session_id,
    )


def _browser(login: OrganiserSession, t: Translator) -> str:
    """Return the names of browser and system: "Firefox on Windows"."""
    if login.browser and login.system:
        return t("%(browser)s on %(system)s", browser=login.browser, system=login.system)
    return login.browser or login.system or t("Unknown browser")
