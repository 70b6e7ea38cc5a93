"""The printed list: confirmed people by name, page by page, in statements that do not grow."""

import re

from tests.web.organiser.registrations.queueing import cancel_registration
from tests.web.pages import statements
from webinars.registrations.organiser import attendance_list


def names(page):
    return re.findall(r"<td>(\d+)</td><th scope=\"row\"><bdi>([^<]*)</bdi>", page.text)


def test_confirmed_people_are_listed_by_name_page_by_page(signed_in, invite, monkeypatch):
    monkeypatch.setattr(attendance_list.attendance_page, "__defaults__", ("", 2))
    _, path, people = invite(("c", "B", "a", "b-c", "x", "waiting"), capacity=5)
    cancel_registration(people[4])

    pages = [signed_in.get(f"{path}/registrations/attendance-list")]
    while (link := re.search(r'href="([^"]+)" rel="next"', pages[-1].text)) and len(pages) < 5:
        pages.append(signed_in.get(link[1].replace("&amp;", "&")))

    assert [names(page) for page in pages] == [
        [("1", "a"), ("2", "B")],
        [("3", "b-c"), ("4", "c")],
    ]


def test_query_count_does_not_depend_on_registrants(signed_in, make_event, make_registration):
    event, counted = make_event(), []
    path = f"/organise/events/{event.id}/registrations/attendance-list"
    for number in range(4):
        make_registration(event, email=f"{number}@example.org")
        signed_in.get(path)
        with statements() as seen:
            assert len(names(signed_in.get(path))) == number + 1
        counted.append(len(seen))

    assert len(set(counted)) == 1


def test_list_of_event_without_confirmed_people_says_so(signed_in, make_event):
    page = signed_in.get(f"/organise/events/{make_event().id}/registrations/attendance-list")

    assert "Nobody is confirmed yet" in page.text
