"""The words of refusals and failures: by code for what we refuse, by status for the page."""

from dataclasses import dataclass

from webinars.i18n import mark


@dataclass(frozen=True)
class Words:
    """What a page about an error says: what happened, and what to do."""

    title: str
    text: str


PAGES: dict[int | str, Words] = {
    400: Words(
        mark("We could not read this request"),
        mark(
            "Something in the address or in the form is not as it should be. Go back and try again."
        ),
    ),
    "form-expired": Words(
        mark("This form is too old to be used"),
        mark(
            "Nothing was changed. Go back, load the page again and send it once more. Cookies must be on."
        ),
    ),
    401: Words(
        mark("Sign in to go on"),
        mark("This page is for organisers. We mail you a link that signs you in."),
    ),
    "sign-in-again": Words(
        mark("Sign in once more"),
        mark(
            "Who may announce events here is changed only shortly after signing in, so that nobody does it "
            "at a desk you have left. We mail you a link that brings you back."
        ),
    ),
    403: Words(
        mark("This is not allowed"),
        mark(
            "The request came from another site, or it is not yours to make. Nothing was changed."
        ),
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
        mark(
            "What was sent is larger than we take. Nothing was kept; shorten it and send it again."
        ),
    ),
    414: Words(
        mark("This address is too long"),
        mark("Go to the list of events and start from there."),
    ),
    415: Words(
        mark("This page takes a form"),
        mark(
            "What was sent is not a form as browsers send it. Nothing was changed. "
            "Open the page in a browser and use the form on it."
        ),
    ),
    422: Words(
        mark("Something is not right yet"),
        mark("Go back, look at what you entered and send it again."),
    ),
    429: Words(
        mark("Too many requests at once"),
        mark("More was sent than we take at once. Nothing was changed."),
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
        mark("Nothing was changed. Wait a few seconds and try again."),
    ),
    "other": Words(
        mark("This request cannot be answered"),
        mark("Go to the list of events and start from there."),
    ),
}

WORDS: dict[str, str] = {
    # what was typed
    "required": mark("This is needed."),
    "too-long": mark("This is too long: %(longest)s characters at most."),
    "control-characters": mark(
        "This holds a character that cannot be shown. Type it again by hand."
    ),
    "unseen-character": mark(
        "This holds a character that cannot be seen or that turns the line round (%(sign)s). "
        "Type it again by hand."
    ),
    "broken-text": mark("Some of the letters did not arrive whole. Type it again."),
    "not-an-address": mark("This is not an e-mail address. It looks like name@example.org."),
    "not-a-web-address": mark(
        "This is not a web address. It begins with https:// and names a host."
    ),
    "unknown-language": mark("We do not speak the language “%(language)s”."),
    "unknown-zone": mark("“%(zone)s” is not a time zone that we know."),
    "unknown-city": mark("“%(city)s” is not a city that we know."),
    "misspelt-city": mark("“%(city)s” is not a city that we know. Did you mean %(proposals)s?"),
    "ambiguous-city": mark("There are several cities “%(city)s”. Write one of: %(proposals)s."),
    "unknown-spoken-language": mark("“%(language)s” is not a language that we know by that name."),
    "too-many-cities": mark("These are too many cities: %(most)s at most."),
    "not-a-choice": mark("Choose one of these."),
    "not-a-number": mark("Write a whole number from 1 to %(most)s."),
    "bad-cursor": mark(
        "This place in the list does not exist. Begin again at the list's first page."
    ),
    # times
    "date-out-of-range": mark("We know the clocks from %(first)s to %(last)s only."),
    "end-before-start": mark("The end must come after the start."),
    "local-time-skipped": mark(
        "Clocks are put forward then: %(local)s does not exist there. Near it are %(neighbours)s."
    ),
    "local-time-twice": mark(
        "Clocks are put back then: %(local)s comes twice there. Near it are %(neighbours)s."
    ),
    "not-a-clock-time": mark("Write a time of 24 hours, such as 15:00."),
    "not-a-date": mark("Write a date as year, month and day, such as 2027-07-16."),
    "not-a-year": mark("Write a year of four figures, such as 2027."),
    "not-an-end": mark("Write a time such as 16:30, or a length such as 90 min."),
    # announcements and events
    "announcement-too-long": mark("The announcement is too long: %(longest)s characters at most."),
    "no-date-found": mark("There is no date in this text that we can read."),
    "title-missing": mark("The event needs a title."),
    "title-too-long": mark("The title is too long: %(most)s characters at most."),
    "description-too-long": mark("The description is too long: %(most)s characters at most."),
    "capacity-too-small": mark("There must be one place at least."),
    "capacity-below-held": mark("%(held)s places are held already: there cannot be fewer."),
    "changed-meanwhile": mark("Somebody else has saved this event meanwhile."),
    "has-registrations": mark(
        "People have registered for this event. Postpone or cancel it, so that they are told."
    ),
    "not-a-draft": mark("This event is public already."),
    "always-told": mark(
        "A new time, or another way to take part, is always told to those registered."
    ),
    "not-called-off": mark("This event is not called off: there is nothing to take back."),
    "nothing-moved": mark("The time of this event stands: there is nothing to decide."),
    "not-public": mark("This event is not public, or it was called off before."),
    "open-questions": mark("The announcement leaves a question open. Answer it first."),
    "public-access-details": mark(
        "The public text has a passcode or a meeting link, so everybody could get into the meeting. Edit the "
        "event: take it out, or say that everybody may read it."
    ),
    "no-such-event": mark("There is no such event."),
    "no-such-series": mark("There is no such series."),
    # registrations
    "no-such-registration": mark("There is no such registration."),
    "registration-not-open": mark("Registration is not open: %(standing)s."),
    "removed-address-stays": mark(
        "The organiser declined this registration, so its address cannot be changed."
    ),
    "address-registered": mark("This address has a registration for the event already."),
    "given-back-before": mark("This place was given back before."),
    "too-many-mails": mark(
        "We have written to this address often in the last hour. Try again later."
    ),
    "too-many-registrations": mark(
        "Too many people have registered for this event from your network in the last hour. Try again later, "
        "or ask the organiser to register you."
    ),
    "event-not-held": mark("This event does not take place at that time."),
    "no-place": mark("You have no place at this event."),
    "kind-full": mark(
        "No place of that kind is left for somebody who holds one. Give it more places first, or choose "
        "another."
    ),
    "registered-in-person": mark(
        "You are registered to come in person. The organiser can move you over to those who join online."
    ),
    "no-room-yet": mark("The way in is not known yet. Look here again shortly before the start."),
    "room-not-open": mark("The room opens on %(opens_at)s."),
    "room-closed": mark("This event is over, and its room is closed."),
    "event-over": mark("This event is over."),
    # approval, the waiting list, offers
    "nothing-to-decide": mark("There is nothing to decide about this person any more."),
    "nobody-chosen": mark("Tick somebody first, or use the button beside a name."),
    "no-place-free": mark("No place is free. Give one back, or allow more places first."),
    "not-waiting": mark("This person does not wait any more."),
    "nothing-offered": mark("Nothing is offered to you at the moment."),
    "nothing-ends": mark("There is no time to extend: nothing of this person ends by itself."),
    "not-later": mark(
        "The new end must be later than the present one, in the future, and not after the start."
    ),
    # questions and answers
    "answers-wrong": mark("Some answers are not right yet."),
    "answers-closed": mark(
        "The event is over or was called off, or the place was given back: answers stay as they are."
    ),
    "answer-needed": mark("This has to be answered."),
    "consent-needed": mark("Tick this if you agree: without it there is no registration."),
    "answer-not-a-number": mark("Write a number, such as 12 or 1.5."),
    "no-such-question": mark("There is no such question."),
    "question-changed": mark("Somebody else has changed this question meanwhile."),
    "question-before-parent": mark(
        "A question stands behind the one it depends on. Choose one that stands before it."
    ),
    "question-has-children": mark(
        "“%(label)s” is asked only because of this one. Change or remove that question first."
    ),
    "too-many-questions": mark("An event asks %(most)s questions at most."),
    "too-many-file-questions": mark("An event asks for %(most)s files at most."),
    "choices-needed": mark("Write %(least)s choices at least, each on a line of its own."),
    "too-many-choices": mark("These are too many choices: %(most)s at most."),
    "choice-twice": mark("“%(choice)s” stands here twice."),
    "choice-needed": mark(
        "“%(label)s” is asked only after “%(choice)s”. Change that question first."
    ),
    "no-such-file": mark("There is no such file."),
    "file-empty": mark("This file is empty. Choose another one."),
    "file-too-large": mark("This file is too large: %(most)s MB at most."),
    "file-not-taken": mark("Such a file is not taken. These are: %(taken)s."),
    "picture-too-large": mark(
        "This picture is too large to be shown: %(most)s million pixels at most. Save it smaller."
    ),
    "file-is-another": mark(
        "Inside, this is no %(ending)s file. Save it as one, or choose another file."
    ),
    "files-full": mark("This event holds as many files as it may. Write to the organiser instead."),
    # who may register, and when
    "not-a-domain": mark("“%(domain)s” is not a domain of mail addresses, such as example.org."),
    "too-many-domains": mark("These are too many domains: %(most)s at most."),
    "window-too-long": mark("Write a time of at most %(days)s days before the start."),
    "closes-before-opens": mark("Registration must close after it opens."),
    "too-many-hours": mark("Write a number of hours from 1 to %(most)s."),
    "reminder-out-of-range": mark("Remind people from 5 minutes to 30 days before the start."),
    "too-many-reminders": mark("These are too many reminders: %(most)s at most."),
    # kinds of registration
    "kind-name-missing": mark("Write a name, such as “In person” or “Observers”."),
    "kind-name-twice": mark("There is another kind of this name."),
    "too-many-kinds": mark("These are too many kinds of registration: %(most)s at most."),
    "kind-capacity-below-held": mark(
        "%(held)s places of this kind are held: there cannot be fewer."
    ),
    "kind-missing": mark("Choose how you want to take part."),
    "no-such-kind": mark("This way to take part is not offered any more. Choose another."),
    # invitations and delegations
    "invited-only": mark(
        "This event is by invitation: places are taken by the link in the invitation, with its address."
    ),
    "secret-link-needed": mark(
        "Places are taken by a link that the organiser gives. Ask for it, and open the whole of it."
    ),
    "domain-not-allowed": mark(
        "Only addresses of %(domains)s can register. Use yours there, or ask the organiser."
    ),
    "no-such-invitee": mark("There is no such invitation."),
    "registered-before": mark(
        "They have registered already. Write to them, or give their place back, under Registrations."
    ),
    "too-many-lines": mark("A list may have %(most)s people at most. Paste it in parts."),
    "too-many-written-down": mark(
        "%(most)s people at most can be registered at once. Paste the list in parts."
    ),
    "too-many-invitations": mark(
        "%(most)s invitations a day can be sent, and %(left)s are left. Invite the others tomorrow."
    ),
    "no-address-here": mark("There is no mail address in this line."),
    "named-before": mark("This address stands in line %(line)s already."),
    "names-missing": mark(
        "Nobody can be registered without a name; lines without one: %(lines)s. Add them, or invite."
    ),
    "no-such-delegation": mark("There is no such delegation."),
    "no-delegations": mark("This event takes no delegations. Switch them on in its terms first."),
    "no-focal-point": mark("This delegation has nobody to write to. Name a focal point first."),
    "delegation-named-before": mark("This delegation is in line %(line)s already."),
    "delegation-there": mark(
        "A delegation of this name is there already, with another focal point. Change that one instead."
    ),
    "delegation-name-missing": mark(
        "Write which body or country comes, before the e-mail address."
    ),
    "focal-name-missing": mark("Write who names the people, before the e-mail address."),
    "too-many-delegations": mark("An event may have %(most)s delegations at most."),
    "too-many-named": mark("%(most)s people at most can be named at once."),
    "quota-used": mark(
        "This delegation may name %(quota)s people, and has. Withdraw somebody, or ask the organiser."
    ),
    "quota-below-named": mark("%(named)s people are named already: it cannot be fewer."),
    "quota-too-small": mark("Write a whole number from 1 to %(most)s, or leave it empty."),
    # what readers leave under an event
    "no-such-comment": mark("There is no such comment. It may have been erased by its writer."),
    "comments-closed": mark("This event takes no more questions here. Write to the organiser."),
    "comments-full": mark(
        "As many questions wait for the organiser as can. Send yours later, or write to them by mail."
    ),
    "comment-changed": mark("Somebody else has done something about this comment meanwhile."),
    "answer-is-public": mark(
        "It stands on the event’s page, and so does its answer. Remove it first to answer by mail alone."
    ),
    "no-address-kept": mark("Its writer’s address is kept no more. Answer on the event’s page."),
    "too-many-public": mark(
        "An event’s page shows %(most)s comments at most. Remove one, or answer by mail alone."
    ),
    # what was mailed
    "no-such-message": mark("There is no such message."),
    "not-failed": mark("This message is on its way, or has been sent."),
    "message-emptied": mark("Its person has asked to be forgotten: there is nothing left to send."),
    "message-overtaken": mark(
        "Something newer was written to this person since, and this message may be wrong by now."
    ),
    # organisers
    "last-administrator": mark(
        "This is the last administrator who can let others in. Make somebody else one first."
    ),
    "no-such-organiser": mark("There is no such organiser."),
    "organiser-disabled": mark("This organiser is shut out. Let them in again first."),
    "organiser-exists": mark("%(email)s is an organiser already."),
    "no-such-link": mark("This link does not sign in any more. Ask for a new one."),
}
