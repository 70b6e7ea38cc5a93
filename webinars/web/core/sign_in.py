"""Sign in with a link sent by e-mail, and sign out."""

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
from limits import parse
from sqlalchemy.exc import SQLAlchemyError
from wtforms import EmailField, HiddenField

from webinars.accounts import queries, sessions, sign_in_links
from webinars.accounts.acting_account import set_acting_account
from webinars.accounts.models import Organiser, OrganiserSession
from webinars.database import db, transaction
from webinars.outbox import priorities
from webinars.outbox.enqueue import CLIENT, enqueue
from webinars.security import email_addresses
from webinars.security.redirect_targets import safe_path
from webinars.timezones import clock
from webinars.web.core.forms.base import BaseForm, EmptyForm
from webinars.web.core.forms.validators import CleanedBy
from webinars.web.core.rate_limits import limiter

log = logging.getLogger(__name__)
blueprint = Blueprint("sign_in", __name__)
login_manager = LoginManager()

# To one address, whoever asks.
LINK_LIMIT = parse("5 per 15 minutes")

EMAIL_MESSAGES = {
    "required": lazy_gettext("Enter your e-mail address."),
    "not-an-address": lazy_gettext("Enter a full e-mail address, such as name@example.org."),
}


class SignedIn(UserMixin):
    """The signed-in organiser and their session, for Flask-Login."""

    def __init__(self, secret: str, row: OrganiserSession) -> None:
        self.secret = secret
        self.session_id = row.id
        self.organiser = row.organiser
        self._signed_in_at = row.created_at

    def is_fresh(self, *, filled_in: bool = False) -> bool:
        """Tell whether the sign-in is recent enough to manage accounts."""
        return sessions.is_sign_in_recent(self._signed_in_at, clock.now(), filled_in=filled_in)

    def get_id(self) -> str:
        """Return what the cookie holds: the session's secret, not the organiser's id."""
        return self.secret


class SignInForm(BaseForm):
    """Asks for the e-mail address of the account, and holds the page to continue to."""

    email = EmailField(
        lazy_gettext("E-mail"),
        [CleanedBy(email_addresses.clean_address, required=True, messages=EMAIL_MESSAGES)],
    )
    next = HiddenField()


def init_app(app: Flask) -> None:
    """Authenticate requests by rows of the session table."""
    # Sessions end by row: when they expire, at sign-out, and when the account is disabled.
    login_manager.session_protection = None
    # Not login_manager.init_app(), which would look for its own remember-me cookie after each request.
    app.login_manager = login_manager  # type: ignore[attr-defined]
    app.before_request(_count_client)
    app.after_request(_record_activity)
    app.context_processor(lambda: {"organiser": signed_in_organiser()})


@login_manager.user_loader
def load_signed_in(secret: str) -> SignedIn | None:
    """Return the signed-in organiser of a session secret; None once the session has ended."""
    if g.get("without_database"):
        return None
    row = sessions.live_session(db.session(), secret, clock.now())
    if row is None:
        return None
    g.session_seen_at = row.seen_at
    set_acting_account(db.session(), row.organiser_id)
    return SignedIn(secret, row)


def count_link(address: str) -> None:
    """Count a sign-in link to a normalized address.

    Raises:
        TooManyRequests: the limit is exceeded.
    """
    limiter.count_use(LINK_LIMIT, "sign-in", address)


def signed_in_organiser() -> Organiser | None:
    """Return the signed-in organiser; None without a query if the request has no session cookie."""
    if "_user_id" not in session or g.get("without_database"):
        return None
    return current_user.organiser if current_user.is_authenticated else None


@blueprint.route("/sign-in", methods=["GET", "POST"])
def request_link() -> ResponseReturnValue:
    """Enqueue a sign-in link; the response is the same whether or not the address has an account."""
    form = SignInForm()
    if request.method != "POST":
        form.next.data = safe_path(request.args.get("next"), "")
        organiser = signed_in_organiser()
        if organiser and (current_user.is_fresh() or not form.next.data):
            return redirect(url_for("organiser_home.show"), 303)
        form.email.data = organiser.email if organiser else ""
        return render_template("sign_in/request_link.html", form=form)
    if not form.validate_on_submit():
        return render_template("sign_in/request_link.html", form=form), 422
    email = form.email.data or ""
    count_link(email_addresses.normalize_address(email))
    # Stored in this browser only: the e-mail may be opened in another one.
    session["next"] = safe_path(form.next.data, "")
    _enqueue_link(email)
    return redirect(url_for("sign_in.sent"), 303)


@blueprint.get("/sign-in/sent")
def sent() -> ResponseReturnValue:
    """Ask to check the e-mail; the same page for everyone."""
    minutes = int(sign_in_links.LINK_LIFETIME.total_seconds() // 60)
    return render_template("sign_in/sent.html", minutes=minutes)


@blueprint.route("/sign-in/<token>", methods=["GET", "POST"])
def link(token: str) -> ResponseReturnValue:
    """Sign in with a mailed link. A GET only renders the button, so link scanners do not use it up."""
    if request.method != "POST":
        if not _is_link_usable():
            return render_template("sign_in/link_expired.html"), 404
        return render_template("sign_in/link.html", form=EmptyForm())
    with transaction() as database:
        secret = sign_in_links.sign_in_with_token(
            database, token, user_agent=request.user_agent.string
        )
        if current_user.is_authenticated:
            sessions.sign_out(database, current_user.secret)  # the earlier session of this browser
    next_path = safe_path(session.get("next"), url_for("organiser_home.show"))
    # Nothing from the earlier cookie is carried over, against session fixation.
    session.clear()
    session.permanent = True
    signed_in = load_signed_in(secret)
    assert signed_in is not None  # noqa: S101 - the row was committed above
    login_user(signed_in)
    return redirect(next_path, 303)


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End the session, on this browser and in the database."""
    if current_user.is_authenticated:
        with transaction() as database:
            sessions.sign_out(database, current_user.secret)
    logout_user()
    session.clear()
    return redirect(url_for("sign_in.request_link"), 303)


def _is_link_usable() -> bool:
    capability = g.get("presented")
    return capability is not None and queries.is_usable(db.session(), capability.subject_id)


def _enqueue_link(email: str) -> None:
    with transaction() as database:
        account = queries.organiser_by_email(database, email)
        organiser = account if account is not None and account.disabled_at is None else None
        # A message is enqueued for unknown addresses too and dropped later: both take the same time.
        enqueue(
            database,
            "organiser.sign-in",
            payload={
                "organiser_id": organiser.id if organiser else 0,
                "token": sign_in_links.issue_sign_in_token(database, organiser),
            },
            priority=priorities.AWAITED,
        )


def _count_client() -> None:
    """Charge messages that anonymous requests enqueue to the e-mail budget of their client."""
    if request.method not in {"GET", "HEAD", "OPTIONS"} and signed_in_organiser() is None:
        db.session().info[CLIENT] = limiter.client_digest()


def _record_activity(response: Response) -> Response:
    seen_at = g.get("session_seen_at")
    if seen_at is None or g.get("csrf_failed") or clock.now() < seen_at + sessions.SEEN_STEP:
        return response
    try:
        with transaction() as database:
            sessions.extend_session(database, current_user.session_id)
    except SQLAlchemyError:
        # The response is ready; a session that expires a little early does less harm than an error.
        log.warning("Could not record the activity of a session", exc_info=True)
    return response
