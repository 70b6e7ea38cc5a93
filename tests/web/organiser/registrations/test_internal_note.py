"""The organisers' note about a registrant: who reads it, and where it is not."""

import pytest

from tests.links import link_token
from tests.web.organiser.registrations.queueing import row
from tests.web.pages import text_of
from webinars.registrations.organiser.internal_note import note_fingerprint

NOTE = "Owes us <b>a call</b>.\nSpeaks Arabic."


@pytest.fixture
def noted(invite, desk):
    """Return the path of the registrations of an event, and a registrant with a note."""
    _, path, people = invite("a", capacity=2)
    answer = desk(
        f"{path}/registrations/{people[0].id}/note",
        internal_note=f"  {NOTE}  \r\n",
        seen=note_fingerprint(""),
    )
    assert answer.location == f"{path}/registrations?done=note"
    return f"{path}/registrations", people[0]


def test_note_is_shown_to_organisers_and_in_downloads(signed_in, noted):
    path, person = noted
    escaped = "Owes us &lt;b&gt;a call&lt;/b&gt;. Speaks Arabic."

    assert row(person).internal_note == NOTE
    assert f"Note: {escaped}" in text_of(signed_in.get(f"{path}?done=note"))
    assert escaped in text_of(signed_in.get(f"{path}?column=note"))
    assert NOTE in signed_in.get(f"{path}.csv?column=note").text
    assert "Owes us" in signed_in.get(f"{path}/{person.id}/note").text


def test_registrant_reads_note_in_their_data_only(client, noted, deliver):
    _, person = noted
    place = f"/registrations/{link_token('manage', person.id)}"

    exported = client.get(f"{place}/data.json").json

    assert exported["registration"]["internal_note"] == NOTE
    assert "Owes us" not in client.get(place).text
    assert all("Owes us" not in mail.message.as_string() for mail in deliver())


def test_note_is_deleted_with_empty_text(desk, noted):
    path, person = noted

    desk(f"{path}/{person.id}/note", internal_note="  ", seen=note_fingerprint(NOTE))

    assert row(person).internal_note == ""


@pytest.mark.parametrize("text", ["x" * 2001, "a\x07b"], ids=["too long", "control character"])
def test_bad_note_is_shown_again_with_error(desk, noted, text):
    path, person = noted

    answer = desk(f"{path}/{person.id}/note", internal_note=text)

    assert answer.status_code == 422
    assert "There is a problem" in text_of(answer)
    assert row(person).internal_note == NOTE


def test_note_that_a_colleague_saved_meanwhile_is_not_overwritten(signed_in, desk, noted):
    path, person = noted
    place = f"{path}/{person.id}/note"

    def seen_on(page):
        return page.text.split('name="seen"')[1].split('value="')[1].split('"')[0]

    opened = seen_on(signed_in.get(place))
    desk(place, internal_note="Called her.", seen=opened)
    refused = desk(place, internal_note="Wrote to her.", seen=opened)
    stored = row(person).internal_note
    same = desk(place, internal_note="Called her.", seen=opened)
    again = desk(place, internal_note="Wrote to her.", seen=seen_on(refused))

    assert refused.status_code == 409
    assert stored == "Called her."
    shown = text_of(refused)
    assert "Someone else saved this note in the meantime" in shown
    assert "Theirs: Called her. Yours: Wrote to her." in shown
    assert same.status_code == again.status_code == 303
    assert row(person).internal_note == "Wrote to her."


def test_note_of_another_event_is_not_found(signed_in, desk, noted, make_event):
    _, person = noted
    path = f"/organise/events/{make_event().id}/registrations/{person.id}/note"

    assert signed_in.get(path).status_code == 404
    assert desk(path, internal_note="x").status_code == 404
