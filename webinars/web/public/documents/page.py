"""The public page of a document: its title, and which languages, revisions and corrigenda are out or due."""

from datetime import datetime

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webinars.database import db
from webinars.documents.access import EVERYONE, Restriction, is_embargoed, restriction_of
from webinars.documents.queries import DocumentWithVersions, document_at
from webinars.documents.symbols import without_punctuation
from webinars.errors import NotFoundError
from webinars.security.redirect_targets import safe_path
from webinars.timezones import clock
from webinars.web.components.document_languages import awaited_languages
from webinars.web.components.document_list import owner_link
from webinars.web.components.document_table import version_groups
from webinars.web.components.document_text import RESTRICTIONS, STAGES, TYPES
from webinars.web.components.private_documents import embargo_text
from webinars.web.core.current_site import site
from webinars.web.core.locale import language_attributes, translator

blueprint = Blueprint("documents", __name__)


@blueprint.get("/documents/<path:symbol>")
def show(symbol: str) -> ResponseReturnValue:
    """Show a public document; other spellings and former addresses lead to its present address."""
    now = clock.now()
    shown = _shown(symbol, now)
    document, t = shown.document, translator()
    path = url_for("documents.show", symbol=document.address)
    if symbol != document.address:
        query = request.query_string.decode("latin-1")
        # Permanent for search engines; Cache-Control has browsers ask again, so none runs in a circle.
        return redirect(safe_path(f"{path}?{query}" if query else path, path), 301)
    restriction = restriction_of(document, now)
    return render_template(
        "public/documents/show.html",
        document=document,
        title_attributes=language_attributes(document.title, document.text_language, t),
        document_type=TYPES[document.document_type],
        stage=STAGES[document.stage],
        event=owner_link(shown.event, "public.event", t),
        series=owner_link(shown.series, "public.series", t),
        version_groups=version_groups(document, shown.versions, now, t),
        is_for_registrants=restriction is Restriction.REGISTRANTS,
        embargo=embargo_text(document, t) if is_embargoed(document, now) else "",
        awaited=awaited_languages(document, shown.versions, now, t),
        restriction=RESTRICTIONS.get(restriction) if restriction else None,
        page=site().url(path),
    )


def _shown(symbol: str, now: datetime) -> DocumentWithVersions:
    try:
        return document_at(db.session(), symbol, EVERYONE, now)
    except NotFoundError:
        shorter = without_punctuation(symbol)
        if shorter in {"", symbol}:
            raise
    return document_at(db.session(), shorter, EVERYONE, now)
