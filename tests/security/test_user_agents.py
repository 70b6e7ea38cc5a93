"""Browser and operating system of User-Agent headers."""

import pytest

from webinars.security.user_agents import browser_and_system

LIKE = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("user_agent", "browser", "system"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox",
            "Linux",
        ),
        (
            f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {LIKE} Chrome/140.0.0.0 Safari/537.36",
            "Chrome",
            "Windows",
        ),
        (
            f"Mozilla/5.0 (Windows NT 10.0) {LIKE} Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
            "Edge",
            "Windows",
        ),
        (
            f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {LIKE} Version/18.0 Safari/605.1.15",
            "Safari",
            "macOS",
        ),
        (
            f"Mozilla/5.0 (Linux; Android 10; K) {LIKE} Chrome/140.0.0.0 Mobile Safari/537.36",
            "Chrome",
            "Android",
        ),
        (
            f"Mozilla/5.0 (Linux; Android 14) {LIKE} SamsungBrowser/28.0 Chrome/130.0.0.0",
            "Samsung Internet",
            "Android",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) FxiOS/140.0 Safari/605.1.15",
            "Firefox",
            "iPhone",
        ),
        (
            f"Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) {LIKE} CriOS/140.0 Safari/604.1",
            "Chrome",
            "iPad",
        ),
        (
            f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {LIKE} Chrome/140.0.0.0 Safari/537.36",
            "Chrome",
            "ChromeOS",
        ),
        (
            f"Mozilla/5.0 (X11; Linux x86_64) {LIKE} Chrome/139.0.0.0 Safari/537.36 OPR/125.0.0.0",
            "Opera",
            "Linux",
        ),
        ("curl/8.14.1", "", ""),
        ("", "", ""),
    ],
)
def test_browser_and_system_are_named(user_agent, browser, system):
    assert browser_and_system(user_agent) == (browser, system)
