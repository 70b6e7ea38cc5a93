"""Sizes of a measurement: limits of count and time."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """Counts and seconds of one run; each measurement ends at the first limit reached."""

    events: int
    repeats: int
    warm_up: int
    requests: int
    seconds: float
    clients: tuple[int, ...]
    mails: int
    journeys: int
    starts: int
    feeds: tuple[int, ...]  # number of events in a feed
    lists: tuple[int, ...]  # number of events of which lists are the beginning
    list_requests: int  # for each list
    rushes: tuple[tuple[int, int], ...]  # people who come at once, and places
    acceptances: tuple[int, int]  # people whose calendars accept at once, and places
    poll: tuple[int, int]  # participants of a poll, and of one with tentative entries
    recipients: int  # of a message
    registrants: tuple[int, int]  # of two events that are compared
    documents: int  # in six languages each
    downloads: int  # registrations while others download
    download_mib: int  # of the file
    rush_processes: int = 1  # web processes that they come to


FULL = Size(
    events=1000,
    repeats=3,
    warm_up=60,
    requests=300,
    seconds=2.0,
    clients=(1, 8, 32),
    mails=1000,
    journeys=40,
    starts=3,
    feeds=(1, 1000, 10_000),
    lists=(1000, 10_000, 100_000),
    list_requests=8,
    rushes=((400, 200), (2000, 500)),
    acceptances=(5000, 300),
    poll=(5000, 500),
    recipients=100_000,
    registrants=(1000, 100_000),
    documents=10_000,
    downloads=150,
    download_mib=99,
)
QUICK = Size(
    events=40,
    repeats=1,
    warm_up=16,  # each thread of a server opens a connection to the database once
    requests=24,
    seconds=0.4,
    clients=(1, 2),
    mails=12,  # more than an organiser receives in an hour by default
    journeys=2,
    starts=1,
    feeds=(20,),
    lists=(60, 120),
    list_requests=1,
    rushes=((12, 4),),
    acceptances=(12, 4),
    poll=(6, 2),
    recipients=50,
    registrants=(20, 40),
    documents=18,
    downloads=8,
    download_mib=12,
)
