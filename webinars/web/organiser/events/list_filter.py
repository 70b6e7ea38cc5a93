"""Filter of the list of events, as the query of its address."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import abort, request
from flask_login import current_user

from webinars.database import db
from webinars.events.listing.organised_list import ListSection, ListSelection
from webinars.events.listing.organised_series import organised_series
from webinars.events.role_assignments import Scope
from webinars.i18n import N_, Translator
from webinars.pagination import MAX_ID
from webinars.security.text_input import clean_line

MAX_SEARCH_LENGTH = 100
SECTION_LABELS = {
    ListSection.DRAFTS: N_("Drafts"),
    ListSection.UPCOMING: N_("Upcoming events"),
    ListSection.PAST: N_("Past events"),
    ListSection.POSTPONED: N_("Postponed events"),
    ListSection.CANCELLED: N_("Cancelled events"),
}
_STATUS_LABELS = {
    ListSection.DRAFTS: N_("Draft"),
    ListSection.UPCOMING: N_("Upcoming"),
    ListSection.PAST: N_("Past"),
    ListSection.POSTPONED: N_("Postponed"),
    ListSection.CANCELLED: N_("Cancelled"),
}
# Lists of the page without a chosen state.
ALL_SECTIONS = (ListSection.DRAFTS, ListSection.UPCOMING, ListSection.PAST)
_OWN, _REVERSED = "own", "reversed"


@dataclass(frozen=True)
class ListFilter:
    """What is shown: one section or all, narrowed, after a cursor."""

    section: ListSection | None
    selection: ListSelection
    after: str

    @property
    def sections(self) -> Sequence[ListSection]:
        """Return the lists that the page shows."""
        return (self.section,) if self.section else ALL_SECTIONS

    @property
    def is_narrowed(self) -> bool:
        """Return whether anything is filtered or sorted in another way."""
        return self.section is not None or self.selection != ListSelection()

    @property
    def state(self) -> str:
        """Return the value of the chosen state; empty for all."""
        return self.section.value if self.section else ""

    @property
    def whose(self) -> str:
        """Return the value of the choice whose events are shown; empty for all."""
        return _OWN if self.selection.scope is Scope.OWN else ""

    @property
    def sort(self) -> str:
        """Return the value of the chosen order; empty for the usual one."""
        return _REVERSED if self.selection.is_reversed else ""

    @property
    def series(self) -> str:
        """Return the value of the chosen series; empty for all."""
        return str(self.selection.series_id or "")

    def arguments(
        self, section: ListSection | None = None, after: str = ""
    ) -> dict[str, str | None]:
        """Return the query of this list or of one of its sections, None for parts that do not filter."""
        values = {
            "q": self.selection.q,
            "state": section.value if section else self.state,
            "series": self.series,
            "whose": self.whose,
            "sort": self.sort,
            "after": after,
        }
        return {name: value or None for name, value in values.items()}


def parse_filter() -> ListFilter:
    """Parse the query of the list; 404 if a value is unknown.

    Raises:
        InvalidInputError: the search text is not valid.
    """
    state, whose, sort, series, after = (
        request.args.get(name, "") for name in ("state", "whose", "sort", "series", "after")
    )
    if state and state not in set(ListSection):
        abort(404)
    if whose not in {"", _OWN} or sort not in {"", _REVERSED}:
        abort(404)
    is_number = series.isascii() and series.isdecimal() and len(series) <= len(str(MAX_ID))
    if series and not (is_number and 0 < int(series) <= MAX_ID):
        abort(404)
    # Addresses of earlier versions have a cursor and no state.
    section = ListSection(state) if state else ListSection.UPCOMING if after else None
    selection = ListSelection(
        scope=Scope.OWN if whose else Scope.ALL,
        q=clean_line(request.args.get("q", ""), longest=MAX_SEARCH_LENGTH),
        series_id=int(series) if series else None,
        is_reversed=bool(sort),
    )
    return ListFilter(section, selection, after)


@dataclass(frozen=True)
class FilterChoices:
    """Values and labels to choose from; lists that would have one entry are empty."""

    states: Sequence[tuple[str, str]]
    series: Sequence[tuple[str, str]]
    whose: Sequence[tuple[str, str]]
    orders: Sequence[tuple[str, str]]


def filter_choices(wanted: ListFilter, t: Translator) -> FilterChoices:
    """Return what the account can choose from, and the series that is chosen."""
    organiser = current_user.organiser
    own = organised_series(db.session(), organiser) or ()
    series = {str(one.id): t.text(one.name) for one in own}
    if wanted.series:
        # Without its name, which the account may not be allowed to see.
        series.setdefault(wanted.series, t("The chosen series"))
    sees_others = organiser.is_admin or organiser.has_roles
    return FilterChoices(
        states=[(section.value, t(label)) for section, label in _STATUS_LABELS.items()],
        series=list(series.items()),
        whose=[(_OWN, t("Your own"))] if sees_others else (),
        orders=[(_REVERSED, t("Reversed"))],
    )
