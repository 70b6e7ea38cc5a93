"""Attributes of controls are those of WTForms."""

import pytest
from flask_babel.speaklater import LazyString
from markupsafe import Markup
from wtforms.widgets import html_params

from webinars.web.core.forms.attributes import html_attributes


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"type": "text", "id": "name", "value": "", "name": "name", "class_": "input"},
        {"value": "\"'<b>&amp; &", "title": Markup('<b>"&amp;</b>')},
        {"required": True, "autofocus": False, "checked": True, "value": 7, "max": None},
        {"aria_invalid": "true", "aria_describedby": Markup("a b"), "data_some_thing_": "x", "a_b": 1},
        {'o"n<': "x", "<k>": True, "title": LazyString(lambda: '"<b>')},
        {"b": 1, "a": 2, "A": 3, "class_": "x", "class": "y"},
    ],
)  # fmt: skip
def test_attributes_are_those_of_wtforms(values):
    made = html_attributes(**values)

    assert (type(made), made) == (Markup, html_params(**values))
