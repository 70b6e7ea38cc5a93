"""The words of refusals and failures: by code for what we refuse, by status for the page."""

from dataclasses import dataclass

from webinars.i18n import N_


@dataclass(frozen=True)
class Words:
    """What a page about an error says: what happened, and what to do."""

    title: str
    text: str


PAGES: dict[int | str, Words] = {
    400: Words(
        N_("We could not read this request"),
        N_(
            "Something in the address or in the form is not as it should be. Go back and try again."
        ),
    ),
    "form-expired": Words(
        N_("This form is too old to be used"),
        N_(
            "Nothing was changed. Go back, load the page again and send it once more. Cookies must be on."
        ),
    ),
    401: Words(
        N_("Sign in to go on"),
        N_("This page is for organisers. We mail you a link that signs you in."),
    ),
    "sign-in-again": Words(
        N_("Sign in once more"),
        N_(
            "Who may announce events here is changed only shortly after signing in, so that nobody does it "
            "at a desk you have left. We mail you a link that brings you back."
        ),
    ),
    403: Words(
        N_("This is not allowed"),
        N_("The request came from another site, or it is not yours to make. Nothing was changed."),
    ),
    404: Words(
        N_("There is no such page"),
        N_("The address may be incomplete, or the link is not valid any more."),
    ),
    405: Words(
        N_("This page does not work that way"),
        N_("Nothing was changed. Go back to the page and use the button on it."),
    ),
    409: Words(
        N_("This cannot be done now"),
        N_("Things have changed since the page was shown. Load it again to see how they stand."),
    ),
    413: Words(
        N_("This is too much at once"),
        N_("What was sent is larger than we take. Nothing was kept; shorten it and send it again."),
    ),
    414: Words(
        N_("This address is too long"),
        N_("Go to the list of events and start from there."),
    ),
    415: Words(
        N_("This page takes a form"),
        N_(
            "What was sent is not a form as browsers send it. Nothing was changed. "
            "Open the page in a browser and use the form on it."
        ),
    ),
    422: Words(
        N_("Something is not right yet"),
        N_("Go back, look at what you entered and send it again."),
    ),
    429: Words(
        N_("Too many requests at once"),
        N_("More was sent than we take at once. Nothing was changed."),
    ),
    500: Words(
        N_("Something went wrong on our side"),
        N_("It has been noted. Nothing was half done; try again in a few minutes."),
    ),
    501: Words(
        N_("This page does not work that way"),
        N_("Nothing was changed. Go back to the page and use the button on it."),
    ),
    503: Words(
        N_("We are busy for a moment"),
        N_("Nothing was changed. Wait a few seconds and try again."),
    ),
    "other": Words(
        N_("This request cannot be answered"),
        N_("Go to the list of events and start from there."),
    ),
}

WORDS: dict[str, str] = {
    # what was typed
    "required": N_("This is needed."),
    "too-long": N_("This is too long: %(longest)s characters at most."),
    "control-characters": N_("This holds a character that cannot be shown. Type it again by hand."),
    "unseen-character": N_(
        "This holds a character that cannot be seen or that turns the line round (%(sign)s). "
        "Type it again by hand."
    ),
    "broken-text": N_("Some of the letters did not arrive whole. Type it again."),
    "not-an-address": N_("This is not an e-mail address. It looks like name@example.org."),
    "not-a-web-address": N_("This is not a web address. It begins with https:// and names a host."),
    "unknown-language": N_("We do not speak the language “%(language)s”."),
    "unknown-zone": N_("“%(zone)s” is not a time zone that we know."),
    "unknown-city": N_("“%(city)s” is not a city that we know."),
    "misspelt-city": N_("“%(city)s” is not a city that we know. Did you mean %(proposals)s?"),
    "ambiguous-city": N_("There are several cities “%(city)s”. Write one of: %(proposals)s."),
    "unknown-spoken-language": N_("“%(language)s” is not a language that we know by that name."),
    "too-many-cities": N_("These are too many cities: %(most)s at most."),
    "not-a-choice": N_("Choose one of these."),
    "not-a-number": N_("Write a whole number from 1 to %(most)s."),
    "bad-cursor": N_(
        "This place in the list does not exist. Begin again at the list's first page."
    ),
    # times
    "date-out-of-range": N_("We know the clocks from %(first)s to %(last)s only."),
    "end-before-start": N_("The end must come after the start."),
    "local-time-skipped": N_(
        "Clocks are put forward then: %(local)s does not exist there. Near it are %(neighbours)s."
    ),
    "local-time-twice": N_(
        "Clocks are put back then: %(local)s comes twice there. Near it are %(neighbours)s."
    ),
    "not-a-clock-time": N_("Write a time of 24 hours, such as 15:00."),
    "not-a-date": N_("Write a date as year, month and day, such as 2027-07-16."),
    "not-a-year": N_("Write a year of four figures, such as 2027."),
    "not-an-end": N_("Write a time such as 16:30, or a length such as 90 min."),
    # announcements and events
    "announcement-too-long": N_("The announcement is too long: %(longest)s characters at most."),
    "no-date-found": N_("There is no date in this text that we can read."),
    "title-missing": N_("The event needs a title."),
    "title-too-long": N_("The title is too long: %(most)s characters at most."),
    "description-too-long": N_("The description is too long: %(most)s characters at most."),
    "capacity-too-small": N_("There must be one place at least."),
    "capacity-below-held": N_("%(held)s places are held already: there cannot be fewer."),
    "changed-meanwhile": N_("Somebody else has saved this event meanwhile."),
    "has-registrations": N_(
        "People have registered for this event. Postpone or cancel it, so that they are told."
    ),
    "not-a-draft": N_("This event is public already."),
    "always-told": N_(
        "A new time, or another way to take part, is always told to those registered."
    ),
    "not-called-off": N_("This event is not called off: there is nothing to take back."),
    "nothing-moved": N_("The time of this event stands: there is nothing to decide."),
    "not-public": N_("This event is not public, or it was called off before."),
    "open-questions": N_("The announcement leaves a question open. Answer it first."),
    "public-access-details": N_(
        "The public text has a passcode or a meeting link, so everybody could get into the meeting. Edit the "
        "event: take it out, or say that everybody may read it."
    ),
    "no-such-event": N_("There is no such event."),
    "no-such-series": N_("There is no such series."),
    # registrations
    "no-such-registration": N_("There is no such registration."),
    "registration-not-open": N_("Registration is not open: %(standing)s."),
    "removed-address-stays": N_(
        "The organiser declined this registration, so its address cannot be changed."
    ),
    "address-registered": N_("This address has a registration for the event already."),
    "given-back-before": N_("This place was given back before."),
    "too-many-mails": N_(
        "We have written to this address often in the last hour. Try again later."
    ),
    "too-many-registrations": N_(
        "Too many people have registered for this event from your network in the last hour. Try again later, "
        "or ask the organiser to register you."
    ),
    "event-not-held": N_("This event does not take place at that time."),
    "no-place": N_("You have no place at this event."),
    "kind-full": N_(
        "No place of that kind is left for somebody who holds one. Give it more places first, or choose "
        "another."
    ),
    "registered-in-person": N_(
        "You are registered to come in person. The organiser can move you over to those who join online."
    ),
    "no-room-yet": N_("The way in is not known yet. Look here again shortly before the start."),
    "room-not-open": N_("The room opens on %(opens_at)s."),
    "room-closed": N_("This event is over, and its room is closed."),
    "event-over": N_("This event is over."),
    # approval, the waiting list, offers
    "nothing-to-decide": N_("There is nothing to decide about this person any more."),
    "nobody-chosen": N_("Tick somebody first, or use the button beside a name."),
    "no-place-free": N_("No place is free. Give one back, or allow more places first."),
    "not-waiting": N_("This person does not wait any more."),
    "nothing-offered": N_("Nothing is offered to you at the moment."),
    "nothing-ends": N_("There is no time to extend: nothing of this person ends by itself."),
    "not-later": N_(
        "The new end must be later than the present one, in the future, and not after the start."
    ),
    # questions and answers
    "answers-wrong": N_("Some answers are not right yet."),
    "answers-closed": N_(
        "The event is over or was called off, or the place was given back: answers stay as they are."
    ),
    "answer-needed": N_("This has to be answered."),
    "consent-needed": N_("Tick this if you agree: without it there is no registration."),
    "answer-not-a-number": N_("Write a number, such as 12 or 1.5."),
    "no-such-question": N_("There is no such question."),
    "question-changed": N_("Somebody else has changed this question meanwhile."),
    "question-before-parent": N_(
        "A question stands behind the one it depends on. Choose one that stands before it."
    ),
    "question-has-children": N_(
        "“%(label)s” is asked only because of this one. Change or remove that question first."
    ),
    "too-many-questions": N_("An event asks %(most)s questions at most."),
    "too-many-file-questions": N_("An event asks for %(most)s files at most."),
    "choices-needed": N_("Write %(least)s choices at least, each on a line of its own."),
    "too-many-choices": N_("These are too many choices: %(most)s at most."),
    "choice-twice": N_("“%(choice)s” stands here twice."),
    "choice-needed": N_(
        "“%(label)s” is asked only after “%(choice)s”. Change that question first."
    ),
    "no-such-file": N_("There is no such file."),
    "file-empty": N_("This file is empty. Choose another one."),
    "file-too-large": N_("This file is too large: %(most)s MB at most."),
    "file-not-taken": N_("Such a file is not taken. These are: %(taken)s."),
    "picture-too-large": N_(
        "This picture is too large to be shown: %(most)s million pixels at most. Save it smaller."
    ),
    "file-is-another": N_(
        "Inside, this is no %(ending)s file. Save it as one, or choose another file."
    ),
    "files-full": N_("This event holds as many files as it may. Write to the organiser instead."),
    # who may register, and when
    "not-a-domain": N_("“%(domain)s” is not a domain of mail addresses, such as example.org."),
    "too-many-domains": N_("These are too many domains: %(most)s at most."),
    "window-too-long": N_("Write a time of at most %(days)s days before the start."),
    "closes-before-opens": N_("Registration must close after it opens."),
    "too-many-hours": N_("Write a number of hours from 1 to %(most)s."),
    "reminder-out-of-range": N_("Remind people from 5 minutes to 30 days before the start."),
    "too-many-reminders": N_("These are too many reminders: %(most)s at most."),
    # kinds of registration
    "kind-name-missing": N_("Write a name, such as “In person” or “Observers”."),
    "kind-name-twice": N_("There is another kind of this name."),
    "too-many-kinds": N_("These are too many kinds of registration: %(most)s at most."),
    "kind-capacity-below-held": N_("%(held)s places of this kind are held: there cannot be fewer."),
    "kind-missing": N_("Choose a registration type."),
    "no-such-kind": N_("This registration type is no longer available. Choose another one."),
    # invitations and delegations
    "invited-only": N_(
        "This event is by invitation: places are taken by the link in the invitation, with its address."
    ),
    "secret-link-needed": N_(
        "Places are taken by a link that the organiser gives. Ask for it, and open the whole of it."
    ),
    "domain-not-allowed": N_(
        "Only addresses of %(domains)s can register. Use yours there, or ask the organiser."
    ),
    "no-such-invitee": N_("There is no such invitation."),
    "registered-before": N_(
        "They have registered already. Write to them, or give their place back, under Registrations."
    ),
    "too-many-lines": N_("A list may have %(most)s people at most. Paste it in parts."),
    "too-many-written-down": N_(
        "%(most)s people at most can be registered at once. Paste the list in parts."
    ),
    "too-many-invitations": N_(
        "%(most)s invitations a day can be sent, and %(left)s are left. Invite the others tomorrow."
    ),
    "no-address-here": N_("There is no mail address in this line."),
    "named-before": N_("This address stands in line %(line)s already."),
    "names-missing": N_(
        "Nobody can be registered without a name; lines without one: %(lines)s. Add them, or invite."
    ),
    "no-such-delegation": N_("There is no such delegation."),
    "no-delegations": N_("This event takes no delegations. Switch them on in its terms first."),
    "no-focal-point": N_("This delegation has nobody to write to. Name a focal point first."),
    "delegation-named-before": N_("This delegation is in line %(line)s already."),
    "delegation-there": N_(
        "A delegation of this name is there already, with another focal point. Change that one instead."
    ),
    "delegation-name-missing": N_("Write which body or country comes, before the e-mail address."),
    "focal-name-missing": N_("Write who names the people, before the e-mail address."),
    "too-many-delegations": N_("An event may have %(most)s delegations at most."),
    "too-many-named": N_("%(most)s people at most can be named at once."),
    "quota-used": N_(
        "This delegation may name %(quota)s people, and has. Withdraw somebody, or ask the organiser."
    ),
    "quota-below-named": N_("%(named)s people are named already: it cannot be fewer."),
    "quota-too-small": N_("Write a whole number from 1 to %(most)s, or leave it empty."),
    # what readers leave under an event
    "no-such-comment": N_("There is no such comment. It may have been erased by its writer."),
    "comments-closed": N_("This event takes no more questions here. Write to the organiser."),
    "comments-full": N_(
        "As many questions wait for the organiser as can. Send yours later, or write to them by mail."
    ),
    "comment-changed": N_("Somebody else has done something about this comment meanwhile."),
    "answer-is-public": N_(
        "It stands on the event’s page, and so does its answer. Remove it first to answer by mail alone."
    ),
    "no-address-kept": N_("Its writer’s address is kept no more. Answer on the event’s page."),
    "too-many-public": N_(
        "An event’s page shows %(most)s comments at most. Remove one, or answer by mail alone."
    ),
    # what was mailed
    "no-such-message": N_("There is no such message."),
    "not-failed": N_("This message is on its way, or has been sent."),
    "message-emptied": N_("Its person has asked to be forgotten: there is nothing left to send."),
    "message-overtaken": N_(
        "Something newer was written to this person since, and this message may be wrong by now."
    ),
    # organisers
    "last-administrator": N_(
        "This is the last administrator who can let others in. Make somebody else one first."
    ),
    "no-such-organiser": N_("There is no such organiser."),
    "organiser-disabled": N_("This organiser is shut out. Let them in again first."),
    "organiser-exists": N_("%(email)s is an organiser already."),
    "no-such-link": N_("This link does not sign in any more. Ask for a new one."),
}
