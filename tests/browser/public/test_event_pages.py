"""Public pages: axe, overflow, size, and times in the reader's time zone."""

import re
from datetime import date, datetime, timedelta

import pytest

from tests.browser import page_checks
from webinars.events.enums import Format
from webinars.timezones.schedule import Days, Month, Timed

MOST_BYTES, MOST_REQUESTS = 60_000, 6
ICON_BYTES = 1_500  # with headers


def at(*start, minutes=90, zone="Europe/Zurich"):
    begin = datetime(*start)
    return Timed(begin, begin + timedelta(minutes=minutes), zone)


@pytest.fixture
def overrides():
    return {"LANGUAGES": ["en", "ar"]}


@pytest.fixture
def pages(clock, live_server, make_event, make_series, cancel):
    """Return URLs of public pages in states that test_every_route.py does not show."""
    series = make_series(description="About **rights**.")
    events = [
        make_event(series_id=series.id, cities=("GVA", "NYC", "NBO", "BKK", "KTM", "SUV")),
        make_event(
            when=at(2027, 3, 16, 23, minutes=120),
            links=({"url": "https://example.org", "text": "More"},),
        ),
        make_event(
            when=Days(date(2027, 5, 30), date(2027, 6, 2), "Europe/Vienna"),
            format=Format.HYBRID,
            place="Vienna",
        ),
        make_event(when=Month(2027, 4, "America/New_York"), accepts_registrations=False),
        make_event(
            title="W" * 60, external_url="https://host.example/x", hosted_by="the Institute"
        ),
        make_event(when=at(2027, 1, 13, 10), format=Format.IN_PERSON, place="Geneva"),
    ]
    cancel(events[-1])
    paths = [f"/events/{event.slug}" for event in events]
    lists = ["/", "/?since=2026-11-01", "/?past=1", "/?q=nothing", f"/series/{series.slug}"]
    # On both screens, which take turns.
    lists += [
        "/?view=month&month=2027-05",
        "/?view=month&month=2027-02",
        "/?view=month&month=2027-01",
    ]
    return [live_server + path for path in (*lists, *paths)]


def test_month_is_a_table_a_list_and_one_sheet_of_paper(page, clock, live_server, make_event):
    """A day with events has a heading that names it, on small screens too, where other days are not shown."""
    for day in range(1, 31):
        make_event(
            title=f"An event with a title of an ordinary length on day {day}",
            when=at(2027, 7, day, 15),
        )
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{live_server}/?view=month&month=2027-07")
    assert page.get_by_role("columnheader").count() == 7
    assert page.get_by_role("heading", name="Friday 30 July").count() == 1
    pages = page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n")
    page.get_by_role("link", name="August 2027").press("Enter")
    page.set_viewport_size({"width": 390, "height": 900})
    page.get_by_role("link", name="July 2027").click()

    assert pages == 1
    assert page.get_by_text("Friday 30 July").bounding_box()["height"] > 10
    assert page.get_by_text("Saturday 31 July").is_hidden()


def test_next_visit_is_offered_what_is_new_since_the_last_one(page, clock, live_server, make_event):
    """The time of a visit stays in the browser: it is sent when the link is pressed, and in no cookie."""
    make_event()
    link = page.get_by_role("link", name="New since your last visit")
    load_with_browser_zone(page, live_server)
    assert link.count() == 0
    page.evaluate("localStorage.setItem('seen', '2026-11-01T08:00:30.000Z')")
    page.context.clear_cookies(name="zone")
    load_with_browser_zone(page, live_server)  # its times are fetched again
    page.reload()
    link.click()

    assert page.url == f"{live_server}/?since=2026-11-01T08:00Z"
    assert page.get_by_role(
        "heading", name="New or changed since 1 November 2026, 11:00"
    ).is_visible()
    assert {cookie["name"] for cookie in page.context.cookies()} <= {"zone"}


def load_with_browser_zone(page, address):
    """Open a first page, which reloads its times in the browser's time zone."""
    page.goto(address)
    page.wait_for_load_state("networkidle")


def test_pages_have_no_axe_violations_or_overflow(new_page, pages):
    page, right_to_left = new_page(), new_page(locale="ar")
    load_with_browser_zone(page, pages[0])
    load_with_browser_zone(right_to_left, pages[0])

    for address in pages:
        assert page_checks.problems_at(page, right_to_left, [address]) == []
        assert page.locator("html").get_attribute("dir") == "ltr"
        assert right_to_left.locator("html").get_attribute("dir") == "rtl"
    page.goto(pages[0])
    for screen in (960, 1120):  # at which the filter and the page get their columns
        assert page_checks.overflow(page, screen) == []


def test_times_are_shown_in_browser_time_zone(page, clock, live_server, make_event):
    make_event()
    asked = []
    page.on(
        "request", lambda request: request.url == f"{live_server}/" and asked.append(request.url)
    )

    page.goto(live_server)
    page.wait_for_load_state("networkidle")
    shown = page.locator(".row .time").inner_text()
    page.reload()
    page.wait_for_load_state("networkidle")

    assert shown.split() == ["16:00", "your", "time,", "Nairobi"]
    assert len(asked) == 3  # the page, its times, and the page again
    zone_cookie = {cookie["name"]: cookie for cookie in page.context.cookies()}["zone"]
    assert (zone_cookie["value"], zone_cookie["sameSite"], zone_cookie["path"]) == (
        "Africa/Nairobi",
        "Lax",
        "/",
    )


def test_chosen_time_zone_is_kept(page, clock, live_server, make_event):
    make_event()

    page.goto(f"{live_server}/?zone=Asia/Tokyo")
    page.goto(live_server)

    assert "22:00" in page.locator(".row .time").inner_text()


def test_pages_are_complete_without_scripts(
    new_page, clock, live_server, make_event, make_series, deliver
):
    series = make_series()
    make_event(series_id=series.id)
    page = new_page(java_script_enabled=False)

    page.goto(live_server)
    assert "15:00" in page.locator(".row .time").inner_text()
    page.get_by_role("link", name="Choose a time zone").click()
    page.get_by_label("Your time zone").select_option("Africa/Nairobi")
    page.get_by_role("button", name="Show times").click()

    assert "16:00" in page.locator(".row .time").inner_text()
    page.goto(f"{live_server}/series/{series.slug}")
    page.get_by_role("link", name="Get e-mail updates").click()
    page.get_by_label("E-mail", exact=True).fill("ann@example.org")
    page.get_by_label("Once a week, on Monday morning").check()
    page.get_by_role("button", name="Get e-mail updates").click()
    page.get_by_role("heading", name="Check your e-mail").wait_for()
    [mail] = deliver()
    page.goto(live_server + re.search(r"/email-updates/\S+", mail.text)[0])
    page.get_by_role("button", name="Confirm").click()
    assert page.get_by_text("Confirmed. You get e-mail updates from now on.").is_visible()
    assert page.get_by_role("button", name="Send at once").is_visible()


def test_first_view_is_few_bytes_in_few_requests(page, clock, live_server, make_event, make_series):
    """Times are fetched again for the browser's zone, which is part of a first view."""
    series = make_series()
    for number in range(30):
        event = make_event(
            title=f"A title of an ordinary length, number {number}",
            when=at(2027, 1 + number % 12, 1 + number // 2, 15),
            cities=("GVA", "NYC", "BKK"),
            series_id=series.id,
        )
    browser = page.context.new_cdp_session(page)
    browser.send("Network.enable")
    sizes = []
    # The icon of a date field is the browser's own: it is "loaded" with 0 bytes.
    browser.on(
        "Network.loadingFinished",
        lambda file: file["encodedDataLength"] and sizes.append(file["encodedDataLength"]),
    )

    for path in ("/", f"/events/{event.slug}"):
        sizes.clear()
        page.context.clear_cookies()
        browser.send("Network.clearBrowserCache")
        load_with_browser_zone(page, live_server + path)
        assert page.locator("link[rel=icon]").count() == 1
        # With the icon, which a browser without windows does not load.
        assert 4 <= len(sizes) <= MOST_REQUESTS - 1
        assert sum(sizes) <= MOST_BYTES - ICON_BYTES
    browser.detach()
