"""Languages of a document that people may ask to be e-mailed about, and how many did."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from webinars.database import db
from webinars.documents.access import ShownVersion, is_embargoed
from webinars.documents.details import UN_LANGUAGES
from webinars.documents.enums import DocumentAccess, VersionType
from webinars.documents.models import Document, DocumentVersion
from webinars.documents.version_names import language_order
from webinars.email_subscriptions.queries import count_of_document
from webinars.i18n import Translator
from webinars.web.components.document_text import language_name, language_tag_attributes


@dataclass(frozen=True)
class LanguageChoice:
    """A language to choose, by its tag, with its own name; an empty tag is for all versions."""

    tag: str
    name: str
    attributes: Mapping[str, str]


def awaited_languages(
    document: Document, versions: Sequence[ShownVersion], now: datetime, t: Translator
) -> list[LanguageChoice]:
    """Return the languages that are due or may still come, and the choice of all versions at the end.

    None of a document that not everyone will read: e-mails name only what everyone may read.
    """
    if document.published_at is None or document.access is not DocumentAccess.EVERYONE:
        return []
    present = [one.version for one in versions if one.version.withdrawn_at is None]
    tags = {one.language for one in present}
    if tags != {""}:  # a recording, which has none
        tags |= set(UN_LANGUAGES)
    if not is_embargoed(document, now):
        tags -= {one.language for one in present if _is_out(one, now)}
        # Of a revision that is due, the original may be out.
        tags |= {one.language for one in present if one.published_at is None}
    tags.discard("")
    choices = [
        LanguageChoice(tag, language_name(tag, t), language_tag_attributes(tag))
        for tag in sorted(tags, key=language_order)
    ]
    return [*choices, LanguageChoice("", t("All languages, and every new version"), {})]


def awaited_counts(document: Document, t: Translator) -> list[tuple[LanguageChoice, int]]:
    """Return for how many addresses each language of a document is awaited, as its organisers see it."""
    counts = count_of_document(db.session(), document.id)
    return [
        (LanguageChoice(tag, language_name(tag, t), language_tag_attributes(tag)), counts[tag])
        for tag in sorted(counts, key=lambda one: (not one, language_order(one)))
    ]


def _is_out(version: DocumentVersion, now: datetime) -> bool:
    """Return whether a version is the text of its document in a language, and out."""
    is_text = version.version_type is not VersionType.CORRIGENDUM
    return is_text and version.public_at is not None and version.public_at <= now
