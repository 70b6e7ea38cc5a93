"""Versions of documents in e-mails to subscribers: each document once, its languages in their own names."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from sqlalchemy import select

from webinars.documents.access import public_versions
from webinars.documents.models import Document, DocumentFile, DocumentVersion
from webinars.documents.version_names import language_order, own_name, suffix_of, version_order
from webinars.email_subscriptions.models import Notice
from webinars.email_subscriptions.pending import slices
from webinars.emails import sanitize
from webinars.emails.email_context import EmailContext
from webinars.i18n import Translator, direction_of, text_direction

# Of one e-mail; the list of documents has the others.
MOST_DOCUMENTS = 50


@dataclass(frozen=True)
class NamedVersion:
    """A version: its language in its own name, empty if it has none, "Rev.1" or empty, and its URL.

    language: tag for lang, with its direction.
    """

    name: str
    language: str
    direction: str
    suffix: str
    url: str


@dataclass(frozen=True)
class NamedDocument:
    """A document, its page, and the versions to name; language and direction are those of its title."""

    symbol: str
    title: str
    language: str
    direction: str
    url: str
    versions: Sequence[NamedVersion]


def named_documents(
    context: EmailContext, notice_ids: Iterable[int], t: Translator
) -> tuple[list[NamedDocument], int]:
    """Return the documents of notices that everyone may read now, by symbol, and how many there are.

    Those after MOST_DOCUMENTS are only counted: those of a batch have six thousand versions, and each of its
    e-mails names some.
    """
    notices, number = _notices_to_name(context, notice_ids)
    rows = context.session.execute(
        select(Document, DocumentVersion, DocumentFile)
        .join(DocumentVersion, DocumentVersion.document_id == Document.id)
        .join(Notice, Notice.version_id == DocumentVersion.id)
        .outerjoin(DocumentFile, DocumentFile.id == DocumentVersion.file_id)
        .where(Notice.id.in_(notices), public_versions(context.now))
        .order_by(Document.sort_key, Document.id)
    )
    versions: dict[Document, list[tuple[DocumentVersion, DocumentFile | None]]] = {}
    for document, version, file in rows:
        versions.setdefault(document, []).append((version, file))
    return [_document(context, one, of_one, t) for one, of_one in versions.items()], number


def _notices_to_name(context: EmailContext, notice_ids: Iterable[int]) -> tuple[Sequence[int], int]:
    """Return those of some notices whose documents are named, and the number of all their documents."""
    notices: dict[tuple[str, int], list[int]] = defaultdict(list)
    for ids in slices(notice_ids):
        rows = context.session.execute(
            select(Document.sort_key, Document.id, Notice.id)
            .join(DocumentVersion, DocumentVersion.document_id == Document.id)
            .join(Notice, Notice.version_id == DocumentVersion.id)
            .where(Notice.id.in_(ids), public_versions(context.now))
        )
        for sort_key, document_id, notice_id in rows:
            notices[sort_key, document_id].append(notice_id)
    first = sorted(notices)[:MOST_DOCUMENTS]
    return [number for key in first for number in notices[key]], len(notices)


def named_language(tag: str) -> NamedVersion:
    """Return a language as e-mails name it."""
    return NamedVersion(own_name(tag), tag, text_direction(tag) if tag else "", "", "")


def headline(documents: Sequence[NamedDocument], number: int, t: Translator) -> str:
    """Return what an e-mail about a number of documents says, for its subject."""
    if number > 1:
        return t.plural("%(n)s document: new versions", "%(n)s documents: new versions", number)
    [document] = documents
    names = dict.fromkeys(_isolated_name(one, t) for one in document.versions)
    title = _isolated(document.title, t)
    name = f"{document.symbol}, {title}" if document.symbol else title
    if not all(names):
        return t("Document is out: %(name)s", name=name)
    return t("Out in %(languages)s: %(name)s", languages=", ".join(names), name=name)


def _document(
    context: EmailContext,
    document: Document,
    versions: Sequence[tuple[DocumentVersion, DocumentFile | None]],
    t: Translator,
) -> NamedDocument:
    title = sanitize.one_line(t.text(document.title))
    language = t.language_of(document.title, document.text_language) or t.language
    ordered = sorted(
        versions,
        key=lambda one: (
            *version_order(one[0].version_type, one[0].number),
            *language_order(one[0].language),
        ),
    )
    return NamedDocument(
        document.symbol,
        title,
        language,
        direction_of(title, language),
        context.site.url(f"/documents/{quote(document.address)}"),
        [_version(context, *one) for one in ordered],
    )


def _version(
    context: EmailContext, version: DocumentVersion, file: DocumentFile | None
) -> NamedVersion:
    path = f"/documents/files/{version.id}/{quote(file.name)}" if file else ""
    return NamedVersion(
        own_name(version.language),
        version.language,
        text_direction(version.language) if version.language else "",
        suffix_of(version.version_type, version.number),
        context.site.url(path) if path else version.url,
    )


def _isolated_name(version: NamedVersion, t: Translator) -> str:
    name = _isolated(version.name, t)
    return f"{name} {version.suffix}" if name and version.suffix else name


def _isolated(text: str, t: Translator) -> str:
    return sanitize.isolated(text, t.direction)
