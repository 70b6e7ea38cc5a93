"""Replies of known products, forgeries, bounces and robots: each has the outcome that its file names."""

# tests/replies/data: each file begins with lines that name product, source, kind, outcome, and whether the
# registrant is asked to cancel; then follows the e-mail, written for these tests after its source.

import re
from base64 import encodebytes
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path
from string import Template

import pytest
from sqlalchemy import select

from tests.replies.mails import REPLY_ADDRESS
from webinars.database import db
from webinars.outbox.models import Message
from webinars.registrations.models import Registration
from webinars.registrations.status import Status
from webinars.replies.calendar_replies import QUESTION
from webinars.replies.outcome import Outcome
from webinars.replies.written_replies import TO_CONTACT

DATA = Path(__file__).resolve().parent / "data"
KINDS = {"decline", "acceptance", "note", "forgery", "robot", "bounce", "written"}
_numbers = count(1)


@dataclass(frozen=True)
class Sample:
    """An e-mail as a template, with what its file says about it."""

    name: str
    product: str
    source: str
    kind: str
    outcome: str
    asked: str
    text: str

    def written(self, **values):
        """Return the bytes of the e-mail."""
        text = Template(self.text).substitute(values, mail_id=f"{next(_numbers)}.known")
        text = re.sub(
            r"<<base64\n(.*?)>>\n",
            lambda result: encodebytes(result[1].replace("\n", "\r\n").encode()).decode(),
            text,
            flags=re.DOTALL,
        )
        return text.replace("\n", "\r\n").encode()


def read_sample(path):
    lines = path.read_text("utf-8").split("\n")
    notes = [line for line in lines if line.startswith("# ")]
    result = dict(note.removeprefix("# ").split(": ", 1) for note in notes)
    return Sample(path.stem, text="\n".join(lines[len(notes) :]), **result)


SAMPLES = [read_sample(path) for path in sorted(DATA.glob("*.eml"))]


@pytest.fixture
def overrides():
    """Enable replies; outcomes on both databases are tested elsewhere."""
    return {"REPLY_ADDRESS": REPLY_ADDRESS}


def test_samples_are_of_many_products_and_kinds():
    kinds = Counter(sample.kind for sample in SAMPLES)

    assert len(SAMPLES) >= 60
    assert len({sample.product for sample in SAMPLES if sample.kind == "decline"}) >= 25
    assert kinds.keys() == KINDS
    assert kinds["forgery"] >= 20
    assert all(sample.source for sample in SAMPLES)


@pytest.mark.parametrize("sample", SAMPLES, ids=[sample.name for sample in SAMPLES])
def test_known_reply_has_its_outcome(
    sample, clock, make_event, make_registration, deliver, address_of, arrive, site
):
    event = make_event(capacity=1)
    registration = make_registration(event)
    (confirmation, *_) = deliver()
    clock.advance(timedelta(hours=1))  # the replies are written in between

    outcome = arrive(
        sample.written(
            to=address_of(registration),
            person=registration.email,
            uid=event.uid,
            sequence=0,
            stamp="20261125T093000Z",
            original=confirmation.message["Message-ID"],
        )
    )

    row = db.session.get_one(Registration, registration.id)
    queued = set(db.session.scalars(select(Message.topic).where(Message.state == "queued")))
    is_cancelled = row.status is Status.CANCELLED
    assert (outcome.name, is_cancelled) == (sample.outcome, sample.kind == "decline")
    # A decline, too, proves that the address works.
    assert (row.verified_at is not None) is (sample.kind in {"acceptance", "decline"})
    assert (QUESTION in queued) is (sample.asked == "yes")
    assert (TO_CONTACT in queued) is (sample.kind == "written")
    assert (outcome is Outcome.BOUNCED) is (sample.kind == "bounce")
