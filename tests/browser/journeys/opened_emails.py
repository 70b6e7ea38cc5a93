"""E-mails of an SMTP server opened in a browser: each is rendered, and each of its links followed."""

import re
from collections import defaultdict
from email import message_from_bytes, policy
from urllib.parse import urlsplit

# What a link leads to, by its path: words of the page. None is followed but by GET, as by a click.
PAGES = {
    r"/sign-in": "{title}",  # Home, for those who are signed in
    r"/events/[\w-]+": "{title}",
    r"/organise/events": "{title}",
    r"/organise/events/\d+[\w/-]*": "{title}",
    r"/registrations/[\w-]+": "{title}",
    r"/registrations/[\w-]+/calendar": "Personal calendar",
    r"/join/[\w-]+": "{title}",
    r"/unsubscribe/[\w-]+": "{title}",
}
# What people use elsewhere: forms of calendars, and the pages that organisers link to.
ELSEWHERE = {"calendar.google.com", "outlook.live.com", "outlook.office.com", "video.example.org"}


class OpenedEmails:
    """The e-mails that a server took, opened one after another.

    reader: a page without the policy of ours, as a mail program's. people: pages by address; "" is a visitor's.
    """

    def __init__(self, sink, reader, address, base_url, title):
        self.address, self._base_url, self._title = address, base_url, title
        self._sink, self._reader, self._followed = sink, reader, set()
        self.people, self.opened, self.wrong = {}, [], []

    def take(self):
        """Return recipient and message of each e-mail that is not opened yet."""
        new = self._sink.taken[len(self.opened) :]
        return [(to, message_from_bytes(body, policy=policy.default)) for to, body in new]

    def open_new(self):
        """Open what is not opened yet; return who got what, by the first words of the subject."""
        recipients = defaultdict(list)
        for to, message in self.take():
            self.opened.append((to, message, self._open(to, message)))
            recipients[re.split("[:,]", message["Subject"])[0]].append(to.partition("@")[0])
        return {subject: " ".join(sorted(names)) for subject, names in recipients.items()}

    def follow_sign_in(self, email):
        """Follow the newest sign-in link to an address, which works once, and press its button."""
        links = [link for to, message in self.take() if to == email for link in links_of(message)]
        [*_, link] = [link for link in links if "/sign-in/" in link]
        self._followed.add((email, link))
        page = self.people[email]
        assert page.goto(self.on_this_server(link)).status == 200
        page.locator("main button").click()
        page.wait_for_url("**/organise")

    def links_to(self, email, path):
        """Return the links with a path in the opened e-mails to an address."""
        links = [link for to, _message, links in self.opened if to == email for link in links]
        return [link for link in dict.fromkeys(links) if path in link]

    def calendar_of(self, email):
        """Return the newest calendar entry that an address got, unfolded."""
        parts = [part for to, message, _ in self.opened if to == email for part in message.walk()]
        [*_, calendar] = [part for part in parts if part.get_content_type() == "text/calendar"]
        return calendar.get_payload(decode=True).decode().replace("\r\n ", "")

    def on_this_server(self, link):
        """Return where the server of the test has a link."""
        return self.address + link.removeprefix(self._base_url)

    def _open(self, to, message):
        self._reader.set_content(message.get_body(("html",)).get_content())
        shown = self._reader.locator("body").inner_text()
        if self._title not in shown and not message["Subject"].startswith("Sign in"):
            self.wrong.append((to, message["Subject"], "does not name the event"))
        links = links_of(message) + self._reader.locator("a[href]").evaluate_all(
            "all => all.map(one => one.href)"
        )
        for link in dict.fromkeys(links):
            self._follow(to, link)
        return links

    def _follow(self, to, link):
        """Ask for what a link leads to, in the browser of its recipient."""
        parts = urlsplit(link)
        is_elsewhere = parts.scheme == "mailto" or parts.hostname in ELSEWHERE
        if is_elsewhere or (to, link) in self._followed:
            return
        self._followed.add((to, link))
        words = [words for path, words in PAGES.items() if re.fullmatch(path, parts.path)]
        browser = self.people.get(to, self.people[""]).context.request
        answer = browser.get(self.on_this_server(link))
        if answer.status != 200 or words[0].format(title=self._title) not in answer.text():
            self.wrong.append((to, link, answer.status))


def links_of(message):
    """Return the web addresses in the plain text of an e-mail."""
    return re.findall(r"https?://[^\s<>]+", message.get_body(("plain",)).get_content())
