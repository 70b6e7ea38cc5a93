"""Ask for an e-mail when a document is out in a language, or has a new version."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from webinars.database import db
from webinars.documents.access import EVERYONE
from webinars.documents.queries import document_at
from webinars.email_subscriptions.models import Interest
from webinars.email_subscriptions.queries import document_name
from webinars.email_subscriptions.subscribing import SubscriptionSubject
from webinars.security.redirect_targets import safe_path
from webinars.timezones import clock
from webinars.web.components.document_languages import awaited_languages
from webinars.web.core.locale import language_attributes, translator
from webinars.web.public.email_updates import SubjectPage, answer

blueprint = Blueprint("document_updates", __name__)


@blueprint.route("/documents/updates/<path:symbol>", methods=["GET", "POST"])
def ask(symbol: str) -> ResponseReturnValue:
    """Ask for e-mails about the versions of a document in a language that it does not have yet, or in all."""
    now = clock.now()
    shown = document_at(db.session(), symbol, EVERYONE, now)
    document, t = shown.document, translator()
    action = url_for("document_updates.ask", symbol=document.address)
    if symbol != document.address and request.method != "POST":
        query = request.query_string.decode("latin-1")
        return redirect(safe_path(f"{action}?{query}" if query else action, action), 301)
    languages = awaited_languages(document, shown.versions, now, t)
    return answer(
        SubjectPage(
            "document",
            {
                one.tag: SubscriptionSubject(
                    Interest.DOCUMENTS, document_id=document.id, language=one.tag
                )
                for one in languages
            },
            document_name(document, t),
            language_attributes(document.title, document.text_language, t),
            url_for("documents.show", symbol=document.address),
            action,
            languages=languages,
        )
    )
