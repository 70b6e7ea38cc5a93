"""Signing in by a mailed link, and out."""

import logging

from flask import (
    Blueprint,
    Flask,
    Response,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from sqlalchemy.exc import SQLAlchemyError
from wtforms import EmailField, HiddenField

from webinars.accounts import actions, queries, rules
from webinars.accounts.models import Organiser, OrganiserSession
from webinars.database import db, transaction
from webinars.outbox.actions import CLIENT, post
from webinars.security import email_addresses
from webinars.security import urls as redirects
from webinars.timezones import clock
from webinars.web.core import rate_limits
from webinars.web.core.csrf import TokenForm
from webinars.web.core.forms import Cleaned, PlainForm

log = logging.getLogger(__name__)
account = Blueprint("account", __name__)
login_manager = LoginManager()

EMAIL_WORDS = {
    "required": lazy_gettext("Enter your e-mail address."),
    "not-an-address": lazy_gettext("Enter a full e-mail address, such as name@example.org."),
}


class SignedIn(UserMixin):
    """Somebody signed in: the organiser, and the session row that says so."""

    def __init__(self, secret: str, found: OrganiserSession) -> None:
        self.secret = secret
        self.session_id = found.id
        self.organiser = found.organiser
        self._signed_in_at = found.created_at

    def is_fresh(self, *, filled_in: bool = False) -> bool:
        """Tell whether they signed in lately enough to change who may come in."""
        return rules.is_fresh(self._signed_in_at, clock.now(), filled_in=filled_in)

    def get_id(self) -> str:
        """Return what the cookie carries: the session's secret, not the organiser's number."""
        return self.secret


class SignInForm(TokenForm):
    """Asks for the address that the link goes to."""

    email = EmailField(
        lazy_gettext("E-mail"),
        [Cleaned(email_addresses.clean_address, needed=True, words=EMAIL_WORDS)],
    )
    next = HiddenField()


def init_app(app: Flask) -> None:
    """Let session rows say who is signed in."""
    # The row is the session: it ends by itself, by signing out and by disabling.
    login_manager.session_protection = None
    # Without init_app(), which would look for a cookie of its own after each request: we set none.
    app.login_manager = login_manager  # type: ignore[attr-defined]
    app.before_request(_carry_client)
    app.after_request(_note_seen)
    app.context_processor(lambda: {"organiser": signed_in_organiser()})


@login_manager.user_loader
def load(secret: str) -> SignedIn | None:
    """Return who the session of this secret belongs to, while it lives."""
    if g.get("without_database"):
        return None
    found = queries.live_session(db.session(), secret, clock.now())
    if found is None:
        return None
    g.session_seen_at = found.seen_at
    return SignedIn(secret, found)


def signed_in_organiser() -> Organiser | None:
    """Return the organiser who is signed in; nobody where no cookie came, without asking the database."""
    if "_user_id" not in session or g.get("without_database"):
        return None
    return current_user.organiser if current_user.is_authenticated else None


@account.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Ask for an address, and answer alike whether it is an organiser's or not."""
    form = SignInForm()
    if request.method != "POST":
        form.next.data = redirects.safe_path(request.args.get("next"), "")
        organiser = signed_in_organiser()
        if organiser and (current_user.is_fresh() or not form.next.data):
            return redirect(url_for("organiser_events.list"), 303)
        form.email.data = organiser.email if organiser else ""
        return render_template("sign_in/request_link.html", form=form)
    if not form.validate_on_submit():
        return render_template("sign_in/request_link.html", form=form), 422
    email = form.email.data or ""
    rate_limits.spend(rate_limits.SIGN_IN_LINKS, "sign-in", email_addresses.canonical(email))
    # Kept on this browser only: the mail may be opened on another one.
    session["next"] = redirects.safe_path(form.next.data, "")
    _mail_link(email)
    return redirect(url_for("account.sent"), 303)


@account.get("/sign-in/sent")
def sent() -> ResponseReturnValue:
    """Say where to look; the same for everybody."""
    minutes = int(rules.LINK_LIFETIME.total_seconds() // 60)
    return render_template("sign_in/sent.html", minutes=minutes)


@account.route("/sign-in/<token>", methods=["GET", "POST"])
def link(token: str) -> ResponseReturnValue:
    """Show a button; pressing it signs in, once. Looking at the page uses nothing up."""
    if request.method != "POST":
        if not _may_sign_in():
            return render_template("sign_in/link_expired.html"), 404
        return render_template("sign_in/link.html", form=PlainForm())
    with transaction() as database:
        secret = actions.use_link(database, token)
        if current_user.is_authenticated:
            actions.sign_out(database, current_user.secret)  # the earlier one on this browser
    onward = redirects.safe_path(session.get("next"), url_for("organiser_events.list"))
    # Nothing of the visitor's earlier cookie is carried into the session.
    session.clear()
    session.permanent = True
    signed_in = load(secret)
    assert signed_in is not None  # noqa: S101 - the row was committed above
    login_user(signed_in)
    return redirect(onward, 303)


@account.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End the session, on this browser and in the database."""
    if current_user.is_authenticated:
        with transaction() as database:
            actions.sign_out(database, current_user.secret)
    logout_user()
    session.clear()
    return redirect(url_for("account.sign_in"), 303)


def _may_sign_in() -> bool:
    link = g.get("presented")
    return link is not None and queries.is_usable(db.session(), link.subject_id)


def _mail_link(email: str) -> None:
    with transaction() as database:
        found = queries.organiser_by_email(database, email)
        organiser = found if found is not None and found.disabled_at is None else None
        # A stranger's message is queued too, and comes to nothing: both answers take the same time.
        post(
            database,
            "organiser.sign-in",
            facts={
                "organiser_id": organiser.id if organiser else 0,
                "token": actions.sign_in_link(database, organiser),
            },
            priority=rules.SOON,
        )


def _carry_client() -> None:
    """Let whatever a request without sign-in queues count in the budget of its client."""
    if request.method not in {"GET", "HEAD", "OPTIONS"} and signed_in_organiser() is None:
        db.session().info[CLIENT] = rate_limits.client_digest()


def _note_seen(response: Response) -> Response:
    seen_at = g.get("session_seen_at")
    if seen_at is None or g.get("csrf_failed") or clock.now() < seen_at + rules.SEEN_STEP:
        return response
    try:
        with transaction() as database:
            actions.extend_session(database, current_user.session_id)
    except SQLAlchemyError:
        # The page is ready; a session that ends a little early is the smaller harm.
        log.warning("A session could not be kept from ending idle", exc_info=True)
    return response
