"""The answers to an event's questions, by the mailed link: edit them, download uploaded files."""

from flask import Blueprint, Response, redirect, url_for
from flask.typing import ResponseReturnValue

from webinars.database import db
from webinars.errors import ConflictError, InvalidInputError, WebinarsError
from webinars.questions.queries import answers_of, file_of_answer
from webinars.questions.rules import Answers
from webinars.registrations.answers import may_answer, save_answers
from webinars.registrations.models import Registration
from webinars.timezones import clock
from webinars.web.components.question_fields import FILES_FULL, Asking, asking_of, heard
from webinars.web.core import uploads
from webinars.web.core.errors import status_of
from webinars.web.core.forms import PlainForm
from webinars.web.core.private_links import link_transaction
from webinars.web.manage import views

blueprint = Blueprint("answers", __name__)

# The largest id of a row; a larger one in an address is not found.
MOST_ID = 2**31 - 1


@blueprint.route("/registrations/<token>/answers", methods=["GET", "POST"])
def edit(token: str) -> ResponseReturnValue:
    """Show what somebody answered, and take what they change."""
    place, form = views.mine(), PlainForm()
    if not place.event.has_questions or not may_answer(place, place.event, clock.now()):
        return redirect(url_for("manage.show", token=token), 303)
    if not form.is_submitted():
        return _answers_page(place, token, form, _asked(place, token))
    found = _heard(place, token)
    if not form.validate() or found.wrong:
        return _answers_page(place, token, form, found), 422
    place_id = place.id
    try:
        with link_transaction() as session:
            save_answers(session, place_id, given=found.given)
    except (InvalidInputError, ConflictError) as error:
        if error.code not in {"answers-wrong", FILES_FULL}:
            raise
        # The organiser asks otherwise since we looked, or there is no room for what was sent.
        place = views.mine()
        return _answers_page(place, token, form, _heard(place, token, error)), status_of(error)
    return redirect(url_for("manage.show", token=token, done="answers"), 303)


@blueprint.get(f"/registrations/<token>/answers/<int(max={MOST_ID}):question_id>/file")
def file(token: str, question_id: int) -> Response:
    """Give somebody a file that they sent."""
    place = views.mine()
    return uploads.give(file_of_answer(db.session(), place.id, question_id))


def _asked(place: Registration, token: str) -> Asking:
    said, urls = _before(place, token)
    return asking_of(db.session(), place.event_id, place.registration_type_id, said=said, urls=urls)


def _heard(place: Registration, token: str, refusal: WebinarsError | None = None) -> Asking:
    said, urls = _before(place, token)
    return heard(
        db.session(),
        place.event_id,
        place.registration_type_id,
        before=said,
        urls=urls,
        is_settled=True,
        refusal=refusal,
    )


def _before(place: Registration, token: str) -> tuple[Answers, dict[int, str]]:
    stored = answers_of(db.session(), place.id)
    urls = {
        number: url_for("answers.file", token=token, question_id=number)
        for number, each in stored.items()
        if each.file_id is not None
    }
    return {number: each.given for number, each in stored.items()}, urls


def _answers_page(place: Registration, token: str, form: PlainForm, found: Asking) -> str:
    return views.page("manage/answers.html", place, token, form=form, asking=found)
