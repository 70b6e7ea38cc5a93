"""What a version became while another editor had its form open, beside what they entered."""

from dataclasses import replace

from flask_babel import lazy_gettext

from webinars.documents.access import ShownVersion
from webinars.web.organiser.document_files.sent_files import name_of
from webinars.web.organiser.documents.version_form import SubmittedVersion, VersionForm
from webinars.web.organiser.events.conflicts import Difference, field_differences

# What the form does not show of a version that is out, with labels that stand alone.
_ONLY_WHILE_DUE = {
    "file": lazy_gettext("File"),
    "url": lazy_gettext("Link"),
    "due_on": lazy_gettext("Due on"),
}


def version_differences(
    form: VersionForm, shown: ShownVersion, sent: SubmittedVersion
) -> list[Difference]:
    """Return the fields in which a form differs from the version as it is now."""
    version = shown.version
    theirs = {name: getattr(version, name) for name in ("url", "pages", "dated_on", "due_on")}
    differences = list(field_differences(form, theirs))
    if shown.file is not None:
        yours = name_of(sent.file) if sent.file else "–"
        differences.insert(0, Difference("file", str(form.file.label.text), shown.file.name, yours))
    if version.published_at is None:
        return differences
    return [
        replace(one, id="", label=str(_ONLY_WHILE_DUE[one.id]))
        if one.id in _ONLY_WHILE_DUE
        else one
        for one in differences
    ]
