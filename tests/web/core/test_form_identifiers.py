"""WTForms messages: in the language of the request, from translations that are loaded once."""

import sys

import pytest
from flask_babel import force_locale
from werkzeug.datastructures import MultiDict
from wtforms import IntegerField

from webinars.web.core.forms.base import BaseForm, FormTranslations

OPENED = []
sys.addaudithook(lambda name, args: OPENED.append(str(args[0])) if name == "open" else None)


class Numbered(BaseForm):
    number = IntegerField()


@pytest.mark.parametrize(
    ("locale", "text"),
    [("en", "Not a valid integer value."), ("fr", "N'est pas un entier valide.")],
)
def test_field_errors_are_in_the_language_of_the_request(app, locale, text):
    with app.test_request_context(), force_locale(locale):
        form = Numbered(MultiDict({"number": "many"}))
        form.validate()

    assert form.number.errors == [text]


def test_plural_forms_are_translated(app):
    words = FormTranslations()
    with app.test_request_context(), force_locale("en"):
        results = [
            words.ngettext(
                "Field must be at least %(min)d character long.",
                "Field must be at least %(min)d characters long.",
                number,
            )
            for number in (1, 2)
        ]

    assert [item.split()[-2] for item in results] == ["character", "characters"]


def test_translations_are_loaded_once(app):
    for _ in range(2):
        with app.test_request_context(), force_locale("en"):
            del OPENED[:]
            Numbered(MultiDict({"number": "many"})).validate()

    assert [name for name in OPENED if name.endswith(".mo")] == []
