"""Every action of organisers that changes what the history shows goes through its one writer."""

import ast
import re
from importlib.util import resolve_name
from pathlib import Path

import pytest

from webinars import paths
from webinars.web.core.security import endpoint_policies

ROOT = Path(paths.PACKAGE).parent
WRITERS = {
    "webinars.documents.history.record_document",
    "webinars.events.history.revision_writer.record_change",
    "webinars.events.history.revision_writer.record_for_events",
    "webinars.events.history.revision_writer.record_series_change",
}
# Actions by endpoint, below the webinars package.
RECORDED = {
    "organiser_document_form.new_of_event": ["documents.editing.create_document"],
    "organiser_document_form.new_of_series": ["documents.editing.create_document"],
    "organiser_version_replacement.replace": [
        "documents.versions.withdraw_version",
        "documents.versions.add_version",
    ],
    "organiser_many_files.of_event": ["documents.placement.store_files"],
    "organiser_many_files.of_series": ["documents.placement.store_files"],
    "organiser_document_form.edit": ["documents.editing.change_document"],
    "organiser_document_form.publish": ["documents.editing.publish_document"],
    "organiser_document_form.unpublish": ["documents.editing.unpublish_document"],
    "organiser_document_place.move": ["documents.moving.move_document"],
    "organiser_document_place.delete": ["documents.removal.delete_document"],
    "organiser_document_versions.add": ["documents.versions.add_versions"],
    "organiser_document_versions.edit": [
        "documents.versions.change_version",
        "documents.versions.publish_version",
    ],
    "organiser_document_versions.remove": ["documents.versions.remove_due_version"],
    "organiser_document_versions.withdraw": ["documents.versions.withdraw_version"],
    "organiser_event_form.new": ["events.creation.create_event"],
    "organiser_event_form.edit": ["events.changes.change_event", "events.lifecycle.publish_event"],
    "organiser_announcements.new": [
        "events.creation.create_event",
        "events.lifecycle.publish_event",
    ],
    "organiser_import.new": ["event_import.saving.save_import"],
    "organiser_timezone_update.apply": ["events.changes.apply_timezone_update"],
    "organiser_lifecycle.publish": ["events.lifecycle.publish_event"],
    "organiser_lifecycle.unpublish": ["events.lifecycle.unpublish_event"],
    "organiser_lifecycle.cancel": ["events.lifecycle.cancel_event"],
    "organiser_lifecycle.postpone": ["events.lifecycle.postpone_event"],
    "organiser_lifecycle.reinstate": ["events.lifecycle.restore_event"],
    "organiser_following.cancel": ["events.lifecycle.cancel_event"],
    "organiser_following.reinstate": ["events.lifecycle.restore_event"],
    "organiser_add_dates.add": [
        "events.creation.create_event",
        "events.lifecycle.publish_event",
        "events.changes.change_event",
    ],
    "organiser_alternatives.add": [
        "events.creation.create_event",
        "events.lifecycle.publish_event",
        "events.shared_details.record_times",
    ],
    "organiser_alternatives.join": [
        "events.shared_details.apply_shared",
        "events.shared_details.record_times",
        "events.materials.write_materials",
    ],
    "organiser_alternatives.separate": ["events.shared_details.record_times"],
    "organiser_copy_event.copy": ["events.creation.create_event"],
    "organiser_new_poll.new": ["events.creation.create_event", "polls.editing.create_poll"],
    "organiser_new_poll.of_event": ["polls.editing.create_poll"],
    "organiser_polls.settings": ["polls.editing.change_settings"],
    "organiser_polls.remove_option": ["polls.editing.remove_option"],
    "organiser_poll_option.add": ["polls.editing.add_option"],
    "organiser_poll_end.choose": ["polls.choice.choose_option", "events.changes.change_event"],
    "organiser_poll_end.cancel": ["polls.choice.cancel_poll"],
    "organiser_materials.edit": ["events.materials.set_materials"],
    "organiser_settings.edit": ["events.settings.registration_settings.change_settings"],
    "organiser_registration_types.edit": ["events.settings.registration_types.set_types"],
    "organiser_questions.add_suggested": ["questions.editing.add_question"],
    "organiser_questions.new": ["questions.editing.add_question"],
    "organiser_questions.edit": ["questions.editing.change_question"],
    "organiser_questions.move": ["questions.editing.move_question"],
    "organiser_questions.remove": ["questions.editing.remove_question"],
    "organiser_confirmation_note.edit": ["event_messages.email_notes.set_confirmation_note"],
    "organiser_messages.new": ["event_messages.message_editing.create_message"],
    "organiser_messages.edit": ["event_messages.message_editing.change_message"],
    "organiser_messages.delete": ["event_messages.message_editing.delete_message"],
    "organiser_messages.send": ["event_messages.sending.send_message"],
    "organiser_messages.stop": ["event_messages.sending.stop_message"],
    "organiser_approval.decide": [
        "registrations.organiser.approval.approve_request",
        "registrations.organiser.approval.refuse_request",
        "registrations.organiser.restoration.restore_registration",
    ],
    "organiser_person.add": ["registrations.organiser.single_person.add_person"],
    "organiser_bulk_actions.show": [
        "registrations.organiser.approval.approve_request",
        "registrations.organiser.approval.refuse_request",
        "registrations.organiser.restoration.restore_registration",
        "registrations.organiser.removal.remove_registration",
        "registrations.cancellation.cancel_on_behalf",
    ],
    "organiser_registrations.cancel": [
        "registrations.cancellation.cancel_on_behalf",
        "registrations.organiser.removal.remove_registration",
    ],
    "organiser_deadline.extend": ["registrations.places.place_deadlines.extend_deadline"],
    "organiser_type_change.change": ["registrations.types.type_change.change_type"],
    "organiser_waiting_list.offer": ["registrations.waiting_list.offers.offer_place"],
    "organiser_invitees.list": ["registrations.organiser.bulk_registration.bulk_register"],
    "organiser_team.add": ["events.team.membership.add_member"],
    "organiser_team.change": [
        "events.team.membership.change_role",
        "events.team.membership.remove_member",
    ],
    "organiser_team.leave": ["events.team.membership.leave_team"],
    "organiser_team.hand_over": ["events.team.ownership.transfer_ownership"],
    "organiser_series.new": ["events.series.editing.make_body"],
    "organiser_series.edit": ["events.series.editing.change_series"],
    "organiser_series_team.add": ["events.series.editors.add_editor"],
    "organiser_series_team.remove": ["events.series.editors.remove_editor"],
    "organiser_series_join.join": ["events.series.joining.join_series"],
    "organiser_accounts.change_access": ["events.team.ownership.remove_access"],
}
NO_VERSION = "an upload is of no version yet"
NOTHING_CHANGES = "shows, or e-mails what is stored"
OF_ACCOUNTS, OF_INSTALLATION = "of accounts", "of the installation"
OF_ACCESS = "invited people, delegations and questions received"
NOT_RECORDED = {
    "organiser_document_link.replace": "the link is no value of the document",
    "organiser_uploads.start_of_event": NO_VERSION,
    "organiser_uploads.start_of_series": NO_VERSION,
    "organiser_uploads.add_part": NO_VERSION,
    "organiser_uploads.finish": NO_VERSION,
    "organiser_uploads.abort": NO_VERSION,
    "organiser_lifecycle.delete": "the history is deleted with the event",
    "organiser_event_preview.show": NOTHING_CHANGES,
    "organiser_fair_time.show": NOTHING_CHANGES,
    "organiser_timezone_update.notify": NOTHING_CHANGES,
    "organiser_messages.send_test": NOTHING_CHANGES,
    "organiser_messages.resend": NOTHING_CHANGES,
    "organiser_email_log.resend": NOTHING_CHANGES,
    "organiser_registrations.resend": NOTHING_CHANGES,
    "organiser_invitees.resend": NOTHING_CHANGES,
    "organiser_invitees.remind": NOTHING_CHANGES,
    "organiser_delegations.resend": NOTHING_CHANGES,
    "organiser_answers.edit": "answer_changes, which are erased with the answers",
    "organiser_check_in.mark": "check_ins",
    "organiser_reviewed_replies.mark": "replies, which are erased with the registrant's data",
    "organiser_person.correct": "names and addresses are personal data, which no history holds",
    "organiser_note.edit": "notes are personal data, which no history holds",
    "organiser_bulk_actions.create": "the selection, before anything changes",
    "organiser_dates_registration.edit": "of the group of dates, not of one event",
    "organiser_waiting_list.move": "the order of the waiting list, no state",
    "organiser_sessions.list": OF_ACCOUNTS,
    "organiser_appearance.edit": OF_INSTALLATION,
    "organiser_site.accessibility": OF_INSTALLATION,
    "organiser_site.privacy": OF_INSTALLATION,
    "organiser_accounts.list": OF_ACCOUNTS,
    "organiser_accounts.change_role": OF_ACCOUNTS,
    "organiser_accounts.send_link": OF_ACCOUNTS,
    "organiser_polls.resend": NOTHING_CHANGES,
    "organiser_polls.remove_participant": OF_ACCESS,
    "organiser_poll_people.add": OF_ACCESS,
    "organiser_invitees.withdraw": OF_ACCESS,
    "organiser_delegations.list": OF_ACCESS,
    "organiser_delegations.edit": OF_ACCESS,
    "organiser_delegations.withdraw": OF_ACCESS,
    "organiser_delegation_list.add": OF_ACCESS,
    "organiser_comments.answer": OF_ACCESS,
    "organiser_comments.publish": OF_ACCESS,
    "organiser_comments.remove": OF_ACCESS,
    "organiser_comments.restore": OF_ACCESS,
}
LAYERS = {
    "accounts",
    "documents",
    "event_dates",
    "event_import",
    "event_messages",
    "events",
    "polls",
    "questions",
    "registrations",
    "web",
}
ACTIONS = sorted({action for actions in RECORDED.values() for action in actions})


def module_name(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


@pytest.fixture(scope="module")
def references():
    """Return the full names that each function of the package refers to."""
    return {
        f"{module_name(path)}.{name}": names
        for path in Path(paths.PACKAGE).rglob("*.py")
        if path.relative_to(paths.PACKAGE).parts[0] in LAYERS
        for name, names in functions_of(module_name(path), ast.parse(path.read_text("utf-8")))
    }


def functions_of(module, tree):
    """Yield each function or variable of a module with the full names that it refers to."""
    known = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            source = resolve_name("." * node.level + (node.module or ""), module)
            known |= {one.asname or one.name: f"{source}.{one.name}" for one in node.names}
    named = [(node.name, node) for node in tree.body if isinstance(node, ast.FunctionDef)]
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            named += [(one.id, node.value) for one in targets if isinstance(one, ast.Name)]
    known |= {name: f"{module}.{name}" for name, _ in named}
    for name, node in named:
        names = set()
        for part in ast.walk(node) if node else ():
            if isinstance(part, ast.Name) and part.id in known:
                names.add(known[part.id])
            if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name):
                names.add(f"{known.get(part.value.id)}.{part.attr}")
        yield name, names


def reached(references, start):
    """Return all that a function refers to, directly or through others."""
    names, waiting = set(), [start]
    while waiting:
        name = waiting.pop()
        if name not in names:
            names.add(name)
            waiting += references.get(name, ())
    return names


def test_every_action_of_organisers_is_recorded_or_says_why_not(app):
    posted = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "POST" in rule.methods
        and endpoint_policies.POLICIES[rule.endpoint].who in {"organiser", "admin"}
    }

    assert {*RECORDED, *NOT_RECORDED} == posted
    assert RECORDED.keys() & NOT_RECORDED.keys() == set()


def test_recorded_actions_reach_the_writer(references):
    assert [one for one in ACTIONS if not reached(references, f"webinars.{one}") & WRITERS] == []


def test_views_of_recorded_actions_reach_them(app, references):
    for endpoint, actions in RECORDED.items():
        view = app.view_functions[endpoint]

        names = reached(references, f"{view.__module__}.{view.__name__}")

        assert {f"webinars.{action}" for action in actions} - names == set(), endpoint


def test_nothing_else_writes_revisions():
    writers = [
        module_name(path)
        for path in sorted(Path(paths.PACKAGE).rglob("*.py"))
        for line in path.read_text("utf-8").splitlines()
        if re.search(r"(?<!class )\bRevision\(|\b(insert|update|delete)\(Revision\)", line)
    ]

    assert set(writers) == {"webinars.events.history.revision_writer"}
