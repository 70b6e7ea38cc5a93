"""Tables of documents, their versions, files and searched texts, former symbols, and revisions."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, false, text
from sqlalchemy.orm import Mapped, mapped_column

from webinars.database import Base
from webinars.documents.enums import DocumentAccess, DocumentType, Stage, StoragePlace, VersionType
from webinars.localized_columns import LocalizedString

IS_CURRENT = "withdrawn_at IS NULL"


class Document(Base):
    """A document of an event, of a body or series, or of both; its files are those of its versions.

    symbol: as it is written, empty if it has none. address: the part after /documents/, the symbol or a slug
    of the title. address_key: the same in lower case, by which it is found. sort_key: orders symbols by their
    numbers. embargo_until: no byte of it is public before; embargo_timezone is the one in which the instant
    was stated. published_at: None for a draft. revision counts its changes.
    """

    __tablename__ = "documents"

    id: Mapped[int] = mapped_column(primary_key=True)
    symbol: Mapped[str]
    address: Mapped[str]
    address_key: Mapped[str] = mapped_column(unique=True)
    sort_key: Mapped[str]
    title: Mapped[str] = mapped_column(LocalizedString())
    text_language: Mapped[str] = mapped_column(default="", server_default="")
    document_type: Mapped[DocumentType]
    stage: Mapped[Stage]
    event_id: Mapped[int | None] = mapped_column(
        ForeignKey("events.id", ondelete="CASCADE"), index=True
    )
    series_id: Mapped[int | None] = mapped_column(ForeignKey("series.id"), index=True)
    access: Mapped[DocumentAccess]
    registration_type_id: Mapped[int | None] = mapped_column(
        ForeignKey("registration_types.id"), index=True
    )
    embargo_until: Mapped[datetime | None]
    embargo_timezone: Mapped[str] = mapped_column(default="", server_default="")
    is_title_embargoed: Mapped[bool] = mapped_column(default=False, server_default=false())
    published_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(default=1, server_default="1")
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("event_id IS NOT NULL OR series_id IS NOT NULL", name="has_owner"),
    )


class DocumentVersion(Base):
    """A document in one language: the original, its second revision, its first corrigendum.

    number: 0 of the original, else that of the revision or corrigendum. language: a BCP 47 tag, empty for
    what has none. It has a file or a URL once published_at is set; before, it is due (due_on, if a day is
    known). public_at: when its bytes may be read first: published_at, or the end of the embargo if that is
    later, also when it was ended early. A withdrawn version keeps its row, and what replaced it is another
    one. revision counts changes.
    """

    __tablename__ = "document_versions"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"))
    version_type: Mapped[VersionType]
    number: Mapped[int] = mapped_column(default=0)
    language: Mapped[str]
    dated_on: Mapped[date | None]
    due_on: Mapped[date | None]
    pages: Mapped[int | None]
    url: Mapped[str] = mapped_column(default="", server_default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("document_files.id"), index=True)
    published_at: Mapped[datetime | None]
    public_at: Mapped[datetime | None] = mapped_column(index=True)
    withdrawn_at: Mapped[datetime | None]
    withdrawal_reason: Mapped[str] = mapped_column(default="", server_default="")
    revision: Mapped[int] = mapped_column(default=1, server_default="1")

    __table_args__ = (
        Index("ix_document_versions_document_id", "document_id"),
        Index(
            "uq_document_versions_current",
            "document_id",
            "version_type",
            "number",
            "language",
            unique=True,
            sqlite_where=text(IS_CURRENT),
            postgresql_where=text(IS_CURRENT),
        ),
    )


class DocumentFile(Base):
    """A stored file of documents, never changed.

    name: for downloads. media_type: the one detected in its bytes. size: in octets. digest:
    SHA-256 in hexadecimal. storage_key: its name in a folder or object store, empty in the database.
    """

    __tablename__ = "document_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    digest: Mapped[str]
    place: Mapped[StoragePlace]
    storage_key: Mapped[str] = mapped_column(default="", server_default="")
    created_at: Mapped[datetime]


class DocumentFileChunk(Base):
    """A part of a file that is stored in the database; all but the last have the same size."""

    __tablename__ = "document_file_chunks"

    file_id: Mapped[int] = mapped_column(
        ForeignKey("document_files.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)


class DocumentUpload(Base):
    """A file that an account uploads in parts, or has uploaded and not put into a document yet.

    key: random, in addresses and forms. event_id, series_id: for whose documents it is, one of them.
    received: octets that are stored; the next part begins there. parts: names of the parts in an object
    store. expected_digest: SHA-256 of the file that its sender states, empty if it does not. finished_at:
    None until all is there and was checked.
    """

    __tablename__ = "document_uploads"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(default="", server_default="")
    organiser_id: Mapped[int] = mapped_column(
        ForeignKey("organisers.id", ondelete="CASCADE"), index=True
    )
    event_id: Mapped[int | None] = mapped_column(
        ForeignKey("events.id", ondelete="CASCADE"), index=True
    )
    series_id: Mapped[int | None] = mapped_column(
        ForeignKey("series.id", ondelete="CASCADE"), index=True
    )
    file_id: Mapped[int] = mapped_column(
        ForeignKey("document_files.id", ondelete="CASCADE"), unique=True
    )
    received: Mapped[int] = mapped_column(default=0)
    parts: Mapped[list[str]]
    expected_digest: Mapped[str] = mapped_column(default="", server_default="")
    created_at: Mapped[datetime] = mapped_column(index=True)
    finished_at: Mapped[datetime | None]

    __table_args__ = (Index("uq_document_uploads_key", "key", unique=True),)


class FormerAddress(Base):
    """A former address of a document, folded to lower case; it redirects for ever."""

    __tablename__ = "former_document_addresses"

    address_key: Mapped[str] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(
        ForeignKey("documents.id", ondelete="CASCADE"), index=True
    )


class DocumentRevision(Base):
    """The values of a document, with its versions, after a change, and what they were before."""

    __tablename__ = "document_revisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"))
    organiser_id: Mapped[int | None] = mapped_column(ForeignKey("organisers.id"))
    changed_at: Mapped[datetime]
    values: Mapped[dict[str, Any]]
    previous: Mapped[dict[str, Any]]

    __table_args__ = (Index("ix_document_revisions_document_id", "document_id", "id"),)


class FormerOwner(Base):
    """An event or body, or both, to which a document belonged before; revisions cannot be searched for it."""

    __tablename__ = "former_document_owners"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(
        ForeignKey("documents.id", ondelete="CASCADE"), index=True
    )
    event_id: Mapped[int | None] = mapped_column(
        ForeignKey("events.id", ondelete="CASCADE"), index=True
    )
    # No foreign key: a series that is joined into another one is deleted.
    series_id: Mapped[int | None] = mapped_column(index=True)


class DocumentText(Base):
    """The words by which a document is found: of its title and symbol, or of the file of a version.

    version_id: None for title and symbol. search_text: as events/search/words.py composes it, empty if the
    file has no text that can be read (problem says why). The full-text index follows each change of a row.
    """

    __tablename__ = "document_texts"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(
        ForeignKey("documents.id", ondelete="CASCADE"), index=True
    )
    version_id: Mapped[int | None] = mapped_column(
        ForeignKey("document_versions.id", ondelete="CASCADE"), unique=True
    )
    search_text: Mapped[str]
    problem: Mapped[str] = mapped_column(default="", server_default="")

    __table_args__ = (
        Index(
            "uq_document_texts_title",
            "document_id",
            unique=True,
            sqlite_where=text("version_id IS NULL"),
            postgresql_where=text("version_id IS NULL"),
        ),
    )
