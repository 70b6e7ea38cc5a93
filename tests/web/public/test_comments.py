"""Comments on the event's page: display, form, confirmation, erasure."""

import json
import re
from datetime import timedelta

import pytest
from limits import parse

from tests.comments.leaving import act, all_stored, answer, leave, stored
from tests.links import link_token
from tests.web.conftest import token_of
from tests.web.pages import statements, text_of
from webinars.comments.acceptance import MAX_PENDING_PER_ADDRESS
from webinars.database import db, transaction
from webinars.events.models import Event
from webinars.security.random_tokens import random_token
from webinars.web.public import comments

FILLED = {"name": "Ann", "email": "ann@example.org", "text": "Is it recorded?"}
SIGN = "Ask the organiser"


@pytest.fixture(autouse=True)
def stopped(clock):
    """Stop the clock."""


@pytest.fixture
def page(client):
    """Return the text of an event's page."""

    def page(event, **query):
        path = f"/events/{event.slug}"
        return text_of(client.get(path, query_string=query, follow_redirects=True))

    return page


@pytest.fixture
def ask(send):
    """Return a function that fills in the form of an event and sends it."""
    return lambda event, **fields: send(f"/events/{event.slug}/comments", **{**FILLED, **fields})


def path_of(event):
    return f"/events/{event.slug}/comments"


def erasure_of(comment, site):
    return f"/comments/{link_token('comment', comment.id)}/erasure"


def switch(event, **values):
    with transaction() as session:
        row = session.get_one(Event, event.id)
        for name, value in values.items():
            setattr(row, name, value)


def selects(seen):
    return sum(item.startswith("SELECT") for item in seen)


# --- The event's page


def test_event_page_shows_published_comments_without_addresses(make_event, page, client):
    event = make_event(hosted_by="The Office")
    answer(event, leave(event, text="Is it\n\nrecorded?"), "**Yes**, see [there](https://x.org/)")
    act("publish", event, leave(event, text="Thank you for this.", name="Bo"))
    for number, item in (("c", "mail"), ("d", "remove"), ("e", "wait")):
        left = leave(event, text=f"Hidden {item}", email=f"{number}@example.com")
        if item == "mail":
            answer(event, left, "Hidden answer", on_page=False)
        elif item == "remove":
            act("remove", event, left)

    shown, html = page(event, zone="Africa/Nairobi"), client.get(f"/events/{event.slug}").text

    assert (
        "Questions and answers Ann , 25 November 2026 Is it recorded? "
        "The Office answered , 25 November 2026 Yes , see there "
        "Bo , 25 November 2026 Thank you for this." in shown
    )
    assert "Is it\n\nrecorded?" in html
    assert '<a href="https://x.org/" rel="nofollow noopener noreferrer">there</a>' in html
    assert "Hidden" not in html
    assert "example.com" not in html


def test_comment_text_never_becomes_a_link(make_event, client):
    event = make_event()
    result = (
        "https://evil.example/x www.evil.example [x](https://evil.example) <a href=//evil>y</a>"
    )
    act("publish", event, leave(event, text=result, name=result))

    html = client.get(f"/events/{event.slug}").text

    assert "evil" in html
    assert not re.search(r'href="[^"]*evil', html)


def test_cached_page_shows_each_step_of_moderation(make_event, page, clock):
    event = make_event()
    number, seen = leave(event), []

    def look():
        clock.advance(timedelta(seconds=1))
        page(event)
        shown = page(event)
        seen.append(("recorded?" in shown, "Yes" in shown, "No." in shown))

    look()
    act("publish", event, number)
    look()
    answer(event, number, "Yes")
    look()
    answer(event, number, "No.")
    look()
    act("remove", event, number)
    look()
    act("restore", event, number)
    look()

    assert seen == [
        (False, False, False),
        (True, False, False),
        (True, True, False),
        (True, False, True),
        (False, False, False),
        (True, False, True),
    ]


def test_page_with_comments_needs_one_more_query_and_one_when_cached(make_event, client):
    plain, off, event = make_event(), make_event(), make_event()
    switch(off, accepts_comments=False)
    leave(plain)
    for text in "abc":
        act("publish", event, leave(event, text=text))
    counts = []
    for path in [f"/events/{item.slug}" for item in (plain, off, event, event)]:
        with statements() as seen:
            client.get(path)
        counts.append(selects(seen))

    assert counts == [2, 2, 3, 1]


def test_unmoderated_comment_does_not_change_page_or_feeds(make_event, client):
    event = make_event()
    paths = (f"/events/{event.slug}", f"/events/{event.slug}.ics", "/events.ics")

    def tags():
        return [client.get(path).headers["ETag"] for path in paths]

    before = tags()
    leave(event)

    assert tags() == before


def test_comments_are_on_event_page_only(make_event, client):
    event = make_event()
    paths = (f"/events/{event.slug}.ics", "/events.ics", "/")
    before = [client.get(path).data for path in paths]
    answer(event, leave(event, text="Canaryword", name="Canaryname"), "Canaryanswer")

    after = [client.get(path).data for path in paths]

    html = client.get(f"/events/{event.slug}").text
    head = html.partition("</head>")[0]
    assert after == before
    assert json.loads(re.search(r"ld\+json\">(.*?)</script>", html, re.S)[1])
    words = re.compile("Canary(?:word|name|answer)")
    assert not words.search(head)
    assert len(words.findall(html)) == 3


def test_ask_button_is_shown_while_comments_are_accepted(make_event, cancel, page, client, clock):
    event, off, called_off = make_event(), make_event(), make_event()
    switch(off, accepts_comments=False)
    cancel(called_off)

    results = [SIGN in page(item) for item in (event, off, called_off)]
    codes = [client.get(path_of(item)).status_code for item in (event, off, called_off)]
    clock.advance(event.ends_at + timedelta(days=29) - clock.now())
    late = SIGN in page(event)
    clock.advance(timedelta(days=1))

    assert results == [True, False, False]
    assert late
    assert codes == [200, 409, 409]
    assert (SIGN in page(event), client.get(path_of(event)).status_code) == (False, 409)


def test_disabling_comments_keeps_published_ones(make_event, page, ask):
    event = make_event()
    act("publish", event, leave(event))
    switch(event, accepts_comments=False)

    assert "Is it recorded?" in page(event)
    assert SIGN not in page(event)


# --- The form


def test_submitted_comment_leads_to_confirmation_page(make_event, ask, client):
    event = make_event()

    shown = ask(event)

    assert (shown.status_code, shown.location) == (303, f"{path_of(event)}/received")
    assert "Nobody else can see it yet." in text_of(client.get(shown.location))
    [comment] = all_stored()
    assert (comment.name, comment.email, comment.text, comment.language) == (
        "Ann",
        "ann@example.org",
        "Is it recorded?",
        "en",
    )


def test_invalid_comment_form_keeps_values(make_event, ask):
    event = make_event()

    shown = ask(event, email="ann", text="Is it <b>recorded</b>?\r\n\r\nReally?")

    assert shown.status_code == 422
    assert "Enter a full e-mail address" in shown.text
    assert "Is it &lt;b&gt;recorded&lt;/b&gt;?\n\nReally?</textarea>" in shown.text
    assert 'value="Ann"' in shown.text
    assert all_stored() == []


def test_missing_values_are_errors_at_their_fields(make_event, ask):
    shown = ask(make_event(), name=" ", email="", text="\r\n")

    for sentence in (
        "Enter the name to show with your question.",
        "Enter your e-mail address: we send the answer there.",
        "Enter your question.",
    ):
        assert shown.text.count(sentence) == 2


def test_expired_comment_form_is_shown_again_with_its_text(make_event, client):
    event = make_event()

    shown = client.post(path_of(event), data={"csrf_token": "old", **FILLED})

    assert shown.status_code == 400
    assert "Is it recorded?</textarea>" in shown.text
    assert all_stored() == []


def test_likely_typo_in_address_is_warned_about_once(make_event, ask, client):
    event = make_event()
    asked = ask(event, email="ann@gmial.com")
    again = {**FILLED, "csrf_token": token_of(asked), "email": "ann@gmial.com"}

    response = client.post(path_of(event), data={**again, "confirmed_email": "ann@gmial.com"})
    taken = client.post(path_of(event), data={**again, "text": "Where?", "take": "ann@gmail.com"})

    assert asked.status_code == 422
    assert "Did you mean ann@gmail.com?" in asked.text
    assert [response.status_code, taken.status_code] == [303, 303]
    assert [item.email for item in all_stored()] == ["ann@gmial.com", "ann@gmail.com"]


def test_text_is_kept_when_comments_closed_meanwhile(make_event, client, token_on):
    event = make_event()
    token = token_on(path_of(event))
    switch(event, accepts_comments=False)

    shown = client.post(path_of(event), data={"csrf_token": token, **FILLED})

    assert shown.status_code == 409
    assert "amira@example.org" in shown.text
    assert "What you entered Is it recorded?" in text_of(shown)
    assert all_stored() == []


def test_comment_over_limit_of_event_is_refused_with_its_text(make_event, ask):
    event = make_event()
    for number in range(MAX_PENDING_PER_ADDRESS):
        ask(event, text=f"Question {number}")

    shown = ask(event, text="One more")

    assert shown.status_code == 409
    assert "The organiser has too many unanswered questions." in shown.text
    assert "One more</textarea>" in shown.text


def test_comments_are_limited_per_client(make_event, ask, monkeypatch):
    monkeypatch.setattr(comments, "LIMIT", parse("2 per hour"))
    event = make_event()
    for number in range(2):
        assert ask(event, text=f"Question {number}").status_code == 303

    shown = ask(event, text="One more")

    assert shown.status_code == 429
    assert 0 < int(shown.headers["Retry-After"]) <= 3600
    assert "One more</textarea>" in shown.text
    assert len(all_stored()) == 2


def test_draft_has_no_comment_form(make_event, client):
    draft = make_event(publish=False)

    assert client.get(path_of(draft)).status_code == 404
    assert client.get(f"{path_of(draft)}/received").status_code == 404


class TestInTwoLanguages:
    """The answer speaks the language of the page that was asked from."""

    @pytest.fixture
    def overrides(self):
        return {"LANGUAGES": ["en", "fr"]}

    def test_language_of_query_is_stored_with_comment(self, make_event, client):
        event = make_event()
        form = client.get(f"{path_of(event)}?lang=fr")
        lang = re.search(r'name="lang"[^>]*value="(\w+)"', form.text)[1]

        client.post(path_of(event), data={"csrf_token": token_of(form), "lang": lang, **FILLED})

        assert [item.language for item in all_stored()] == ["fr"]


# --- Taking it away


def test_comment_is_erased_by_post_and_not_by_get(make_event, client, site, page):
    event = make_event()
    number = leave(event)
    answer(event, number)
    path = erasure_of(stored(number), site)

    seen = client.get(path)
    remaining = stored(number) is not None
    gone = client.post(path, data={"csrf_token": token_of(seen)})

    assert remaining
    assert "Is it recorded? The answer Yes, it is." in text_of(seen)
    assert (gone.status_code, gone.location) == (303, "/comments/erased")
    assert all_stored() == []
    assert "recorded" not in page(event)
    assert client.get(path).status_code == 404


def test_mailed_link_opens_erasure_page(make_event, client, deliver):
    event = make_event()
    answer(event, leave(event))
    [mail] = [item for item in deliver() if "Answer to" in item.message["Subject"]]

    path = re.search(r"http://[^/]+(/comments/\S+)", mail.text)[1]

    assert client.get(path).status_code == 200


def test_other_links_do_not_open_erasure_page(make_event, client, site):
    comment = stored(leave(make_event()))
    right = link_token("comment", comment.id)
    assert client.get(f"/comments/{right}/erasure").status_code == 200
    for token in (right[:-1], right.swapcase(), str(comment.id), random_token()):
        assert client.get(f"/comments/{token}/erasure").status_code == 404
    db.session.rollback()


def test_export_contains_comments(make_event, make_registration, client, site):
    event = make_event()
    place = make_registration(event, email="Ann@example.com")
    answer(event, leave(event))
    leave(event, email="bob@example.com", text="Not mine")
    token = link_token("manage", place.id)

    result = client.get(f"/registrations/{token}/data.json").get_json()

    assert [(item["text"], item["answer"], item["state"]) for item in result["comments"]] == [
        ("Is it recorded?", "Yes, it is.", "public")
    ]
