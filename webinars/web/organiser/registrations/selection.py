"""Registrations whose rows are ticked in the table."""

import re
from collections.abc import Sequence

from flask import request

from webinars.errors import InvalidInputError
from webinars.pagination import MAX_ID
from webinars.registrations.organiser.registrant_list import PAGE_LENGTH


def selected_ids(ticked: Sequence[str] | None = None) -> list[int]:
    """Return the registration ids that a form selects, by default by its checkboxes.

    Raises:
        InvalidInputError: "not-a-choice", "nothing-selected".
    """
    numbers = request.form.getlist("who") if ticked is None else ticked
    if not numbers:
        raise InvalidInputError("nothing-selected")
    are_numbers = all(re.fullmatch(r"[1-9]\d{0,9}", number) for number in numbers)
    if not are_numbers or len(numbers) > PAGE_LENGTH:
        raise InvalidInputError("not-a-choice")
    return list(dict.fromkeys(min(int(number), MAX_ID) for number in numbers))
