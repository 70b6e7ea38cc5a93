"""Types, stages and access modes of documents, as plain values."""

from enum import StrEnum


class DocumentType(StrEnum):
    """What a document is."""

    RESOLUTION = "resolution"
    DECISION = "decision"
    RULES_OF_PROCEDURE = "rules-of-procedure"
    REPORT = "report"
    BACKGROUND = "background"
    PRESENTATION = "presentation"
    STATEMENT = "statement"
    RECORDING = "recording"


class Stage(StrEnum):
    """When a document belongs to a session: before, during or after it."""

    BEFORE = "before"
    DURING = "during"
    AFTER = "after"


class DocumentAccess(StrEnum):
    """Who may read a document."""

    EVERYONE = "everyone"
    REGISTRANTS = "registrants"  # of its event, or of one registration type of it
    LINK = "link"  # whoever has its secret link


class VersionType(StrEnum):
    """What a version is of its document (UN usage: Rev. and Corr. after the symbol)."""

    ORIGINAL = "original"
    REVISION = "revision"
    CORRIGENDUM = "corrigendum"


class StoragePlace(StrEnum):
    """Where the bytes of a file are."""

    DATABASE = "database"  # in chunks
    FOLDER = "folder"  # of the data directory
    OBJECT_STORE = "object-store"  # S3-compatible
