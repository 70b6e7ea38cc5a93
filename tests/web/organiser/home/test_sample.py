"""Home of the sample listing names something of each kind."""

from webinars.accounts.queries import organiser_by_email
from webinars.accounts.sign_in_links import issue_sign_in_token
from webinars.database import transaction
from webinars.demo.sample_data import load_sample_data


def test_home_of_the_sample_names_something_of_each_kind(clock, client, site, send):
    with transaction() as session:
        load_sample_data(session, site, with_documents=False)
    with transaction() as session:
        account = organiser_by_email(session, "organiser@example.org")
        token = issue_sign_in_token(session, account)
    send(f"/sign-in/{token}")

    page = client.get("/organise").text

    for text in (
        "No join link yet",
        "1 e-mail failed",
        "4 awaiting approval",
        "2 questions to answer",
        "2 replies to look at",
        "Draft with 1 open question",
        "5 on the waiting list",
    ):
        assert text in page
