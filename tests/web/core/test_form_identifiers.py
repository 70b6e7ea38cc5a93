"""WTForms messages: in the language of the request, from translations that are loaded once."""

import sys

import pytest
from flask_babel import force_locale
from werkzeug.datastructures import MultiDict
from wtforms import IntegerField

from tests.fork_server import run_forked
from webinars.web.core.forms.base import BaseForm, FormTranslations

# In a process of its own: a hook cannot be removed, and would slow all later tests down.
OPENED_FILES = """
import sys
from flask_babel import force_locale
from werkzeug.datastructures import MultiDict
from wtforms import IntegerField
from webinars.app import create_app
from webinars.web.core.forms.base import BaseForm

class Numbered(BaseForm):
    number = IntegerField()

app = create_app(TESTING=True, SECRET_KEY="a key that is only good for tests, and long")
opened = []
sys.addaudithook(lambda name, args: opened.append(str(args[0])) if name == "open" else None)
for _ in range(2):
    with app.test_request_context(), force_locale("en"):
        del opened[:]
        Numbered(MultiDict({"number": "many"})).validate()
    print(sum(name.endswith(".mo") for name in opened))
"""


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


def test_translations_are_loaded_once(tmp_path):
    done = run_forked(
        [sys.executable, "-c", OPENED_FILES], env={"WEBINARS_DATA_DIR": str(tmp_path)}
    )

    first, second = map(int, done.stdout.split())
    assert (first > 0, second) == (True, 0)
