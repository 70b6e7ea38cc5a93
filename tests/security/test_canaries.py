"""Responses to others contain no private data of an organiser and their registrants.

Every private field holds a canary word of its own (world.py). Everything that others can reach is fetched:
each route about each subject, each form sent, every link of every page, feeds, files, errors, headers; and
the mail that leaves. The same search finds each word where it belongs, so it does search.
"""

import html
import re
from contextlib import closing
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from tests.security.words import RARE_ZONE, RARE_ZONE_NAME, REGISTRANT, SUBSCRIBER
from tests.sheets import readable
from webinars.database import db
from webinars.email_subscriptions.models import Subscriber
from webinars.registrations.models import Registration
from webinars.web.core.security import endpoint_policies as table
from webinars.worker.loop import deliver_once

CANARY = re.compile(rf"canary\w+|{RARE_ZONE}|{RARE_ZONE_NAME}")
LINK = re.compile(r'(?:href|src|action|formaction)="([^"]+)"')
# Forms offer every zone there is.
ZONES = re.compile(rf"<option[^>]*{RARE_ZONE_NAME}[^>]*>[^<]*")
MOST_PAGES, LEAST_ANSWERS, MOST_SHOWN = 400, 500, 60
SERVER_ERROR = 500
QUERIES = (
    "?q=canary", "?past=1", "?past=1&q=canary", "?zone=Africa/Nairobi&lang=fr&tentative=1",
    "?format=online&month=2027-07", "?state=confirmed&done=saved&drafts=3",
)  # fmt: skip
# Whoever asks about a word gets it back on the page; "canary" alone is not one.
IN_BROWSERS = {
    "drafttitle", "draftdescription", "draftplace", "draftroom", "draftheldby", "draftcontact",
    "draftcontactemail", "room", "questionone", "questiontwo", "draftquestion", "drafthelp", "draftchoice",
    "draftkind", "draftdomain",
}  # fmt: skip
OF_REGISTRANT = {
    word.removeprefix("canary")
    for value in REGISTRANT.values()
    for word in re.findall(r"canary\w+", value)
} | {"answer", "filename", "comment", "reply", "replied"}
# What those who were invited, and the focal points of delegations, see of themselves and those they name.
OF_INVITED = {"inviteename", "inviteeemail", "delegation", "namedname", "namedemail"}
OF_FOCAL_POINT = {"focalname", "focalemail"}
# What readers left that is not public, which the organiser alone sees.
OF_READER = {"askername", "askeremail", "askertext", "removedtext"}
# What an organiser writes to registrants, before it is sent.
OF_MESSAGES = {"messagesubject", "messagetext"}
# Participants of a poll about the date.
OF_PARTICIPANTS = {"participantname", "participantemail", "pollcomment"}
STORED = (
    IN_BROWSERS
    | OF_REGISTRANT
    | OF_INVITED
    | OF_FOCAL_POINT
    | OF_READER
    | OF_MESSAGES
    | OF_PARTICIPANTS
    | {
        "draftseries",
        "draftlink",
        "organisername",
        "organiseremail",
        "payload",
        "reason",
        "recipient",
    }
    | {"mailid", "emailnote", "subscriberemail", "inviteereply", "documenttitle"}
)

# Of an event and its form, before its page shows it, and the link into the meeting.
OF_EDITORS = {
    "room", "draftroom", "draftplace", "draftheldby", "draftcontact", "draftcontactemail", "draftlink",
    "questionone", "questiontwo", "drafthelp", "draftchoice", "documenttitle",
}  # fmt: skip
# Of an event and its settings, as its page will show it; and its owner, who is on the team.
SEEN_BY_VIEWERS = {
    "drafttitle", "draftdescription", "draftplace", "draftseries", "draftdomain", "organisername",
}  # fmt: skip


def words_in(text):
    """Return the canary words in a text, in any case and encoding."""
    plain = unquote(html.unescape(re.sub(r"\r?\n[ \t]|=\r?\n", "", text)))
    result = set(CANARY.findall(ZONES.sub("", text))) | set(CANARY.findall(ZONES.sub("", plain)))
    return {word.removeprefix("canary") for word in result}


def words_of(answer):
    """Return the canary words in a response, including its headers."""
    return words_in(f"{answer.headers}\n{readable(answer)}")


def fetched(world, person, queries=QUERIES):
    """Yield address and response of every page and form that a person can reach.

    Of each route, the first page that they may see is asked for with each query as well: that of B's event, if
    it may be seen, because B's rows hold the canary words.
    """
    subjects = (world.of_b, world.of_a, world.of_b_draft, world.of_a_draft)
    waiting, seen, routes = ["/", "/no-such-page", "/events/no-such-event"], set(), {}
    queried = set()
    forms = []
    for rule in world.app.url_map.iter_rules():
        purpose = table.POLICIES[rule.endpoint].purpose
        for about in subjects:
            path = world.path_of(rule, about, person.links.get(purpose, "no-such-token"))
            if "GET" in rule.methods:
                waiting.append(path)
                routes.setdefault(path, rule.rule)
            if "POST" in rule.methods:
                forms.append(path)
    while waiting:
        path = waiting.pop(0)
        if path in seen or path.startswith("/static/"):
            continue
        seen.add(path)
        assert len(seen) < MOST_PAGES * len(QUERIES), "the pages lead on without end"
        answer = world.ask(person, "GET", path)
        yield f"GET {path}", answer
        route = routes.get(path)
        if route is not None and answer.status_code < 400 and route not in queried:
            queried.add(route)
            waiting += [f"{path}{query}" for query in queries]
        waiting += links_of(answer, path)
    for path in forms:
        yield from sent(world, person, path)


def links_of(answer, path):
    """Yield the addresses on this site that a response to a request for a path leads to."""
    links = [html.unescape(link) for link in LINK.findall(readable(answer))]
    links += [answer.headers["Location"]] if "Location" in answer.headers else []
    for link in links:
        parts = urlsplit(urljoin(f"http://127.0.0.1{path}", link))
        if parts.hostname == "127.0.0.1" and not CANARY.search(link):
            yield parts.path + (f"?{parts.query}" if parts.query else "")


def sent(world, person, path):
    """Yield the responses to a form sent empty and filled in."""
    try:
        for fields in ({}, FILLED):
            data = {"csrf_token": person.token, **fields}
            yield f"POST {path}", world.ask(person, "POST", path, data=data)
    finally:
        if world.has_changed():
            world.restore()


def words_for(world, person, wanted=None):
    """Return the canary words in what a person can reach; all, or until those wanted are among them."""
    result = set()
    with closing(fetched(world, person, queries=())) as answers:
        for _, answer in answers:
            result |= words_of(answer)
            if wanted is not None and result >= wanted:
                break
    return result


FILLED = {
    "name": "Zara", "email": "zara@example.com", "affiliation": "", "zone": "Africa/Nairobi", "lang": "en",
    "text": "Meeting on 16 July 2027, 15:00 Geneva", "do": "look", "title": "T", "precision": "time",
    "date": "2027-07-16", "start": "15:00", "end": "60 min", "cities": "Geneva", "format": "online",
    "revision": "1", "q": "canary", "answer": "A reply", "seen": "0",
}  # fmt: skip


@pytest.mark.parametrize("who", ["anonymous", "registrant", "a"])
def test_responses_to_others_contain_no_private_data(world, who):
    person, leaks, count, failed = getattr(world, who), [], 0, []
    for where, answer in fetched(world, person):
        count += 1
        failed += [where] if answer.status_code >= SERVER_ERROR else []
        leaks += [(word, where, answer.status_code) for word in sorted(words_of(answer))]

    print(f"\ncanaries: {person.name} fetched {count} answers, {len(leaks)} words found")  # noqa: T201 - the figure
    assert not leaks, "\n".join(str(leak) for leak in leaks[:MOST_SHOWN])
    assert failed == []
    assert count > LEAST_ANSWERS


def words_of_routes(world, person):
    """Return the canary words in the organisers' pages of B's events."""
    rules = [rule for rule in world.app.url_map.iter_rules() if "event_id" in rule.arguments]
    paths = {world.path_of(rule, about) for rule in rules if "GET" in rule.methods
             for about in (world.of_b, world.of_b_draft)}  # fmt: skip
    return set().union(*(words_of(world.ask(person, "GET", path)) for path in sorted(paths)))


def test_roles_on_a_series_see_what_is_theirs(world):
    """The link into the meeting, and what else is prepared before the event is shown, are the editors'."""
    editor = words_of_routes(world, world.editor)
    registrations = words_of_routes(world, world.registrations)

    assert editor - registrations == OF_EDITORS | OF_PARTICIPANTS
    assert registrations < editor
    of_people = OF_REGISTRANT - {"newemail"} | OF_INVITED | OF_FOCAL_POINT | OF_READER
    assert registrations >= of_people | OF_MESSAGES


@pytest.mark.parametrize(
    ("who", "seen"),
    [("viewer", set()), ("check_in", {"name", "affiliation", "namedname", "delegation"})],
)
def test_roles_without_registrations_see_no_data_of_people(world, who, seen):
    """They see the event itself, drafts too, but no meeting link; check-in sees names, and no addresses."""
    words, opened = set(), 0
    for where, answer in fetched(world, getattr(world, who), queries=()):
        opened += where.startswith("GET /organise/events/") and answer.status_code == 200
        words |= words_of(answer)

    assert words == SEEN_BY_VIEWERS | seen
    assert opened >= 2


def test_registrant_sees_no_data_of_other_registrants(world):
    leaks = [
        (word, where)
        for where, answer in fetched(world, world.yusuf_at_b)
        for word in words_of(answer)
    ]

    assert leaks == []


def test_emails_contain_no_data_of_other_people(world):
    while deliver_once(world.app):
        pass
    results = {}
    for path in (Path(world.app.config["DATA_DIR"]) / "mail").glob("*.eml"):
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
        parts = [part.get_content() for part in mail.walk() if not part.is_multipart()]
        heads = [f"{name}: {make_header(decode_header(value))}" for name, value in mail.items()]
        result = "\n".join([*heads, *(p if isinstance(p, str) else p.decode() for p in parts)])
        results.setdefault(mail["To"].addresses[0].addr_spec, set()).update(words_in(result))
    world.restore()

    assert results["wanjiru@example.com"] == set()
    assert results["yusuf@example.com"] == set()
    assert results["amira@example.org"] == set()
    # The room is in no mail, not even in those of the people who may enter it.
    assert not {"room", "draftroom"} & set().union(*results.values())
    assert "name" in results["canaryemail@example.com"]
    assert {"name", "askertext"} <= results["canaryorganiseremail@example.org"]
    assert "askeremail" not in set().union(*results.values())


def test_personal_columns_of_registrations_hold_canary_words(world):
    stored = db.session().get_one(Registration, world.of_b.registration_id)

    assert {column: getattr(stored, column) for column in Registration.PERSONAL} == REGISTRANT


def test_personal_columns_of_subscribers_hold_canary_words(world):
    stored = db.session().get_one(Subscriber, world.canary_subscriber_id)

    assert {column: getattr(stored, column) for column in Subscriber.PERSONAL} == SUBSCRIBER


def test_search_finds_each_canary_word_where_it_belongs(world):
    of_people = OF_REGISTRANT - {"newemail"} | OF_INVITED | OF_FOCAL_POINT | OF_READER
    # The comment of a reply from another address is shown to organisers, and in the registrant's export.
    of_replies = {"filebody", "strangers", "inviteereply"}
    for_b = IN_BROWSERS | of_people | OF_MESSAGES | OF_PARTICIPANTS | of_replies
    for_admin = IN_BROWSERS | {"organisername", "strangers"}
    of_registrant = words_for(world, world.xenia_herself)

    assert words_for(world, world.b, for_b) >= for_b
    assert words_for(world, world.admin, for_admin) >= for_admin
    assert (
        OF_REGISTRANT
        | OF_INVITED
        | {RARE_ZONE, "filebody", "strangers", "emailnote", "subscriberemail"}
        <= of_registrant
    )
    assert not OF_READER & of_registrant
    # Nor does the owner of a place see what is the organiser's.
    assert not (IN_BROWSERS - {"room"}) & of_registrant
    # Whatever has no page of its own yet is at least there to be found.
    assert words_in(world.before) >= STORED
