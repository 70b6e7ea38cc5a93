"""What a capability permits, and the column that names its subject."""

from enum import StrEnum


class Purpose(StrEnum):
    """What a capability permits; a token of one purpose does not resolve for another."""

    MANAGE = "manage"
    JOIN = "join"
    ADDRESS = "address"
    REPLY = "reply"
    CALENDAR = "calendar"
    INVITEE = "invitee"
    DELEGATION = "delegation"
    COMMENT = "comment"
    SIGN_IN = "sign-in"
    ENTRY = "entry"
    UNSUBSCRIBE = "unsubscribe"
    DATES = "dates"
    SUBSCRIBER = "subscriber"
    END_SUBSCRIPTION = "end-subscription"
    POLL = "poll"
    POLL_ENTRY = "poll-entry"
    DOCUMENT = "document"


# The column that names the subject of each purpose. A reply address belongs to an event and the address
# that is its holder.
SUBJECTS = {
    Purpose.MANAGE: "registration_id",
    Purpose.JOIN: "registration_id",
    Purpose.ADDRESS: "registration_id",
    Purpose.REPLY: "event_id",
    Purpose.CALENDAR: "calendar_id",
    Purpose.INVITEE: "invitee_id",
    Purpose.DELEGATION: "delegation_id",
    Purpose.COMMENT: "comment_id",
    Purpose.SIGN_IN: "organiser_id",
    Purpose.ENTRY: "event_id",
    Purpose.UNSUBSCRIBE: "registration_id",
    Purpose.DATES: "date_group_registration_id",
    Purpose.SUBSCRIBER: "subscriber_id",
    Purpose.END_SUBSCRIPTION: "subscriber_id",
    Purpose.POLL: "poll_participant_id",
    Purpose.POLL_ENTRY: "poll_id",
    Purpose.DOCUMENT: "document_id",
}

OF_REGISTRATION = (Purpose.MANAGE, Purpose.JOIN)
# The second ends a subscription and nothing more: mailbox providers get it in a header.
OF_SUBSCRIBER = (Purpose.SUBSCRIBER, Purpose.END_SUBSCRIPTION)
