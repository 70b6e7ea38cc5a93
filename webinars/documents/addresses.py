"""Addresses of documents: free ones, and former ones, which lead to the present one for ever."""

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webinars.documents.models import Document, FormerAddress
from webinars.documents.readership import was_published
from webinars.documents.symbols import RESERVED, address_key, slug_sort_key, sort_key
from webinars.errors import InvalidInputError
from webinars.events.slugs import free_slug, slug_of

_SLUG_OF_NOTHING = slug_of("")
_TRIES = 5


def set_address(session: Session, document: Document, symbol: str) -> None:
    """Give a document the address of a clean symbol, or of its title; store the row.

    The former address of a document that is published, or was before it became a draft again, goes on to
    mean it.

    Raises:
        InvalidInputError: "symbol-taken" (facts: symbol), also by a former address of another document.
    """
    is_new = document.id is None
    former = "" if is_new else document.address_key
    if not is_new and symbol == document.symbol:
        return
    if symbol:
        _check_free(session, document, symbol)
    # A document of the same title may take the slug at the same time: then the next one is free.
    tries = _TRIES if is_new and not symbol else 1
    for number in range(1, tries + 1):
        address = symbol or _free_slug(session, document.title)
        key = address_key(address)
        document.symbol, document.address, document.address_key = symbol, address, key
        document.sort_key = sort_key(symbol) if symbol else slug_sort_key(address)
        try:
            with session.begin_nested():
                session.add(document)
                session.flush()
            break
        except IntegrityError as error:
            if number == tries:
                raise InvalidInputError("symbol-taken", symbol=symbol or address) from error
    own = session.get(FormerAddress, key)
    if own is not None:
        if own.document_id != document.id:
            # It became a former address while this transaction waited for it.
            raise InvalidInputError("symbol-taken", symbol=symbol or address)
        session.delete(own)
    if former and former != key and was_published(session, document):
        session.add(FormerAddress(address_key=former, document_id=document.id))
    session.flush()


def is_taken(session: Session, symbol: str) -> bool:
    """Return whether a document has a symbol, or had it when it was public."""
    key = address_key(symbol)
    rows = (select(column).where(column == key) for column in _KEYS)
    return any(session.scalar(row) is not None for row in rows)


_KEYS = (Document.address_key, FormerAddress.address_key)


def _check_free(session: Session, document: Document, symbol: str) -> None:
    key = address_key(symbol)
    others = (
        select(Document.id).where(Document.address_key == key),
        select(FormerAddress.document_id).where(FormerAddress.address_key == key),
    )
    for row in others:
        if session.scalar(row) not in {None, document.id}:
            raise InvalidInputError("symbol-taken", symbol=symbol)


def _free_slug(session: Session, title: str) -> str:
    slug = slug_of(title)
    if slug == _SLUG_OF_NOTHING:
        title = "document"
    elif slug in RESERVED:
        title = f"document {title}"
    return free_slug(session, _KEYS, title)
