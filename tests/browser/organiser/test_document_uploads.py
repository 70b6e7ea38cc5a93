"""Files of documents: sent in parts while the network comes and goes, dropped on a row, and many at once."""

import pytest
from playwright.sync_api import expect

from tests.browser import page_checks
from webinars.database import db
from webinars.documents.models import Document, DocumentFile, DocumentUpload
from webinars.documents.storage.settings import MEBIBYTE

PDF = b"%PDF-1.7\n%%EOF\n"
DROP = """
(row, name) => {
    const data = new DataTransfer();
    data.items.add(new File(["%PDF-1.7"], name));
    const options = {dataTransfer: data, bubbles: true, cancelable: true};
    row.dispatchEvent(new DragEvent("dragover", options));
    row.dispatchEvent(new DragEvent("drop", options));
}
"""


@pytest.fixture(autouse=True)
def stopped_clock(clock):
    """Stop the server's clock."""


def sized(name, size):
    return {"name": name, "mimeType": "application/pdf", "buffer": PDF + bytes(size - len(PDF))}


def test_organiser_uploads_files_of_documents(page, sign_in_organiser, live_server, make_event):
    organise = f"{live_server}/organise/events/{make_event().id}/documents"
    sign_in_organiser(page)

    # Sent in parts, with a pause of the network; a form that is refused keeps the file.
    page.goto(f"{organise}/new")
    page.context.set_offline(True)
    page.get_by_label("File").nth(2).set_input_files(sized("report.pdf", 3 * MEBIBYTE))
    expect(page.locator(".upload-state")).to_contain_text("No connection.")
    page.context.set_offline(False)
    expect(page.locator(".upload-state")).to_have_text("Uploaded.")
    assert page.get_by_label("File").nth(2).input_value() == ""
    page.get_by_role("button", name="Save as a draft").click()
    expect(page.locator(".upload-before")).to_contain_text("report.pdf")
    problems = page_checks.problems(page)
    page.get_by_role("textbox", name="Title").fill("Report")
    page.get_by_role("button", name="Save as a draft").click()
    page.wait_for_url("**done=made")

    # Dropped on the row of the version that it replaces.
    page.locator("tr[data-drop-page]").evaluate(DROP, "corrected.pdf")
    page.wait_for_url("**/replacement?upload=*")
    expect(page.locator(".upload-before")).to_contain_text("corrected.pdf")
    page.get_by_label("Reason").fill("Page 3 was missing")
    page.get_by_role("button", name="Replace").click()
    page.wait_for_url("**done=saved")

    # Many at once: one of a type that is not accepted is removed, the others are shown, and stored.
    page.goto(f"{organise}/upload")
    names = ["A_1_2020_E.pdf", "A_1_2020_F.pdf", "notes.exe"]
    page.get_by_label("Files").set_input_files([sized(name, 100) for name in names])
    expect(page.locator(".upload.failed")).to_contain_text("This type of file is not accepted.")
    page.get_by_role("button", name="Remove notes.exe").click()
    page.get_by_role("textbox", name="Title").fill("Agenda")
    problems += page_checks.problems(page)
    page.get_by_role("button", name="Store all 2 files").click()
    expect(page.get_by_text("2 files were stored.")).to_be_visible()

    assert problems == []
    titles = db.session.query(Document.title).order_by(Document.id)
    assert [str(title) for (title,) in titles] == ["Report", "Agenda"]
    assert db.session.query(DocumentFile).count() == 4
    assert db.session.query(DocumentUpload).count() == 0
