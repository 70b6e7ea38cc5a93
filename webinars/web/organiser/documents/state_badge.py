"""The state of a document as a badge: draft, under embargo, published."""

from datetime import datetime

from webinars.documents.access import is_embargoed
from webinars.documents.models import Document
from webinars.i18n import Translator
from webinars.web.components.badge import Badge


def state_badge(document: Document, now: datetime, t: Translator) -> Badge:
    """Return the badge of a document."""
    if document.published_at is None:
        return Badge("draft", "pen", t("Draft"))
    if is_embargoed(document, now):
        return Badge("soon", "clock", t("Under embargo"))
    return Badge("open", "check", t("Published"))
