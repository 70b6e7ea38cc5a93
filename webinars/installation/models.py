"""Tables of what administrators state about the installation."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from webinars.database import Base
from webinars.localized_columns import LocalizedString


class StatementPage(StrEnum):
    """A public page that administrators complete."""

    PRIVACY = "privacy"
    ACCESSIBILITY = "accessibility"


class PageStatement(Base):
    """What the privacy or accessibility page says of the operator; an empty text is not shown.

    complaint: where people can complain. dated_on: the day of the statement. revision counts its changes.
    """

    __tablename__ = "page_statements"

    page: Mapped[StatementPage] = mapped_column(primary_key=True)
    responsible_body: Mapped[str] = mapped_column(LocalizedString())
    contact: Mapped[str] = mapped_column(LocalizedString())
    complaint: Mapped[str] = mapped_column(LocalizedString())
    dated_on: Mapped[date | None]
    revision: Mapped[int]
    changed_at: Mapped[datetime]


class StoredAppearance(Base):
    """Name, logo and colours of the installation, in one row; an empty one is not chosen.

    logo_digest is the hash of the logo, which its address contains. revision counts the changes.
    """

    __tablename__ = "appearances"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str]
    colour: Mapped[str]
    dark_colour: Mapped[str]
    logo: Mapped[bytes | None] = mapped_column(LargeBinary)
    logo_type: Mapped[str]
    logo_digest: Mapped[str]
    revision: Mapped[int]
    changed_at: Mapped[datetime]
