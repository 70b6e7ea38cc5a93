"""Messages of errors by code."""

from webinars.i18n import N_

MESSAGES: dict[str, str] = {
    # form fields
    "required": N_("Enter a value."),
    "too-long": N_("Enter at most %(longest)s characters."),
    "control-characters": N_(
        "This contains a character that cannot be displayed. Type it again by hand."
    ),
    "invisible-character": N_(
        "This contains an invisible character or one that reverses the text direction "
        "(%(sign)s). Type it again by hand."
    ),
    "broken-text": N_("Some characters were damaged in transfer. Type the text again."),
    "not-an-address": N_("Enter an e-mail address, such as name@example.org."),
    "not-a-web-address": N_(
        "Enter a web address that begins with https://, such as https://example.org."
    ),
    "no-recording": N_(
        "This event has no links to a recording or slides yet: add them, or remove {recording}."
    ),
    "recording-before-end": N_(
        "The links to the recording and slides are shown once the event is over: choose a later "
        "time, or remove {recording}."
    ),
    "not-https": N_("Enter an address that begins with https://."),
    "too-many-links": N_("Enter at most %(most)s links."),
    "unknown-language": N_("The language “%(language)s” is not available."),
    "unknown-timezone": N_("“%(zone)s” is not a known time zone."),
    "zone-abbreviation": N_(
        "“%(zone)s” is an abbreviation and may be ambiguous. Enter a large city, or a name such as "
        "Europe/Paris."
    ),
    "unknown-city": N_("“%(city)s” is not a known city."),
    "misspelt-city": N_("“%(city)s” is not a known city. Did you mean %(proposals)s?"),
    "ambiguous-city": N_("There are several cities named “%(city)s”. Enter one of: %(proposals)s."),
    "ambiguous-town": N_(
        "There are several places named “%(city)s”, with different times. Enter a larger city near it."
    ),
    "too-many-places": N_("Enter at most %(most)s countries and cities."),
    "too-many-dates": N_("Choose at most %(most)s dates."),
    "not-a-quarter": N_("Enter a time on a quarter of an hour, such as 09:15."),
    "hours-not-in-order": N_(
        "The hours must follow each other: end of the night, working hours, beginning of the night."
    ),
    "unknown-spoken-language": N_("“%(language)s” is not a known language."),
    "too-many-cities": N_("Enter at most %(most)s cities."),
    "not-a-choice": N_("Choose one of these."),
    "not-a-number": N_("Enter a whole number from 1 to %(most)s."),
    "bad-cursor": N_("This page of the list does not exist. Start again from the first page."),
    # times
    "date-out-of-range": N_("Enter a date from %(first)s to %(last)s."),
    "end-before-start": N_("The end must be after the start."),
    "too-many-new-dates": N_(
        "At most %(most)s dates can be added at once. Add the first ones, and the rest after them."
    ),
    "too-many-dates-of-event": N_("An event can have at most %(most)s dates."),
    "too-many-alternatives": N_("A webinar can be held at most %(most)s times."),
    "alternatives-overlap": N_(
        "The webinar is held then already, in the same languages: on %(at)s. If you mean it, add it again."
    ),
    "not-of-same-owner": N_("That event belongs to another account."),
    "in-other-group": N_("That event is held more than once itself. Take its times apart first."),
    "not-an-alternative": N_("Choose one of the times of this webinar."),
    "not-all-times": N_(
        "You may not write to the registrants of the other times. Untick them, or ask their owner."
    ),
    "all-times-and-filters": N_(
        "A message to all times goes by status and presence only. Leave the other filters empty."
    ),
    "time-full": N_("No place is left at that time, so you keep what you have."),
    "time-not-available": N_(
        "You cannot register for that time here. If you think this is a mistake, write to the organiser."
    ),
    "no-date-in-rule": N_("This rule has no date. Check the last possible date."),
    "rule-without-end": N_("Enter the number of dates, or the last possible date."),
    "rule-without-weekday": N_("Choose at least one day of the week."),
    "not-a-typed-date": N_(
        "Line %(line)s is not a date: “%(quote)s”. Write it as 2027-03-05 or 5 March 2027."
    ),
    "ambiguous-typed-date": N_(
        "Line %(line)s can be two dates: “%(quote)s”. Write the month as a word, or the date as 2027-03-05."
    ),
    "series-missing": N_("Name the series that these dates are in."),
    "local-time-skipped": N_(
        "Clocks go forward at that time: %(local)s does not exist there. Nearby times: "
        "%(neighbours)s."
    ),
    "local-time-ambiguous": N_(
        "Clocks go back at that time: %(local)s occurs twice there. Nearby times: %(neighbours)s."
    ),
    "not-a-time": N_("Enter a time in 24-hour format, such as 15:00."),
    "not-a-date": N_("Enter a date as year, month and day, such as 2027-07-16."),
    "not-a-year": N_("Enter a year with four digits, such as 2027."),
    "not-a-duration": N_("Enter a duration such as 90 min, of at most 12 hours."),
    "not-an-end-time": N_("Enter a time such as 16:30, or a duration such as 90 min."),
    # announcements and events
    "announcement-too-long": N_(
        "The announcement is too long. Enter at most %(longest)s characters."
    ),
    "too-many-events-in-text": N_(
        "The text has more than %(most)s events. The first one that was not read is in line %(line)s: "
        "“%(quote)s”. Read the text in parts."
    ),
    "no-date-found": N_("No date was found in this text."),
    "title-missing": N_("Enter a title."),
    "title-too-long": N_("The title is too long. Enter at most %(most)s characters."),
    "description-too-long": N_("The description is too long. Enter at most %(most)s characters."),
    "venue-too-long": N_("The venue is too long. Enter at most %(most)s characters."),
    "text-language-missing": N_("Choose the language in which the text is written."),
    "translated-into-itself": N_(
        "The text is written in this language. Choose another one, or remove the translation."
    ),
    "translation-without-text": N_(
        "There is a translation, but no text that it translates. Enter the text, or remove the "
        "translation."
    ),
    "capacity-too-small": N_("There must be at least one place."),
    "capacity-below-held": N_("%(held)s places are taken: the number of places cannot be lower."),
    "event-changed": N_("Someone else has changed this event since you opened it."),
    "has-registrations": N_(
        "People have registered for this event. Postpone or cancel it instead, so that they are "
        "notified."
    ),
    "has-invitations": N_(
        "Invited people have this event in their calendars. Cancel it, or withdraw their invitations first."
    ),
    "not-a-draft": N_("This event is already published."),
    "notification-required": N_(
        "Registered people are always notified of a new time or another format."
    ),
    "not-cancelled": N_(
        "This event is not cancelled or postponed, so there is nothing to reinstate."
    ),
    "schedule-not-moved": N_(
        "The time of this event has not changed, so there is nothing to decide."
    ),
    "not-published": N_("This event is not published, or is already cancelled or postponed."),
    "open-questions": N_("The announcement leaves a question open. Answer it first."),
    "public-access-details": N_(
        "The public text contains a passcode or a meeting link, so anyone could join the "
        "meeting. Edit the event to remove it, or confirm that it may be public."
    ),
    "no-such-event": N_("This event does not exist."),
    "role-not-sufficient": N_(
        "Your role on this event does not include this page. Nothing was changed. Ask the owner of the event."
    ),
    "no-such-document": N_("This document does not exist."),
    "document-file-lost": N_(
        "The content of this file is missing on the server, so it cannot be downloaded. The operator of this "
        "site can see that; please try again in a few days."
    ),
    "embargo-is-past": N_(
        "This time has passed. Enter a later one, or leave it empty to end the embargo now."
    ),
    "embargo-on-public": N_(
        "This document could be read already, so an embargo would hide nothing. "
        "Withdraw its versions instead."
    ),
    "zip-too-large": N_(
        "The documents are more than %(most)s MB or %(files)s files together. "
        "Choose one language, or download them one by one."
    ),
    "no-such-series": N_("This body or series does not exist."),
    "series-name-missing": N_("Enter a name."),
    "series-changed": N_("Someone else has changed this body or series since you opened it."),
    "series-gone": N_("This body or series does not exist any more. Choose another one."),
    "series-joined": N_(
        "This body or series was joined into “%(name)s” meanwhile. Enter that one, or another."
    ),
    "session-number-taken": N_("Session %(number)s of this body exists already."),
    "no-such-parent": N_("Choose a body that exists and that you may change."),
    "ambiguous-series": N_(
        "Several bodies or series have this name. Enter the address of one of them: %(proposals)s."
    ),
    "parent-below-itself": N_(
        "“%(name)s” is itself part of this body. A body cannot be part of itself."
    ),
    "too-many-levels": N_("Bodies can be nested at most %(most)s levels deep."),
    "picture-too-large": N_("The picture is larger than %(most)s kB. Choose a smaller file."),
    "joined-into-itself": N_("Choose another body or series: this is the same one."),
    "join-below-itself": N_(
        "“%(name)s” is part of this body. Move it first, or join the other way round."
    ),
    "not-administrator": N_("Only administrators can do this."),
    # import of events
    "import-not-text": N_(
        "This file is not text. Choose a calendar file (.ics) or a table (.csv) in UTF-8."
    ),
    "import-too-large": N_("This is too large. At most %(most)s KB are read: import it in parts."),
    "import-is-a-page": N_(
        "This is a web page, not a calendar. Find the address of the calendar itself, which often "
        "ends in .ics."
    ),
    "import-not-a-calendar": N_(
        "This calendar file is damaged or cut off, so nothing of it was read."
    ),
    "import-too-many-events": N_("There are more than %(most)s events. Import them in parts."),
    "import-too-deep": N_(
        "This calendar file has parts within parts that no calendar has, so nothing of it was read."
    ),
    "import-entry-too-long": N_(
        "An entry has more than %(most)s lines, so nothing of the file was read."
    ),
    "import-without-events": N_("There is no event in it."),
    "import-without-start": N_("It has no start."),
    "import-time-invalid": N_("“%(text)s” is not a date or time. Write 2027-07-16 15:00."),
    "import-date-ambiguous": N_(
        "“%(text)s” may be two dates. Write the year first, such as 2027-07-16."
    ),
    "import-time-without-zone": N_(
        "Its time names no time zone. Choose the time zone of such times."
    ),
    "import-zone-unknown": N_(
        "The time zone “%(zone)s” is not known, and the rules that the file gives for it are those "
        "of no time zone."
    ),
    "import-uid-invalid": N_("Its identifier (UID) is too long or has control characters."),
    "import-uid-of-others": N_(
        "Its identifier (UID) belongs to an event that you may not edit. Nothing was changed there."
    ),
    "import-status-unknown": N_(
        "The status “%(text)s” is not known. Use confirmed, postponed or cancelled."
    ),
    "recurrence-too-often": N_(
        "It repeats within a day. Only days, weeks, months and years are imported."
    ),
    "recurrence-too-long": N_("It repeats on more than %(most)s dates. Give it an earlier end."),
    "recurrence-too-complex": N_(
        "The rules by which events repeat take too long to read. Import fewer of them at once."
    ),
    "recurrence-not-supported": N_("Its rule for dates is not supported: %(rule)s."),
    "recurrence-range-not-supported": N_(
        "It changes this and all following dates at once. Enter these dates singly."
    ),
    "recurrence-without-dates": N_("Its rule gives no date."),
    "import-hour-repeated": N_(
        "Clocks show %(time)s twice on this day. Write %(first)s for the first time, or %(second)s for the "
        "second."
    ),
    "table-invalid": N_("The table is damaged at line %(line)s: a quotation mark is not closed."),
    "table-without-columns": N_(
        "This is neither a calendar file nor a table of events: the first line of a table names its "
        "columns, and these are missing: %(columns)s."
    ),
    "fetch-not-public": N_(
        "This address leads into a private network, from which nothing is fetched."
    ),
    "fetch-redirected": N_(
        "This address redirects to another one, which is not followed. Enter it yourself if you "
        "trust it: %(address)s"
    ),
    "fetch-failed": N_(
        "The server answered with status %(status)s. Check that the calendar is shared by this address."
    ),
    "fetch-unreachable": N_("The server cannot be reached. Check the address."),
    "fetch-too-slow": N_("The server took longer than %(seconds)s seconds. Try again later."),
    "fetch-busy": N_("Other addresses are being fetched. Try again in a minute."),
    # registrations
    "no-such-registration": N_("This registration does not exist."),
    "no-such-subscription": N_("These e-mail updates were ended, or not confirmed in time."),
    "registration-not-open": N_("Registration is not open: %(availability)s."),
    "all-dates-only": N_("Registration is for all dates together: use the form for several dates."),
    "dates-not-open": N_(
        "Dates that you chose do not take registrations any more. The list below shows what is open."
    ),
    "removed-address-stays": N_(
        "The organiser declined this registration, so its address cannot be changed."
    ),
    "address-registered": N_("This address is already registered for the event."),
    "already-cancelled": N_("This registration is already cancelled."),
    "too-many-emails": N_(
        "We have sent this address several e-mails in the last hour. Try again later."
    ),
    "too-many-registrations": N_(
        "Too many people have registered for this event from your network in the last hour. Try "
        "again later, or ask the organiser to register you."
    ),
    "event-not-held": N_("This event does not take place at that time."),
    "not-confirmed": N_("You do not have a place at this event."),
    "registration-type-full": N_(
        "All places of this registration type are taken. Give it more places first, or choose "
        "another type."
    ),
    "registered-in-person": N_(
        "You are registered to attend in person. The organiser can change your registration to "
        "online."
    ),
    "no-join-url": N_(
        "The link to join is not available yet. Check again shortly before the start."
    ),
    "join-not-open": N_("You can join from %(opens_at)s."),
    "join-closed": N_("This event has ended, and its meeting is closed."),
    "no-such-poll": N_("This poll does not exist, or it was deleted."),
    "no-such-option": N_("This date is no longer one of the possible dates."),
    "no-such-participant": N_("This person does not take part in the poll any more."),
    "poll-exists": N_("A poll about the date of this event is under way already."),
    "poll-ended": N_("This poll has ended: a date was chosen, or the poll was cancelled."),
    "poll-closed": N_("The deadline of this poll has passed: answers are not taken any more."),
    "poll-full": N_("This poll has as many participants as it can have. Ask the organiser."),
    "poll-date-in-calendars": N_(
        "Participants of its poll have the date in their calendars. Remove them from the poll first, and "
        "wait until its e-mails are sent."
    ),
    "poll-holds-open": N_(
        "A poll about its date is in calendars of participants. Cancel the poll first, and wait until its "
        "e-mails are sent."
    ),
    "date-in-calendars": N_(
        "This event has a date that is in calendars already. Change the date of the event instead, or "
        "postpone the event first."
    ),
    "option-over": N_("This date is over. Choose another one."),
    "option-past": N_("One of the dates is in the past."),
    "option-twice": N_("Two of the dates are the same."),
    "options-changed": N_(
        "The possible dates have changed since you opened this page. Check your answers and send them again."
    ),
    "vote-missing": N_("Choose an answer for this date."),
    "too-few-options": N_("A poll needs at least %(least)s possible dates."),
    "too-many-options": N_("A poll can have at most %(most)s possible dates."),
    "too-many-participants": N_("A poll can have at most %(most)s participants."),
    "too-many-for-holds": N_(
        "Tentative entries can be sent to at most %(most)s participants. Switch them off for a larger poll."
    ),
    "names-after-answers": N_(
        "Some have answered already, and did not expect that others see their names. Names can be chosen "
        "only before the first answer."
    ),
    "deadline-past": N_("The last day for answers must be today or later."),
    "deadline-too-late": N_("The last day for answers must be within %(days)s days."),
    "registering-draft": N_("Nobody can be registered for a draft: publish the event, too."),
    "event-over": N_("This event has ended."),
    "event-is-cancelled": N_("This event is cancelled."),
    "event-is-postponed": N_(
        "This event is postponed. This will be possible once its new date is set."
    ),
    # approval, the waiting list, offers
    "no-pending-request": N_("This request was withdrawn or has already been decided."),
    "none-permits-action": N_("Nobody that matches has a status that permits this."),
    "nothing-selected": N_("Select at least one person, or use the button next to a name."),
    "no-place-free": N_("No places are left. Cancel a registration, or add places first."),
    "not-waiting": N_("This person is no longer on the waiting list."),
    "no-offer": N_("No place is offered to you at the moment."),
    "no-deadline": N_("There is no deadline to extend for this person."),
    "deadline-not-later": N_(
        "The new deadline must be later than the current one, in the future, and not after the start."
    ),
    # questions and answers
    "invalid-answers": N_("Some answers are not valid."),
    "answers-closed": N_(
        "The event has ended or was cancelled, or the registration was cancelled or declined: "
        "answers cannot be changed."
    ),
    "not-approved": N_("These questions are asked once the registration is confirmed."),
    "answer-needed": N_("This question is required."),
    "consent-needed": N_("Tick this box if you agree: you cannot register without it."),
    "answer-not-a-number": N_("Enter a number, such as 12 or 1.5."),
    "no-such-question": N_("This question does not exist."),
    "note-changed": N_("Someone else has changed this note since you opened it."),
    "question-changed": N_("Someone else has changed this question since you opened it."),
    "question-before-parent": N_(
        "A question must come after the one it depends on. Choose a question that comes before it."
    ),
    "parent-asked-later": N_(
        "This question depends on “%(label)s”, which is asked after approval. Ask this one then too."
    ),
    "children-asked-earlier": N_(
        "“%(label)s” depends on this question and is asked at registration. Change that question first."
    ),
    "question-has-children": N_(
        "“%(label)s” depends on this question. Change or remove that question first."
    ),
    "too-many-questions": N_("An event can have at most %(most)s questions."),
    "too-many-file-questions": N_("An event can ask for at most %(most)s files."),
    "choices-needed": N_("Enter at least %(least)s choices, each on its own line."),
    "too-many-choices": N_("Enter at most %(most)s choices."),
    "duplicate-choice": N_("“%(choice)s” is listed twice."),
    "choice-needed": N_(
        "“%(label)s” depends on the answer “%(choice)s”. Change that question first."
    ),
    "sensitive-was-stated": N_(
        "People have answered because the form says when their answer is deleted: keep this selected."
    ),
    "no-such-file": N_("This file does not exist."),
    "file-empty": N_("This file is empty. Choose another file."),
    "file-too-large": N_("This file is too large. Choose one of at most %(most)s MB."),
    "file-type-not-accepted": N_("This type of file is not accepted. Accepted types: %(taken)s."),
    "image-too-large": N_(
        "This image is too large. Choose one of at most %(most)s million pixels."
    ),
    "file-type-mismatch": N_(
        "This is not a valid %(ending)s file. Save it in that format, or choose another file."
    ),
    "file-damaged": N_("This file is damaged and cannot be read. Choose another one."),
    "file-encrypted": N_("This file is protected by a password. Save it without one."),
    "file-without-text": N_(
        "This file contains no text. If it is a scan or a picture, paste or type the text instead."
    ),
    "file-too-complex": N_("This file takes too long to read. Paste its text instead."),
    "file-with-too-many-pages": N_(
        "This file has too many pages: at most %(most)s are read. Paste the part that announces the events."
    ),
    "file-not-utf-8": N_(
        "This file is not valid UTF-8: invalid byte at position %(position)s. Save it in UTF-8, or "
        "paste its text."
    ),
    "too-many-events": N_(
        "This file has too many events: at most %(most)s are read. Export a shorter period."
    ),
    "file-quota-exceeded": N_(
        "The file storage of this event is full. Write to the organiser instead."
    ),
    "document-quota-exceeded": N_(
        "The storage for documents is full: it has %(most)s MB. Ask the administrator for more, or store "
        "the file elsewhere and enter its address."
    ),
    "no-such-upload": N_("This upload does not exist any more. Choose the file again."),
    "too-many-uploads": N_(
        "You have uploaded %(most)s files that are in no document yet. Store or remove some of them first."
    ),
    "upload-quota-exceeded": N_(
        "You have uploaded %(most)s MB that are in no document yet. Store or remove some files first."
    ),
    "upload-part-damaged": N_("A part of the file was damaged on the way. Try again."),
    "upload-part-size": N_("A part of the file has a wrong size. Reload the page and try again."),
    "upload-offset": N_("The next part must follow the %(received)s bytes that have arrived."),
    "upload-incomplete": N_("The upload is not complete: %(received)s bytes have arrived."),
    "upload-damaged": N_("The file was changed or damaged during the upload. Choose it again."),
    "document-storage-full": N_(
        "The server has no disk space left. Nothing was stored; try again later, or tell the administrator."
    ),
    # who may register, and when
    "not-a-domain": N_("“%(domain)s” is not an e-mail domain, such as example.org."),
    "too-many-domains": N_("Enter at most %(most)s domains."),
    "window-too-long": N_("Enter a time at most %(days)s days before the start."),
    "closes-before-opens": N_("Registration must close after it opens."),
    "too-many-hours": N_("Enter a number of hours from 1 to %(most)s."),
    "reminder-out-of-range": N_("Choose a reminder from 5 minutes to 30 days before the start."),
    "retention-was-stated": N_(
        "People have registered since the page stated a shorter time: choose at most %(days)s days."
    ),
    "too-many-reminders": N_("Enter at most %(most)s reminders."),
    "not-a-colour": N_("Enter a colour as # and six hexadecimal digits, such as #0055a8."),
    "contrast-too-low": N_(
        "This colour has a contrast of %(ratio)s to 1 with %(ground)s, and it must be at least "
        "%(least)s to 1. On light pages choose a darker one, on dark pages a lighter one."
    ),
    "statement-changed": N_("Someone else saved this page in the meantime."),
    # registration types
    "registration-type-of-document": N_(
        "“%(name)s” was not removed: only its registrants may read the document “%(document)s”. "
        "Change who may read that document first."
    ),
    "registration-type-name-missing": N_("Enter a name, such as “In person” or “Observers”."),
    "registration-type-name-taken": N_("Another registration type has this name."),
    "too-many-registration-types": N_("An event can have at most %(most)s registration types."),
    "registration-type-capacity-below-held": N_(
        "%(held)s places of this registration type are taken: the number cannot be lower."
    ),
    "registration-type-missing": N_("Choose a registration type."),
    "no-such-registration-type": N_(
        "This registration type is no longer available. Choose another one."
    ),
    # invitations and delegations
    "invited-only": N_(
        "This event is by invitation only: register with the link in your invitation."
    ),
    "secret-link-needed": N_(
        "You need a link from the organiser to register. Ask for it, and open the complete link."
    ),
    "domain-not-allowed": N_(
        "Only addresses at %(domains)s can register. Use such an address, or ask the organiser."
    ),
    "no-such-invitee": N_("This invitation does not exist."),
    "already-registered": N_(
        "They are already registered. Write to them or cancel their registration under "
        "Registrations."
    ),
    "too-many-recipients": N_("A list can have at most %(most)s people. Paste it in parts."),
    "too-many-bulk-rows": N_(
        "At most %(most)s people can be registered at once. Paste the list in parts."
    ),
    "too-many-invitations": N_(
        "You can send %(most)s invitations a day, and %(left)s are left. Invite the others tomorrow."
    ),
    "address-missing": N_("There is no e-mail address in this line."),
    "duplicate-address": N_("This address is already on line %(line)s."),
    "names-missing": N_(
        "A name is required to register someone. Lines without a name: %(lines)s. Add the "
        "names, or send invitations."
    ),
    "no-such-delegation": N_("This delegation does not exist."),
    "no-delegations": N_(
        "This event has no delegations. Turn them on in its registration settings first."
    ),
    "no-focal-point": N_("This delegation has no focal point. Add one first."),
    "duplicate-delegation": N_("This delegation is already on line %(line)s."),
    "delegation-exists": N_(
        "A delegation with this name already exists, with another focal point. Change that one "
        "instead."
    ),
    "delegation-name-missing": N_("Enter the organisation or country before the e-mail address."),
    "focal-name-missing": N_("Enter the name of the focal point before the e-mail address."),
    "too-many-delegations": N_("An event can have at most %(most)s delegations."),
    "too-many-nominations": N_("At most %(most)s people can be named at once."),
    "quota-used": N_(
        "This delegation can name %(quota)s people and has done so. Withdraw someone, or "
        "ask the organiser."
    ),
    "quota-below-nominations": N_(
        "%(named)s people are already named: the number cannot be lower."
    ),
    "quota-too-small": N_("Enter a whole number from 1 to %(most)s, or leave it empty."),
    # comments
    "no-such-comment": N_("This question does not exist. Its author may have deleted it."),
    "comments-closed": N_("This event no longer takes questions here. Write to the organiser."),
    "comment-limit-reached": N_(
        "The organiser has too many unanswered questions. Send yours later, or write an e-mail."
    ),
    "comment-changed": N_("Someone else has changed this question since you opened it."),
    "answer-is-public": N_(
        "This question and its answer are published on the event’s page. Remove it first to "
        "answer by e-mail only."
    ),
    "author-address-deleted": N_(
        "The author’s address has been deleted. Answer on the event’s page."
    ),
    "too-many-public-comments": N_(
        "An event’s page shows at most %(most)s questions. Remove one, or answer by e-mail only."
    ),
    # e-mails
    "no-such-message": N_("This e-mail does not exist."),
    "no-such-bulk-action": N_("This action does not exist, or is too old."),
    "no-such-event-message": N_("This message does not exist."),
    "unknown-placeholder": N_(
        "%(placeholder)s is not a placeholder. Choose one from the list, or remove the braces."
    ),
    "link-in-subject": N_("%(placeholder)s is a link, which a subject cannot contain."),
    "no-statuses": N_("Choose at least one group of people."),
    "not-registered": N_("%(email)s is not registered for this event."),
    "too-many-people": N_("Enter at most %(most)s addresses."),
    "too-many-messages": N_("An event can have %(most)s messages. Delete drafts first."),
    "event-message-changed": N_(
        "Someone else changed this message in the meantime. Check the preview again."
    ),
    "message-is-sent": N_("This message was sent, or its e-mails are leaving."),
    "message-too-old": N_(
        "This message was sent to some people more than %(days)s days ago, so it is not known any "
        "more who did not get it. Write a new one."
    ),
    "message-not-leaving": N_("This message has no e-mails that are still to leave."),
    "no-recipients": N_("Nobody who is registered would get this message."),
    "event-not-public": N_("The event is not published."),
    "send-time-passed": N_("That time has passed: %(send_at)s. Choose a later one."),
    "send-time-too-late": N_(
        "Some people got this message already. Who they are is known until %(until)s: choose an earlier time."
    ),
    "send-time-missing": N_("Enter when the message is to be sent."),
    "send-time-too-far": N_("Choose at most %(days)s days."),
    "event-without-day": N_("The event has no date yet. Choose a date and time."),
    "not-failed": N_("This e-mail is being sent or was already sent."),
    "message-erased": N_("The recipient has deleted their data, so there is nothing left to send."),
    "message-superseded": N_(
        "A newer e-mail was sent to this person, so this one may be out of date."
    ),
    "event-state-changed": N_(
        "The event was cancelled, postponed or reinstated after this message was sent. Write a new "
        "message to the people who did not get it."
    ),
    # organisers
    "last-administrator": N_(
        "This is the last administrator who can give access to others. Make someone else an "
        "administrator first."
    ),
    "no-administrator": N_(
        "There is no administrator who could own the events. Make someone an administrator, or name "
        "an organiser with --to."
    ),
    "no-such-organiser": N_("This organiser does not exist."),
    "organiser-disabled": N_("This organiser has no access. Restore their access first."),
    "check-in-not-confirmed": N_("This person has no confirmed place, so they cannot be marked."),
    "access-removed": N_("Your access was removed, so nothing was changed."),
    "event-has-other-owner": N_(
        "The event has another owner by now. Reload the page to see the team."
    ),
    "no-such-member": N_("This person is not on the team."),
    "member-never-signed-in": N_(
        "This person has not signed in yet, so the event cannot be handed over to them."
    ),
    "member-is-owner": N_("This person owns the event already."),
    "team-full": N_("A team has at most %(most)s people. Remove a person first."),
    "too-many-roles": N_(
        "This person is on as many teams as an account may be. They can leave some of them."
    ),
    "cannot-be-added": N_("This person cannot be added. Ask an administrator."),
    "series-has-team": N_(
        "People have access to events through one of these series, so only the owner can change "
        "the series of this event."
    ),
    "event-without-series": N_("This event is in no series."),
    "owner-cannot-leave": N_("The owner cannot leave: hand over the event first."),
    "no-role-to-leave": N_("You are not on the team of this event."),
    "role-of-series": N_(
        "An administrator gave you a role on all events of the series. Ask an administrator to end it."
    ),
    "no-successor": N_("The events of this account need another account to own them."),
    "organiser-exists": N_("%(email)s is already an organiser."),
    "no-such-link": N_("This sign-in link is no longer valid. Request a new one."),
    # documents
    "symbol-character": N_(
        "A symbol consists of A to Z, digits, blanks and / . - ( ) [ ] * & only. “%(character)s” is "
        "another character (%(name)s): type it again with a Latin keyboard."
    ),
    "symbol-path": N_(
        "Enter a symbol such as CTOC/COP/2020/1, without empty parts between, before or after the "
        "slashes."
    ),
    "symbol-reserved": N_("A symbol cannot begin with “%(segment)s/”: this address is taken."),
    "symbol-taken": N_("There is, or was, another document with the symbol %(symbol)s."),
    "document-without-owner": N_("Choose the event or the body to which the document belongs."),
    "document-changed": N_("Someone else changed this document in the meantime."),
    "document-was-shown": N_(
        "This document is public, or was, so it stays. Withdraw its versions instead, with a reason."
    ),
    "event-has-documents": N_(
        "The document “%(document)s” of this event is public, or was. Move it to another event or body "
        "first: its address leads to it for ever."
    ),
    "moved-nowhere": N_("The document belongs there already. Choose another event or body."),
    "no-such-place": N_(
        "There is no event or body with this address or name that you may edit. Copy the address of its page."
    ),
    "several-places": N_("Several events or bodies have this name. Enter an address instead."),
    "registration-type-of-event": N_(
        "Only registrants of one type may read this document, and other events have other types. Choose who "
        "may read it first."
    ),
    "move-would-hide": N_(
        "This document could be read, and what you chose is not public: its address would lead nowhere. "
        "Publish that first."
    ),
    "version-changed": N_("Someone else changed this version in the meantime."),
    "document-is-public": N_("This document is published already."),
    "document-is-draft": N_("This document is a draft."),
    "document-was-read": N_(
        "A version of this document was public. Withdraw versions instead, with a reason."
    ),
    "no-such-version": N_("There is no such version, or it was withdrawn."),
    "version-exists": N_("There is this version in this language already. Withdraw it first."),
    "new-document-without-title": N_("Enter a title: there is no document with this symbol yet."),
    "file-would-be-public": N_(
        "This document is published, so its new file would be public at once. Tick “Publish now”, or "
        "remove the file."
    ),
    "file-placed-twice": N_("Another file is the same version in this language."),
    "title-differs": N_("Another file of this document has a different title. Keep one of them."),
    "version-is-out": N_("This version is published already."),
    "version-is-due": N_("This version is not published yet."),
    "version-without-content": N_("Choose a file, or enter the address of the document."),
    "too-many-versions": N_("A document can have at most %(most)s versions."),
    "too-many-pages": N_("Enter a number of pages from 1 to %(most)s."),
    "version-number": N_("Enter the number of the revision or corrigendum, from 1 to %(most)s."),
    "registrants-without-event": N_(
        "Only a document of an event can be for its registrants. Choose the event, or who else may "
        "read the document."
    ),
    "embargo-without-zone": N_("Choose the time zone of the embargo."),
}
