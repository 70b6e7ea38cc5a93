"""Dates of closed days, messages, prices, laws and other clocks beside an event, which nobody is asked about."""

from datetime import date

import pytest

from tests.announcement_parser.parsing import parse
from webinars.announcement_parser.preprocess import preprocess
from webinars.announcement_parser.unused_dates import unused_dates
from webinars.events.announcements.draft_review import is_publishable

FEBRUARY = date(2027, 2, 1)
EVENT = "Rope evening\nThursday, 11 March 2027, 18:00-19:00 CET, online\n\n"


def reasons_and_drafts(sentence):
    """Return why the dates of a paragraph below an event are in no event, and the drafts."""
    text = preprocess(EVENT + sentence).text
    drafts = parse(text, today=FEBRUARY)
    return [row.reason.value for row in unused_dates(text, drafts, today=FEBRUARY)], drafts


@pytest.mark.parametrize(
    "sentence",
    [
        "The library is closed on March 26 (Good Friday).",
        "No club run on 26 March (Good Friday).",
        "Monday 29 March is a bank holiday.",
        "El 2 de abril es feriado y no habrá sesión.",
        "Encerramos a 26 de março (Sexta-feira Santa).",
        "We are closed on Easter Monday, 29 March.",
        "And NO committee on Monday 5th April either",
        "We will not meet on 1 April.",
        "The next newsletter will appear on 1 April 2027.",
        "The slides will be available from 15 March.",
        "Certificates will be sent out on 30 March.",
        "Collect your badge on Wednesday 10 March.",
        "The rules come into force on 1 April 2027.",
        "From 1 March the price is 50 pounds.",
        "You can register up to 10 March.",
        "(still 10 March in the Americas!)",
        "That is already Friday 12 March in Auckland.",
        "#### March 1, 2027 (AoE)",
        "Should the quorum (25 members) not be present by 2.15 pm, a second meeting is called for 18 March.",
        "La bibliothèque sera fermée du 29 mars au 5 avril.",
        "Nos bureaux fermeront du 20 décembre au 3 janvier.",
        "Le lien sera envoyé à votre adresse courriel personnelle le 10 mars.",
        "Inscription du 15 février au 10 mars : ropes@example.org",
        "La fecha límite para solicitar la constancia es el 14 de abril.",
        "The last safe posting day is Tuesday 9 March, the ballot closes noon 10 March.",
        "Les attestations seront envoyées le 30 mars.",
        "Le prochain numéro paraîtra le 5 avril.",
        "Le décret entre en vigueur le 1er avril 2027.",
        "En Nouvelle-Zélande, ce sera déjà le 12 mars.",
        "La biblioteca permanecerá cerrada el 26 de marzo.",
        "El 8 de abril no habrá sesión.",
        "Entre el 8 de marzo\ny el 2 de abril inclusive.",
        "Tarifa reducida hasta el 20 de febrero.",
        "La grabación estará disponible desde el 15 de marzo.",
        "Am 8. April findet keine Sitzung statt.",
        "Der nächste Newsletter erscheint am 5. April.",
        "Ab 1. März gilt der volle Preis.",
        "Das Gesetz tritt am 1. April 2027 in Kraft.",
        "La biblioteca è chiusa il 26 marzo.",
        "L'8 aprile non ci sarà lezione.",
        "Gli attestati saranno inviati il 30 marzo.",
        "La mostra è aperta fino al 30 aprile compreso.",
        "A biblioteca estará fechada no dia 26 de março.",
        "Não haverá reunião no dia 8 de abril.",
        "O próximo número sai em 5 de abril.",
    ],
)
def test_date_of_something_else_does_not_keep_an_event_from_being_published(sentence):
    reasons, drafts = reasons_and_drafts(sentence)

    assert set(reasons) == {"mention"}
    assert [is_publishable(draft) for draft in drafts] == [True]


@pytest.mark.parametrize(
    "sentence",
    [
        "The shop is closed on 20 March for our party.",
        "The library is closed, so the walk of 20 March is online.",
        "No tickets required for the tour on 20 March.",
        "The slides of the first concert available on 20 March.",
        "Newsletter workshop on 20 March.",
        "The price of 20 March includes a walk.",
        "Our second tour is still on 20 March in Basel.",
        "The band is already on tour, 20 March in Basel.",
        "Pas d'inscription pour la visite du 20 mars.",
        "Die Gruppe tritt am 20. März auf.",
    ],
)
def test_date_that_may_be_that_of_an_event_is_asked_about(sentence):
    reasons, drafts = reasons_and_drafts(sentence)

    assert "no-event" in reasons
    assert [draft for draft in drafts if draft.is_candidate]


@pytest.mark.parametrize(
    "row",
    [
        "Next issue: 1 April 2027",
        "Programme as of 15 February 2027",
        "Mis à jour le 2 février 2027",
        "Prochain bulletin : 5 avril 2027",
        "Redaktionsschluss: 20. März 2027",
        "Benachrichtigung der Autoren: 1. März 2027",
        "Notifica di accettazione: 1 marzo 2027",
        "Notificação de aceite: 1 de março de 2027",
    ],
)
def test_label_of_a_date_that_is_no_event_is_no_title(row):
    reasons, drafts = reasons_and_drafts(row)

    assert reasons == ["mention"]
    assert [draft.title for draft in drafts] == ["Rope evening"]


@pytest.mark.parametrize("row", ["Between 8 April", "Entre le 8 avril", "Zwischen dem 8. April"])
def test_first_day_of_a_range_that_goes_on_below_is_no_event(row):
    _, drafts = reasons_and_drafts(f"Papers\n{row}\n")

    assert len(drafts) == 1


def test_date_above_a_deadline_is_no_lost_event():
    assert reasons_and_drafts("1 March 2027\nNotification to authors")[0] == ["mention"]


@pytest.mark.parametrize(
    "sentence",
    [
        "El miércoles 24/3 no abrimos (feriado). El resto de los días, de lunes a viernes de 15 a 20.",
        "La biblioteca cierra el lunes 1 de marzo.",
        "Closed Saturday 27 March for stocktaking.",
        "The office will close on 26 March.",
        "Nous serons fermés le 2 avril.",
        "Die Bibliothek ist am 26. März geschlossen.",
        "Il 2 aprile siamo chiusi.",
        "No dia 2 de abril não abrimos.",
    ],
)
def test_days_on_which_a_house_is_closed_are_no_events(sentence):
    _, drafts = reasons_and_drafts(sentence)

    assert [draft.title for draft in drafts] == ["Rope evening"]
    assert is_publishable(drafts[0])
