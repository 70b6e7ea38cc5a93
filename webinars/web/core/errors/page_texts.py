"""Title and text of error pages, by HTTP status."""

from dataclasses import dataclass

from webinars.i18n import N_


@dataclass(frozen=True)
class PageText:
    """Title and text of an error page."""

    title: str
    text: str


PAGES: dict[int | str, PageText] = {
    400: PageText(
        N_("We could not read this request"),
        N_("Something in the address or the form is not valid. Go back and try again."),
    ),
    "form-expired": PageText(
        N_("This form has expired"),
        N_(
            "Nothing was changed. Go back, reload the page and submit it again. Cookies must be enabled."
        ),
    ),
    401: PageText(
        N_("Sign in to continue"),
        N_("This page is for organisers. We e-mail you a sign-in link."),
    ),
    "sign-in-again": PageText(
        N_("Sign in again"),
        N_(
            "For your security, changes to accounts and to teams of events need a recent sign-in. We "
            "e-mail you a link that brings you back to this page."
        ),
    ),
    403: PageText(
        N_("This is not allowed"),
        N_(
            "The request came from another site, or you do not have permission. Nothing was changed."
        ),
    ),
    404: PageText(
        N_("Page not found"),
        N_("The address may be incomplete, or the link may no longer be valid."),
    ),
    405: PageText(
        N_("This page cannot be opened directly"),
        N_("Nothing was changed. Go back to the page and use its button."),
    ),
    409: PageText(
        N_("This is not possible now"),
        N_("Something has changed since you opened the page. Reload it to see the current state."),
    ),
    413: PageText(
        N_("Too much data"),
        N_(
            "What you sent is larger than the limit. Nothing was saved; shorten it and submit it again."
        ),
    ),
    414: PageText(
        N_("This address is too long"),
        N_("Go to the list of events and start from there."),
    ),
    415: PageText(
        N_("This page expects a form"),
        N_(
            "What was sent is not a form submitted by a browser. Nothing was changed. Open the page "
            "in a browser and use its form."
        ),
    ),
    422: PageText(
        N_("Something is not valid"),
        N_("Go back, check what you entered and submit it again."),
    ),
    429: PageText(
        N_("Too many requests"),
        N_("More requests were sent in a short time than we accept. Nothing was changed."),
    ),
    500: PageText(
        N_("Something went wrong on our side"),
        N_("The error was recorded and nothing was changed. Try again in a few minutes."),
    ),
    501: PageText(
        N_("This page cannot be opened directly"),
        N_("Nothing was changed. Go back to the page and use its button."),
    ),
    503: PageText(
        N_("We are busy at the moment"),
        N_("Nothing was changed. Wait a few seconds and try again."),
    ),
    507: PageText(
        N_("There is no room for this file"),
        N_("The server has no disk space left. Nothing was stored; try again later."),
    ),
    "other": PageText(
        N_("This request cannot be answered"),
        N_("Go to the list of events and start from there."),
    ),
}
