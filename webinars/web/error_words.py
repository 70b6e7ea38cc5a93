"""The words of refusals and failures: by code for what we refuse, by status for the page."""

from dataclasses import dataclass

from webinars.wording import mark


@dataclass(frozen=True)
class Words:
    """What a page about an error says: what happened, and what to do."""

    title: str
    text: str


PAGES: dict[int | str, Words] = {
    400: Words(
        mark("We could not read this request"),
        mark("Something in the address or in the form is not as it should be. Go back and try again."),
    ),
    "form-expired": Words(
        mark("This form is too old to be used"),
        mark("Nothing was changed. Go back, load the page again and send it once more. Cookies must be on."),
    ),
    401: Words(
        mark("Sign in to go on"),
        mark("This page is for organisers. We mail you a link that signs you in."),
    ),
    403: Words(
        mark("This is not allowed"),
        mark("The request came from another site, or it is not yours to make. Nothing was changed."),
    ),
    404: Words(
        mark("There is no such page"),
        mark("The address may be incomplete, or the link is not valid any more."),
    ),
    405: Words(
        mark("This page does not work that way"),
        mark("Nothing was changed. Go back to the page and use the button on it."),
    ),
    409: Words(
        mark("This cannot be done now"),
        mark("Things have changed since the page was shown. Load it again to see how they stand."),
    ),
    413: Words(
        mark("This is too much at once"),
        mark("What was sent is larger than we take. Nothing was kept; shorten it and send it again."),
    ),
    414: Words(
        mark("This address is too long"),
        mark("Go to the list of events and start from there."),
    ),
    422: Words(
        mark("Something is not right yet"),
        mark("Go back, look at what you entered and send it again."),
    ),
    429: Words(
        mark("Too many requests at once"),
        mark("Wait a little and try again. Nothing was lost."),
    ),
    500: Words(
        mark("Something went wrong on our side"),
        mark("It has been noted. Nothing was half done; try again in a few minutes."),
    ),
    501: Words(
        mark("This page does not work that way"),
        mark("Nothing was changed. Go back to the page and use the button on it."),
    ),
    503: Words(
        mark("We are busy for a moment"),
        mark("Nothing was kept. Wait a few seconds and send it again."),
    ),
    "other": Words(
        mark("This request cannot be answered"),
        mark("Go to the list of events and start from there."),
    ),
}

WORDS: dict[str, str] = {
    "unknown-language": mark("We do not speak the language “%(language)s”."),
    "unknown-zone": mark("“%(zone)s” is not a time zone that we know."),
}
