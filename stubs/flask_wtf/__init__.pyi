from typing import Any

from wtforms import Form
from wtforms.fields import HiddenField

class FlaskForm(Form):
    csrf_token: HiddenField
    def __init__(self, formdata: Any = ..., **kwargs: Any) -> None: ...
    def is_submitted(self) -> bool: ...
    def validate_on_submit(self, extra_validators: Any = None) -> bool: ...
