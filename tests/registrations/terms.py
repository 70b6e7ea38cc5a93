"""Registration settings used in tests."""

from webinars.events.enums import WaitingList

AT_ONCE = {"waiting_list": WaitingList.AT_ONCE}
BY_HAND = {"waiting_list": WaitingList.BY_HAND}
APPROVAL = {"requires_approval": True}
