"""The registrant's answers, by the mailed link: complete and change them, fetch one's own files.

These views stand on the blueprint of registration.py.
"""

from flask import Response, redirect, url_for
from flask.typing import ResponseReturnValue

from webinars.database import db
from webinars.errors import ConflictError, InvalidInputError, WebinarsError
from webinars.questions.queries import answers_of, file_of_answer
from webinars.questions.rules import Answers
from webinars.registrations.answers import answer, may_answer
from webinars.registrations.models import Registration
from webinars.timezones import clock
from webinars.web.components.question_fields import FILES_FULL, Asking, asking_of, heard
from webinars.web.core import uploads
from webinars.web.core.errors import status_of
from webinars.web.core.forms import PlainForm
from webinars.web.core.private_links import link_transaction
from webinars.web.manage import views

# The largest number of a row; larger ones in an address are of no page.
MOST_ID = 2**31 - 1


def answers(token: str) -> ResponseReturnValue:
    """Show what somebody answered, and take what they change."""
    place, form = views.mine(), PlainForm()
    if not place.event.has_questions or not may_answer(place, place.event, clock.now()):
        return redirect(url_for("registration.own", token=token), 303)
    if not form.is_submitted():
        return _answers_page(place, token, form, _asked(place, token))
    found = _heard(place, token)
    if not form.validate() or found.wrong:
        return _answers_page(place, token, form, found), 422
    place_id = place.id
    try:
        with link_transaction() as session:
            answer(session, place_id, given=found.given)
    except (InvalidInputError, ConflictError) as error:
        if error.code not in {"answers-wrong", FILES_FULL}:
            raise
        # The organiser asks otherwise since we looked, or there is no room for what was sent.
        place = views.mine()
        return _answers_page(place, token, form, _heard(place, token, error)), status_of(error)
    return redirect(url_for("registration.own", token=token, done="answers"), 303)


def answer_file(token: str, question_id: int) -> Response:
    """Give somebody a file that they sent."""
    place = views.mine()
    return uploads.give(file_of_answer(db.session(), place.id, question_id))


def _asked(place: Registration, token: str) -> Asking:
    said, urls = _before(place, token)
    return asking_of(db.session(), place.event_id, place.kind_id, said=said, urls=urls)


def _heard(place: Registration, token: str, refusal: WebinarsError | None = None) -> Asking:
    said, urls = _before(place, token)
    return heard(
        db.session(),
        place.event_id,
        place.kind_id,
        before=said,
        urls=urls,
        is_settled=True,
        refusal=refusal,
    )


def _before(place: Registration, token: str) -> tuple[Answers, dict[int, str]]:
    stored = answers_of(db.session(), place.id)
    urls = {
        number: url_for("registration.answer_file", token=token, question_id=number)
        for number, each in stored.items()
        if each.file_id is not None
    }
    return {number: each.given for number, each in stored.items()}, urls


def _answers_page(place: Registration, token: str, form: PlainForm, found: Asking) -> str:
    return views.page("registration/questions_answers.html", place, token, form=form, asking=found)
