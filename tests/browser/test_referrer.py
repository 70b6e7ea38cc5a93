"""What Chromium tells our own pages of a private page: the host, so that forms act, and not the link."""

from tests.links import link_token


def test_a_form_of_a_private_page_acts_and_names_the_host_alone(
    page, live_server, app, make_event, make_registration
):
    place = make_registration(make_event())
    token = link_token("manage", place.id)
    asked = []
    page.on("request", lambda request: asked.append(request))  # noqa: PLW0108 - it marks it

    page.goto(f"{live_server}/registrations/{token}/cancellation")
    page.locator("main form button").first.click()
    page.wait_for_url(f"{live_server}/registrations/{token}**")
    page.goto(f"{live_server}/registrations/{token}")
    page.locator("footer a").first.click()

    [sent] = [each for each in asked if each.method == "POST"]
    assert sent.all_headers()["origin"] == live_server
    assert sent.response().status == 303
    told = {each.all_headers().get("referer", "") for each in asked}
    assert f"{live_server}/" in told
    assert not any(token in each for each in told)
