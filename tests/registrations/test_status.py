"""Status transitions, and that every function that sets a status checks them."""

import ast
from datetime import UTC, datetime

import pytest

from tests.sources import syntax_trees
from webinars.registrations.models import Registration
from webinars.registrations.status import ACTIVE, TRANSITIONS, Status, next_status

AT = datetime(2027, 7, 16, 13, tzinfo=UTC)


@pytest.mark.parametrize("before", Status)
@pytest.mark.parametrize("after", Status)
def test_status_changes_only_by_the_table(before, after):
    registration = Registration(status=before)

    if after in TRANSITIONS[before]:
        registration.change_status(after, AT)
        assert (registration.status, registration.status_at) == (after, AT)
    else:
        with pytest.raises(ValueError, match="cannot change"):
            registration.change_status(after, AT)
        assert (registration.status, registration.status_at) == (before, None)


def test_every_active_registration_may_be_cancelled_or_removed():
    assert all({Status.CANCELLED, Status.REFUSED} <= {*TRANSITIONS[status]} for status in ACTIVE)


def test_only_waiting_registrations_are_offered_places():
    assert [before for before in TRANSITIONS if Status.OFFERED in TRANSITIONS[before]] == [
        Status.WAITING
    ]
    with pytest.raises(ValueError, match="from new to offered"):
        next_status(None, Status.OFFERED)


def test_every_writer_of_a_status_goes_through_the_table():
    assert {
        f"{path.stem}.{function.name}"
        for path, function in functions_of_registrations()
        if any(map(writes_status, ast.walk(function)))
        and not any(map(uses_table, ast.walk(function)))
    } == set()


def functions_of_registrations():
    for path, tree in syntax_trees().items():
        if "registrations.models import" in path.read_text("utf-8") or path.parts[-2:] == (
            "registrations",
            "models.py",
        ):
            for node in ast.walk(tree):
                if isinstance(node, ast.FunctionDef):
                    yield path, node


def writes_status(node):
    match node:
        case ast.Attribute(attr="status", ctx=ast.Store()):
            return True
        case ast.Call(
            func=ast.Name("Registration") | ast.Attribute(attr="values"), keywords=keywords
        ):
            return any(keyword.arg == "status" for keyword in keywords)
    return False


def uses_table(node):
    return isinstance(node, ast.Call) and ast.unparse(node.func).endswith("next_status")
