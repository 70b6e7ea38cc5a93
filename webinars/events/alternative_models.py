"""Table of the groups of events that are one webinar held more than once."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from webinars.database import Base


class AlternativeGroup(Base):
    """Events that are one webinar held more than once, of which a registrant chooses one."""

    __tablename__ = "alternative_groups"

    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime]
