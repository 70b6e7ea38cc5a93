"""The referrer of private pages contains only the host, so that forms work and links stay secret."""

from tests.links import link_token


def test_private_page_sends_only_host_as_referrer(
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

    [sent] = [sent_request for sent_request in asked if sent_request.method == "POST"]
    assert sent.all_headers()["origin"] == live_server
    assert sent.response().status == 303
    told = {sent_request.all_headers().get("referer", "") for sent_request in asked}
    assert f"{live_server}/" in told
    assert not any(token in referrer for referrer in told)
