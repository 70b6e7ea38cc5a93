"""Each text that a form takes has a limit, which is checked before anything works on the text."""

from contextlib import suppress

from wtforms import HiddenField, StringField

from webinars.errors import InvalidInputError
from webinars.web.core.forms.base import BaseForm
from webinars.web.core.forms.validators import CleanedBy

# Few texts may be longer than the first; what works on the second takes time.
LONG = ("a" * 50_000, "a" * 2_000_000)


def form_classes(above=BaseForm):
    for form in above.__subclasses__():
        yield form
        yield from form_classes(form)


def texts():
    """Yield form, name and validators of each text field that a person fills in."""
    for form in sorted(form_classes(), key=lambda form: form.__qualname__):
        for name in dir(form):
            field = getattr(form, name)
            kind = getattr(field, "field_class", None)
            is_text = isinstance(kind, type) and issubclass(kind, StringField)
            if is_text and not issubclass(kind, HiddenField):
                validators = field.kwargs.get("validators") or (field.args[1:2] or [()])[0]
                yield f"{form.__module__}.{form.__qualname__}.{name}", validators


def is_bounded(clean):
    """Return whether a long text is refused."""
    for text in LONG:
        with suppress(InvalidInputError):
            clean(text)
            continue
        return True
    return False


def test_each_text_field_has_a_limit(app):
    unbounded = []
    with app.test_request_context():
        for name, validators in texts():
            cleaners = [one._clean for one in validators if isinstance(one, CleanedBy)]
            if not cleaners or not all(map(is_bounded, cleaners)):
                unbounded.append(name)

    assert unbounded == []
