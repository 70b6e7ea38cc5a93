"""Name, logo and colours that administrators choose, on pages and in e-mails."""

import io
import struct

import pytest

from tests.web.conftest import token_of
from tests.web.pages import statements, text_of
from webinars.database import db
from webinars.installation.models import StoredAppearance

PATH = "/organise/site"
PURPLE, PINK = "#6b2c91", "#e0b0ff"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"


def picture(width, height):
    """Return the header of a PNG image, which is all that is read of it."""
    return PNG + struct.pack(">LLBBBBB", width, height, 8, 6, 0, 0, 0) + bytes(40)


@pytest.fixture
def save(signed_in):
    """Return a function that saves the form as a browser does."""

    def save(revision="0", logo=None, name_of_logo="logo.png", **fields):
        token = token_of(signed_in.get(PATH))
        data = {"csrf_token": token, "revision": revision, **fields}
        if logo is not None:
            data["logo"] = (io.BytesIO(logo), name_of_logo)
        return signed_in.post(PATH, data=data, content_type="multipart/form-data")

    return save


def test_pages_show_name_logo_and_colours(save, app, make_event):
    event, reader = make_event(), app.test_client()
    before = reader.get(f"/events/{event.slug}").text
    assert "· Webinars</title>" in before
    assert "/appearance/" not in before

    answer = save(name="Hard Work", colour=PURPLE, dark_colour=PINK, logo=picture(200, 50))

    assert answer.status_code == 303
    page = reader.get(f"/events/{event.slug}")
    assert "· Hard Work</title>" in page.text
    sheets = [line for line in page.text.splitlines() if "/appearance/" in line and ".css" in line]
    sheet = reader.get(sheets[0].split('href="')[1].split('"')[0])
    assert sheet.data == b":root{--brand:#6b2c91;--brand-dark:#e0b0ff}\n"
    assert sheet.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    logo = reader.get(page.text.split('<img class="logo" src="')[1].split('"')[0])
    assert (logo.data, logo.mimetype) == (picture(200, 50), "image/png")
    assert "Hard Work" in reader.get("/feed.atom").text
    assert "style=" not in page.text
    assert reader.get("/appearance/0000.css").status_code == 404

    save("1", removes_logo="y")

    page = reader.get(f"/events/{event.slug}")
    assert "· Webinars</title>" in page.text
    assert "/appearance/" not in page.text


def test_present_logo_is_below_the_path_of_the_installation(save, signed_in):
    save(logo=picture(200, 50))

    page = signed_in.get(PATH, environ_overrides={"SCRIPT_NAME": "/events-of-us"}).text

    sources = [part.split('"')[0] for part in page.split('<img class="logo" src="')[1:]]
    assert len(sources) >= 2
    assert {source.partition("/appearance/")[0] for source in sources} == {"/events-of-us"}


def test_emails_have_name_logo_and_colours(save, make_event, make_registration, deliver, site):
    save(name="Hard Work", colour=PURPLE, dark_colour=PINK, logo=picture(200, 50))
    make_registration(make_event(hosted_by="", contact_name=""))

    [email] = [one for one in deliver() if "wanjiru" in str(one.message["To"])]

    html = email.message.get_body(("html",)).get_content()
    assert "background:#6b2c91" in html
    assert "color:#e0b0ff !important" in html
    assert "#0055a8" not in html
    assert "#8fc7ff" not in html
    assert f'<img src="{site.base_url}/appearance/' in html


def test_logo_of_too_many_pixels_is_refused_by_its_header(save):
    refused = save(name="Kept", logo=picture(40_000, 40_000))

    assert refused.status_code == 422
    assert "This image is too large. Choose one of at most 4 million pixels." in text_of(refused)
    assert 'value="Kept"' in refused.text
    assert db.session.query(StoredAppearance).count() == 0
    assert "at most 4 million" in text_of(save(logo=picture(2_001, 2_000)))
    assert "Accepted types: jpeg, jpg, png" in text_of(save(logo=b"<svg/>", name_of_logo="a.svg"))
    assert "The picture is larger than 200 kB." in text_of(
        save(logo=picture(9, 9) + bytes(200 * 1024))
    )


def test_colour_without_contrast_is_refused_at_its_field(save):
    refused = save(colour="#ffcc00", dark_colour="#0055a8")

    assert refused.status_code == 422
    text = text_of(refused)
    assert "This colour has a contrast of 1.3 to 1 with #f4f3ef" in text
    assert text.count("it must be at least 4.5 to 1") >= 2


def test_pages_need_no_statement_for_the_appearance(save, app, make_event):
    event, reader = make_event(), app.test_client()
    save(name="Hard Work", colour=PURPLE)
    reader.get(f"/events/{event.slug}")

    with statements() as executed:
        page = reader.get(f"/events/{event.slug}")

    assert "· Hard Work</title>" in page.text
    assert len(executed) == 1
