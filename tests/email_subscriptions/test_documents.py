"""Who asked for it is told once that a document is out in a language, of all that came out in one e-mail."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.documents.conftest import create, details_of, published
from tests.email_subscriptions.conftest import link_in
from tests.statements import sent_statements
from tests.web.conftest import token_of
from tests.web.pages import text_of
from webinars.database import db, transaction
from webinars.documents import editing, versions
from webinars.documents.details import Content, VersionKey
from webinars.documents.enums import DocumentAccess, VersionType
from webinars.email_subscriptions import document_collection
from webinars.email_subscriptions.models import EmailSubscription, Notice, Subscriber
from webinars.email_subscriptions.notification import DIGEST, DOCUMENTS
from webinars.emails.messages import document_updates
from webinars.events.lifecycle import publish_event, unpublish_event
from webinars.outbox.enqueue import enqueue
from webinars.outbox.models import Message

LATER = timedelta(minutes=16)
PATH = "/documents/updates/CTOC/COP/2020/1"


@pytest.fixture
def body(make_series):
    """Create a body whose page is public."""
    return published(make_series("Conference of the Parties"))


@pytest.fixture
def document(clock, body):
    """Create a document that is out in English and due in Arabic."""
    clock.stop(datetime(2026, 12, 1, 9, tzinfo=UTC))
    document = create(body, due={"ar": None})
    clock.advance(timedelta(minutes=1))
    return document


@pytest.fixture
def ask_for(send):
    """Return a function that asks for a language of a document by its form."""
    return lambda tag="ar", email="ann@example.org", path=PATH: send(
        path, email=email, version_language=tag
    )


@pytest.fixture
def wait_for(ask_for, deliver, send, clock):
    """Return a function that asks for a language and confirms it; gives the link to the own page."""

    def wait_for(*asked, **more):
        assert ask_for(*asked, **more).status_code == 303
        *_, mail = deliver()
        link = link_in(mail, r"\S+/confirmations/\d+")
        clock.advance(timedelta(minutes=1))
        assert send(link).status_code == 303
        clock.advance(timedelta(minutes=1))
        return link.partition("/confirmations/")[0]

    return wait_for


def publish(document, language="ar", version_type=VersionType.ORIGINAL, number=0):
    """Publish a version, which may be due."""
    content = Content(url=f"https://example.org/{document.id}-{language}{number}.pdf")
    with transaction() as session:
        due = session.query(versions.DocumentVersion).filter_by(
            document_id=document.id, language=language, version_type=version_type, number=number
        )
        row = due.one_or_none()
        if row:
            return versions.publish_version(session, document.id, row.id, content).id
        key = VersionKey(language, version_type, number)
        return versions.add_version(session, document.id, key, content=content).id


def subjects(mails):
    return [re.sub("[\u2066-\u2069]", "", mail.message["Subject"]) for mail in mails]


def html_of(mail):
    return mail.message.get_body(("html",)).get_content()


def stored(mapped):
    db.session.rollback()
    return db.session.query(mapped).count()


def test_reader_who_asked_is_told_when_it_is_out_in_arabic(document, wait_for, updates):
    wait_for()
    publish(document)

    [mail] = updates(LATER)

    assert subjects([mail]) == ["Out in العربية: CTOC/COP/2020/1, Report of the session"]
    assert f"https://example.org/{document.id}-ar0.pdf" in mail.text
    assert "/documents/CTOC/COP/2020/1" in mail.text
    assert '<bdi lang="ar" dir="rtl">العربية</bdi>' in html_of(mail)
    assert updates(LATER) == []


def test_other_languages_are_not_told_but_corrigenda_are(document, wait_for, updates):
    wait_for()
    publish(document, "fr")
    other = updates(LATER)
    publish(document)
    publish(document, "ar", VersionType.CORRIGENDUM, 1)
    first = subjects(updates(LATER))
    publish(document, "ar", VersionType.REVISION, 1)

    assert other == []
    assert first == ["Out in العربية, العربية Corr.1: CTOC/COP/2020/1, Report of the session"]
    assert subjects(updates(LATER)) == [
        "Out in العربية Rev.1: CTOC/COP/2020/1, Report of the session"
    ]


def test_all_that_comes_in_during_an_hour_is_one_email(document, body, wait_for, maintain, deliver):
    wait_for("")
    second = create(body, symbol="CTOC/COP/2020/2", title="Rules", languages=("en",))
    wait_for("fr", path="/documents/updates/CTOC/COP/2020/2")
    for language in ("ar", "zh", "fr", "ru"):
        publish(document, language)
        maintain(timedelta(minutes=12))
    publish(second, "fr")
    early = deliver()
    maintain(timedelta(minutes=12))

    [mail] = deliver()

    assert early == []
    assert subjects([mail]) == ["2 documents: new versions"]
    order = [mail.text.index(one) for one in ("العربية", "中文", "Français", "Русский", "Rules")]
    assert order == sorted(order)


def test_lifted_embargo_of_many_documents_is_one_email_and_leaks_nothing_before(
    document, body, wait_for, updates, clock, client, ask_for
):
    until = clock.now() + timedelta(hours=3)
    for number in (2, 3):
        create(
            body, symbol=f"CTOC/COP/2020/{number}", title=f"Secret {number}", embargo_until=until,
            embargo_timezone="UTC", is_title_embargoed=number == 3, languages=("en", "ar"),
        )  # fmt: skip
    wait_for("en", path="/documents/updates/CTOC/COP/2020/2")
    wait_for("ar", path="/documents/updates/CTOC/COP/2020/2")
    hidden = client.get("/documents/updates/CTOC/COP/2020/3")
    before = updates(timedelta(hours=2))
    clock.stop(until)

    [mail] = updates(LATER)

    assert (hidden.status_code, before) == (404, [])
    assert "Secret 2" in mail.text
    assert mail.text.count("https://example.org/") == 2


def test_version_withdrawn_before_the_email_leaves_is_not_named(
    document, wait_for, maintain, deliver
):
    wait_for("")
    publish(document, "fr")
    taken = publish(document)
    maintain(LATER)
    with transaction() as session:
        versions.withdraw_version(session, document.id, taken, reason="Page 3 was missing")

    [mail] = deliver()

    assert subjects([mail]) == ["Out in Français: CTOC/COP/2020/1, Report of the session"]
    collected = stored(Notice)
    for language, delay in (("ru", LATER), ("es", timedelta())):
        made = publish(document, language)
        maintain(delay)
        with transaction() as session:
            versions.withdraw_version(session, document.id, made, reason="Page 3 was missing")
        maintain(LATER)
        assert deliver() == []
    assert stored(Notice) == collected + 1


def test_what_came_out_between_request_and_confirmation_is_told(
    document, wait_for, ask_for, updates, deliver, send
):
    wait_for("", "other@example.org")
    ask_for()
    *_, question = deliver()
    publish(document)
    told = updates(LATER)
    send(link_in(question, r"\S+/confirmations/\d+"))

    [mail] = deliver()

    assert [one.message["To"] for one in told] == ["other@example.org"]
    assert mail.message["To"] == "ann@example.org"
    assert updates(LATER) == []


def test_answer_is_the_same_for_all_addresses_and_the_page_has_no_token(
    document, wait_for, ask_for, client
):
    wait_for()
    answers = [ask_for(), ask_for(email="new@example.org"), ask_for(email="new@example.org")]
    with sent_statements() as sent:
        page = client.get("/documents/CTOC/COP/2020/1").text

    assert len(sent) == 2
    assert {(one.status_code, one.location) for one in answers} == {(303, "/email-updates/sent")}
    assert "csrf_token" not in page
    assert page.index('value="ar"') < page.index('value="zh"') < page.index('value=""')
    assert 'value="en"' not in page


def test_language_of_the_link_is_chosen_on_the_form(document, client):
    page = client.get(f"{PATH.lower()}?about=fr", follow_redirects=True).text

    assert re.search(r'<input checked[^>]*value="fr"', page)


def test_revision_that_is_due_can_be_awaited_in_a_language_that_is_out(document, client):
    with transaction() as session:
        key = VersionKey("en", VersionType.REVISION, 1)
        versions.add_version(session, document.id, key)

    page = client.get("/documents/CTOC/COP/2020/1").text

    assert f'href="{PATH}?about=en"' in page


def test_weekly_email_has_documents_beside_events(
    document, body, wait_for, subscribe, send, updates, make_event, clock
):
    own = wait_for()
    number = db.session.query(EmailSubscription.id).scalar()
    send(own, f"{own}/changes", do=f"weekly {number}")
    subscribe(f"/series/{body.slug}", frequency="weekly", interest="events")
    publish(document)
    make_event(series_id=body.id, title="Fourth")
    early = updates(LATER)
    clock.stop(datetime(2026, 12, 7, 7, tzinfo=UTC))

    [mail] = updates()

    assert early == []
    assert mail.message["Subject"] == "2 e-mail updates this week"
    assert mail.text.index("Fourth") < mail.text.index("العربية")


@pytest.mark.parametrize("access", [DocumentAccess.LINK, DocumentAccess.REGISTRANTS])
def test_document_that_is_not_for_everyone_offers_nothing(
    access, document, client, send, make_event, clock
):
    event = make_event()
    details = details_of(None, event_id=event.id, access=access)
    with transaction() as session:
        row = session.get(editing.Document, document.id)
        editing.change_document(session, row.id, details, revision=row.revision)
    page = client.get("/documents/CTOC/COP/2020/1")

    assert "document-updates" not in page.text
    if access is DocumentAccess.REGISTRANTS:
        form = client.get(PATH)
        assert "not for everyone" in text_of(form)
        assert 'name="email"' not in form.text
    else:
        assert (page.status_code, client.get(PATH).status_code) == (404, 404)
    assert stored(Subscriber) == 0


def test_one_click_ends_what_the_email_was_sent_for(
    document, body, wait_for, updates, client, subscribe
):
    wait_for("")
    create(body, symbol="CTOC/COP/2020/2", title="Rules", due={"fr": None})
    own = wait_for("fr", path="/documents/updates/CTOC/COP/2020/2")
    publish(document)
    [single] = updates(LATER)
    publish(document, "fr")
    with transaction() as session:
        second = session.query(editing.Document).filter_by(symbol="CTOC/COP/2020/2").one()
    publish(second, "fr")
    [mail] = updates(LATER)
    link = re.search(r"/stop-email-updates/[^>]+", mail.message["List-Unsubscribe"])[0]
    asked = client.get(link)
    pressed = [client.post(link, data={"List-Unsubscribe": "One-Click"}) for _ in range(2)]

    assert re.search(r"/\d+>$", single.message["List-Unsubscribe"])
    assert link.endswith("/documents")
    assert "no more e-mails about new documents" in text_of(asked)
    assert [one.status_code for one in pressed] == [200, 200]
    assert (stored(Subscriber), stored(EmailSubscription)) == (0, 0)
    assert client.get(own).status_code == 404


def test_own_page_names_documents_and_languages_while_their_titles_are_public(
    document, wait_for, client, send
):
    own = wait_for()
    page = client.get(own)
    exported = client.get(f"{own}/export").json
    with transaction() as session:
        session.get(editing.Document, document.id).published_at = None
    hidden = client.get(own).text + client.get(f"{own}/export").text

    assert "CTOC/COP/2020/1: Report of the session" in text_of(page)
    assert '<bdi lang="ar" dir="rtl">العربية</bdi>' in page.text
    assert exported["subscriptions"][0]["document_language"] == "ar"
    assert "Report of the session" not in hidden
    send(f"{own}/erasure")
    assert stored(Subscriber) == 0


def test_confirmation_of_a_title_that_is_hidden_meanwhile_is_not_sent(
    document, ask_for, deliver, clock
):
    ask_for()
    with transaction() as session:
        row = session.get(editing.Document, document.id)
        row.is_title_embargoed, row.embargo_until = True, clock.now() + timedelta(days=1)

    assert deliver() == []
    assert stored(Message) == 1


def test_follower_of_a_body_or_event_is_told_of_its_documents(
    document, body, make_event, subscribe, updates
):
    event = make_event(series_id=body.id, title="Session")
    create(body, event_id=event.id, symbol="E/1", title="Agenda")
    subscribe(f"/series/{body.slug}", interest="documents")
    subscribe(f"/events/{event.slug}", "bo@example.org", interest="documents")
    updates(LATER)
    publish(document)
    create(body, event_id=event.id, symbol="E/2", title="Statement")
    make_event(series_id=body.id, title="Another")

    mails = updates(LATER)

    assert {mail.message["To"]: subjects([mail]) for mail in mails} == {
        "ann@example.org": ["2 documents: new versions"],
        "bo@example.org": ["Out in English: E/2, Statement"],
    }


def test_documents_of_a_draft_event_come_out_with_it(
    document, body, make_event, subscribe, updates, clock, site
):
    subscribe(f"/series/{body.slug}", interest="documents")
    event = make_event(series_id=body.id, title="Session")
    with transaction() as session:
        unpublish_event(session, event.id, site)
    create(body, event_id=event.id, symbol="E/1", title="Agenda")
    clock.advance(timedelta(days=10))
    publish(document)
    before = subjects(updates(LATER))
    with transaction() as session:
        publish_event(session, event.id, site)

    [mail] = updates(LATER)

    assert before == ["Out in العربية: CTOC/COP/2020/1, Report of the session"]
    assert subjects([mail]) == ["Out in English: E/1, Agenda"]


def test_document_whose_embargo_is_ended_early_is_told(document, body, wait_for, updates, clock):
    """Its versions were published long before, and everyone may read them only now."""
    until = clock.now() + timedelta(days=20)
    values = {"symbol": "CTOC/COP/2020/2", "title": "Rules", "embargo_timezone": "UTC"}
    made = create(body, embargo_until=until, languages=("en",), **values)
    wait_for("en", path="/documents/updates/CTOC/COP/2020/2")
    wait_for()
    clock.advance(timedelta(days=10))
    publish(document)
    before = subjects(updates(LATER))
    ended = clock.now()
    with transaction() as session:
        details = details_of(body, **{**values, "embargo_timezone": ""})
        editing.change_document(session, made.id, details, revision=made.revision)

    [mail] = updates(LATER)

    assert before == ["Out in العربية: CTOC/COP/2020/1, Report of the session"]
    assert subjects([mail]) == ["Out in English: CTOC/COP/2020/2, Rules"]
    [version] = versions.versions_of(db.session(), made.id)
    assert version.public_at == ended


def test_clock_that_was_fast_delays_nothing(document, wait_for, updates, clock):
    wait_for("")
    clock.advance(timedelta(days=20))
    publish(document, "fr")
    fast = subjects(updates(LATER))
    clock.advance(timedelta(days=-20))
    publish(document)

    assert len(fast) == 1
    assert subjects(updates(LATER)) == ["Out in العربية: CTOC/COP/2020/1, Report of the session"]


def test_language_that_came_out_meanwhile_is_not_taken_for_another(document, client):
    page = client.get(PATH)
    publish(document)
    answer = client.post(
        PATH,
        data={"csrf_token": token_of(page), "email": "ann@example.org", "version_language": "ar"},
    )

    assert answer.status_code == 422
    assert "is out in this language by now" in text_of(answer)
    assert stored(Subscriber) == 0


def test_email_names_the_first_of_many_documents_and_counts_the_others(
    document, body, wait_for, maintain, deliver, monkeypatch
):
    monkeypatch.setattr(document_updates, "MOST_DOCUMENTS", 2)
    wait_for("")
    for number in (10, 9, 8, 7):
        create(body, symbol=f"A/{number}", title=f"Paper {number}")
    maintain(timedelta(minutes=61))
    with transaction() as session:
        session.query(Message).delete()
        row = session.query(EmailSubscription).one()
        for topic in (DOCUMENTS, DIGEST):
            payload = {"subscriber_id": row.subscriber_id, "items": [[row.id, [*range(1, 9_000)]]]}
            enqueue(session, topic, payload=payload)

    mails = deliver()

    assert subjects(mails) == ["4 documents: new versions", "4 e-mail updates this week"]
    for mail in mails:
        assert re.findall(r"Paper \d+", mail.text) == ["Paper 7", "Paper 8"]
        assert "2 further documents:" in mail.text


def test_nothing_is_left_out_by_a_worker_that_was_stopped_for_days(
    document, wait_for, updates, clock, monkeypatch
):
    monkeypatch.setattr(document_collection, "BATCH", 2)
    wait_for("")
    for language in ("ar", "zh", "fr", "ru"):
        publish(document, language)
        clock.advance(timedelta(days=2))

    assert subjects([*updates(), *updates()]) == [
        "Out in العربية, 中文: CTOC/COP/2020/1, Report of the session",
        "Out in Français, Русский: CTOC/COP/2020/1, Report of the session",
    ]
