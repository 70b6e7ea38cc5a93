"""Create, change and publish documents; their versions are in versions. The caller commits."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.documents import details as checks
from webinars.documents.addresses import set_address
from webinars.documents.details import DocumentDetails
from webinars.documents.embargo import check_embargo
from webinars.documents.enums import DocumentAccess
from webinars.documents.history import document_values, record_document
from webinars.documents.lifting import schedule_lifting
from webinars.documents.locks import lock_document, mark_changed, renew_pages
from webinars.documents.models import Document
from webinars.documents.readership import may_have_been_read
from webinars.documents.search.titles import write_title
from webinars.documents.secret_links import follow_access
from webinars.documents.symbols import clean_symbol
from webinars.documents.versions import publish_contents, update_public_at, versions_of
from webinars.errors import ConflictError, InvalidInputError
from webinars.events.locks import lock_events
from webinars.events.models import RegistrationType
from webinars.timezones import clock


def create_document(session: Session, details: DocumentDetails) -> Document:
    """Create a draft; its versions are added to it.

    Raises:
        InvalidInputError: those of change_document().
    """
    now = clock.now()
    document = Document(created_at=now, changed_at=now, revision=1)
    if details.event_id is not None:
        lock_events(session, [details.event_id])
    check_embargo(session, document, details.embargo_until)
    _write(session, document, details)
    set_address(session, document, clean_symbol(details.symbol))
    _follow_changes(session, document, None)
    write_title(session, document)
    renew_pages(session, document)
    record_document(session, document, {})
    return document


def change_document(
    session: Session, document_id: int, details: DocumentDetails, *, revision: int
) -> Document:
    """Change what is stated of a document; the same changes nothing.

    With another symbol it gets another address, and the former one of a published document leads there.

    Raises:
        NotFoundError: "no-such-document".
        ConflictError: "document-changed" when there is a newer revision than its editor saw.
        InvalidInputError: "document-without-owner", "symbol-taken" (facts: symbol), "text-language-missing",
            "no-such-registration-type", "translated-into-itself", "embargo-without-zone", and those of
            clean_symbol(), clean_titles() and check_embargo().
    """
    document = lock_document(session, document_id, revision, event_id=details.event_id)
    before = document_values(session, document)
    owners, former_access = (document.event_id, document.series_id), document.access
    check_embargo(session, document, details.embargo_until)
    _write(session, document, details)
    set_address(session, document, clean_symbol(details.symbol))
    update_public_at(session, document)
    write_title(session, document)
    if document_values(session, document) != before:
        _follow_changes(session, document, former_access)
        mark_changed(session, document, *owners)
        record_document(session, document, before)
    session.flush()
    return document


def publish_document(
    session: Session, document_id: int, *, revision: int | None = None
) -> Document:
    """Publish a draft with the versions that have a file or link.

    Raises:
        NotFoundError: "no-such-document".
        ConflictError: "document-changed", "document-is-public".
    """
    document = lock_document(session, document_id, revision)
    if document.published_at is not None:
        raise ConflictError("document-is-public")
    before = document_values(session, document)
    document.published_at = clock.now()
    publish_contents(session, document)
    mark_changed(session, document)
    record_document(session, document, before)
    session.flush()
    return document


def unpublish_document(
    session: Session, document_id: int, *, revision: int | None = None
) -> Document:
    """Make a document a draft again while no version of it has been public.

    Raises:
        NotFoundError: "no-such-document".
        ConflictError: "document-changed", "document-is-draft", "document-was-read".
    """
    document = lock_document(session, document_id, revision)
    if document.published_at is None:
        raise ConflictError("document-is-draft")
    if may_have_been_read(session, document, versions_of(session, document_id), clock.now()):
        raise ConflictError("document-was-read")
    before = document_values(session, document)
    document.published_at = None
    mark_changed(session, document)
    record_document(session, document, before)
    session.flush()
    return document


def details_of(document: Document) -> DocumentDetails:
    """Return what is stated of a document."""
    return DocumentDetails(
        title=document.title,
        document_type=document.document_type,
        stage=document.stage,
        event_id=document.event_id,
        series_id=document.series_id,
        symbol=document.symbol,
        text_language=document.text_language,
        access=document.access,
        registration_type_id=document.registration_type_id,
        embargo_until=document.embargo_until,
        embargo_timezone=document.embargo_timezone,
        is_title_embargoed=document.is_title_embargoed,
    )


def _follow_changes(
    session: Session, document: Document, former_access: DocumentAccess | None
) -> None:
    """Queue the end of the embargo as it is now, and issue the secret link if it is needed."""
    session.flush()
    schedule_lifting(session, document)
    follow_access(session, document, former_access)


def _write(session: Session, document: Document, details: DocumentDetails) -> None:
    if details.event_id is None and details.series_id is None:
        raise InvalidInputError("document-without-owner")
    document.title = checks.clean_titles(details.title)
    document.text_language = checks.clean_text_language(details.text_language)
    checks.check_text_language(document.title, document.text_language)
    document.document_type, document.stage = details.document_type, details.stage
    document.event_id, document.series_id = details.event_id, details.series_id
    document.access = details.access
    document.registration_type_id = _registration_type(session, details)
    if details.embargo_until is not None and not details.embargo_timezone:
        raise InvalidInputError("embargo-without-zone")
    document.embargo_until = details.embargo_until
    document.embargo_timezone = details.embargo_timezone if details.embargo_until else ""
    document.is_title_embargoed = details.is_title_embargoed and details.embargo_until is not None


def _registration_type(session: Session, details: DocumentDetails) -> int | None:
    """Return the registration type whose registrants may read a document, one that its event offers."""
    if details.access is not DocumentAccess.REGISTRANTS:
        return None
    if details.event_id is None:
        raise InvalidInputError("registrants-without-event")
    wanted = details.registration_type_id
    if wanted is None:
        return None
    offered = select(RegistrationType.id).where(
        RegistrationType.id == wanted,
        RegistrationType.event_id == details.event_id,
        # The form would show "all types" in its place, and the next save open the document to them.
        RegistrationType.removed_at.is_(None),
    )
    if session.scalar(offered) is None:
        raise InvalidInputError("no-such-registration-type")
    return wanted
