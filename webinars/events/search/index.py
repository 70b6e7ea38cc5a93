"""The full-text index of public events, over events.search_text."""

from webinars.database import Base
from webinars.events.models import Event
from webinars.events.search.full_text_index import FullTextIndex

EVENT_INDEX = FullTextIndex(
    name="event_search",
    postgresql_name="ix_events_search",
    table=Base.metadata.tables[Event.__tablename__],
    rows="events",
    listing="listing",
)
EVENT_INDEX.keep_with_table()
