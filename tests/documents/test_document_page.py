"""The public page of a document: addresses, languages, what is due, withdrawn or under embargo."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.documents.conftest import details_of, stored
from tests.postgres import wait_until_blocked
from tests.web.pages import text_of
from webinars.database import db, transaction
from webinars.documents import editing, versions
from webinars.documents.details import Content, VersionKey
from webinars.documents.enums import DocumentAccess, VersionType
from webinars.documents.history import document_history
from webinars.errors import InvalidInputError
from webinars.events.lifecycle import publish_event
from webinars.events.models import RegistrationType


def test_page_shows_languages_that_are_out_and_due(client, make_document):
    make_document(due={"ar": date(2026, 12, 3), "fr": None})

    page = client.get("/documents/CTOC/COP/2020/1")

    text = text_of(page)
    assert page.status_code == 200
    for part in ("CTOC/COP/2020/1", "Report of the session", "3 pages", "Due on 3 December 2026"):
        assert part in text
    assert text.index("العربية") < text.index("English") < text.index("Français")


def test_dates_are_those_of_the_time_zone_of_the_site(client, clock, make_document):
    clock.stop(datetime(2026, 11, 30, 23, 30, tzinfo=UTC))
    document = make_document(languages=("en", "fr"))
    with transaction() as session:
        versions.withdraw_version(session, document.id, of(document)[0].id, reason="Page 3")

    text = text_of(client.get("/documents/CTOC/COP/2020/1"))

    assert "Withdrawn on 1 December 2026: Page 3" in text
    assert "30 November" not in text


def test_draft_has_no_page(client, make_document):
    make_document(publishes=False)

    assert client.get("/documents/CTOC/COP/2020/1").status_code == 404


@pytest.mark.parametrize("path", ["ctoc/cop/2020/1", "OLD/1", "old/1"])
def test_other_case_and_former_symbol_lead_to_the_present_one(client, make_document, body, path):
    document = make_document(symbol="OLD/1")
    change(document, body, symbol="CTOC/COP/2020/1")

    page = client.get(f"/documents/{path}")

    assert (page.status_code, page.location) == (301, "/documents/CTOC/COP/2020/1")


@pytest.mark.parametrize("glued", ["/", ".", ",", ").", "),", "?/"])
def test_what_mail_programs_add_to_a_link_is_left_out(client, make_document, glued):
    make_document(symbol="CTOC/2020/1 (II)")

    page = client.get(f"/documents/ctoc/2020/1 (II){glued.replace('?', '%3F')}")

    assert (page.status_code, page.location) == (301, "/documents/CTOC/2020/1%20(II)")
    assert client.get("/documents/CTOC/2020/1.").status_code == 404


def test_former_symbol_is_not_given_to_another_document(make_document, body):
    change(make_document(symbol="OLD/1"), body, symbol="LATER/1")

    with pytest.raises(InvalidInputError) as refused:
        make_document(symbol="old/1")
    assert refused.value.code == "symbol-taken"


def test_address_of_a_document_that_became_a_draft_again_is_kept(client, make_document, body):
    document = make_document(symbol="OLD/1", languages=(), due={"ar": None})
    with transaction() as session:
        editing.unpublish_document(session, document.id)
    change(document, body, symbol="LATER/1")
    with transaction() as session:
        editing.publish_document(session, document.id)

    assert client.get("/documents/OLD/1").location == "/documents/LATER/1"


def test_document_takes_its_former_symbol_again(client, make_document, body):
    document = make_document(symbol="OLD/1")
    change(document, body, symbol="OTHER/1")
    change(document, body, symbol="OLD/1")

    answers = [client.get(f"/documents/{path}") for path in ("OLD/1", "OTHER/1")]

    assert [(one.status_code, one.location) for one in answers] == [
        (200, None),
        (301, "/documents/OLD/1"),
    ]


def test_document_without_symbol_has_the_address_of_its_title(client, make_document):
    addresses = [
        make_document(symbol="", title=title).address for title in ("Files", "Note", "Note")
    ]

    assert addresses == ["document-files", "note", "note-2"]
    assert client.get("/documents/document-files").status_code == 200


@pytest.mark.parametrize("database", ["postgresql"])
def test_documents_of_one_title_made_at_once_have_two_addresses(app, database, body):
    details = details_of(body, symbol="", title="Note")

    def make():
        with app.app_context(), transaction() as session:
            return editing.create_document(session, details).address

    db.session.rollback()
    with ThreadPoolExecutor(1) as others:
        with transaction() as session:
            first = editing.create_document(session, details).address
            other = others.submit(make)
            wait_until_blocked(db.engine, other)
        assert (first, other.result()) == ("note", "note-2")


def test_revisions_and_corrigenda_are_beside_the_original(client, make_document):
    document = make_document()
    with transaction() as session:
        for key in (
            VersionKey("en", VersionType.CORRIGENDUM, 1),
            VersionKey("en", VersionType.REVISION, 1),
        ):
            content = Content(url=f"https://example.org/{key.version_type}")
            versions.add_version(session, document.id, key, content=content)

    page = client.get("/documents/CTOC/COP/2020/1").text

    addresses = ("https://example.org/1-en.pdf", "/revision", "/corrigendum")
    places = [page.index(f'{one}"') for one in addresses]
    assert places == sorted(places)


def test_withdrawn_version_is_named_with_its_reason_and_without_its_link(client, make_document):
    document = make_document(["en", "fr"])
    version = next(one for one in of(document) if one.language == "fr")
    with transaction() as session:
        versions.withdraw_version(session, document.id, version.id, reason="Page 3 was missing")

    page = client.get("/documents/CTOC/COP/2020/1")

    assert "Withdrawn on 25 November 2026: Page 3 was missing" in text_of(page)
    assert "-fr.pdf" not in page.text


def test_version_withdrawn_before_anybody_could_read_it_is_not_listed(
    client, clock, make_document, make_event, site
):
    until = clock.now() + timedelta(hours=2)
    event = make_event(publish=False)
    ids = [
        make_document(["en", "fr"], symbol=f"A/{number}", **values).id
        for number, values in enumerate(
            (
                {"embargo_until": until, "embargo_timezone": "Europe/Zurich"},
                {"publishes": False},
                {"event_id": event.id},
                {},
            )
        )
    ]
    with transaction() as session:
        for one in ids:
            french = versions.versions_of(session, one)[1]
            versions.withdraw_version(session, one, french.id, reason="Wrong file")
        editing.publish_document(session, ids[1])
        publish_event(session, event.id, site)
    clock.advance(timedelta(days=1))

    pages = [text_of(client.get(f"/documents/A/{number}")) for number in range(4)]

    assert ["English" in page for page in pages] == [True] * 4
    assert ["Wrong file" in page for page in pages] == [False, False, False, True]


def test_change_after_one_that_was_undone_is_in_the_history(make_document):
    document = make_document(due={"ar": None, "fr": None})
    _english, arabic, french = of(document)
    with transaction() as session:
        undone = session.begin_nested()
        versions.remove_due_version(session, document.id, arabic.id)
        undone.rollback()
        versions.remove_due_version(session, document.id, french.id)
        newest, _by = document_history(session, document.id).rows[0]
        left = [one["language"] for one in newest.values["versions"]]

    assert left == ["en", "ar"]


def test_link_appears_when_the_embargo_ends(client, clock, make_document):
    until = clock.now() + timedelta(hours=2)
    make_document(embargo_until=until, embargo_timezone="Europe/Zurich")

    pages = [client.get("/documents/CTOC/COP/2020/1").text]
    clock.advance(timedelta(hours=2))
    pages.append(client.get("/documents/CTOC/COP/2020/1").text)

    assert ["-en.pdf" in page for page in pages] == [False, True]
    assert "Under embargo until Wednesday 25 November 2026, 12:00" in pages[0]


def test_version_has_the_date_of_the_day_on_which_it_became_public(client, clock, make_document):
    make_document(embargo_until=clock.now() + timedelta(days=3), embargo_timezone="Europe/Zurich")
    clock.advance(timedelta(days=4))

    assert "28 November 2026" in text_of(client.get("/documents/CTOC/COP/2020/1"))


def test_registration_type_is_one_that_the_event_offers(make_document, make_event, clock):
    event, other = make_event(), make_event()
    with transaction() as session:
        types = [
            RegistrationType(event_id=of.id, position=1, name=name, removed_at=removed_at)
            for of, name, removed_at in (
                (event, "Delegate", None),
                (event, "Observer", clock.now()),
                (other, "Delegate", None),
            )
        ]
        session.add_all(types)
        session.flush()
        ids = [one.id for one in types]
    values = {"event_id": event.id, "access": DocumentAccess.REGISTRANTS}

    assert make_document(registration_type_id=ids[0], **values).registration_type_id == ids[0]
    for wrong in ids[1:]:
        with pytest.raises(InvalidInputError, match="no-such-registration-type"):
            make_document(registration_type_id=wrong, **{**values, "symbol": f"A/{wrong}"})


def change(document, body, **values):
    with transaction() as session:
        details = details_of(body, **values)
        editing.change_document(
            session, document.id, details, revision=stored(document.id).revision
        )


def of(document):
    with transaction() as session:
        return versions.versions_of(session, document.id)
