"""Meeting IDs, passcodes and meeting links are found in every form in which people paste them."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from webinars.security.meeting_urls import find_meeting_links
from webinars.security.passcodes import find_passcodes, redact_passcodes

PASSCODE_LABELS = (
    "Passcode",
    "pass code",
    "Password",
    "Zoom password",
    "Meeting password",
    "Access code",
    "Security code",
    "Host key",
    "Mot de passe",
    "Code secret",
    "Code d’accès",
    "Contraseña",
    "Clave de acceso",
    "Código de acceso",
    "Kenncode",
    "Kennung",
    "Passwort",
    "Senha",
    "Пароль",
)
NUMBER_LABELS = (
    "Meeting ID",
    "Webinar ID",
    "Zoom ID",
    "Meeting number",
    "Conference ID",
    "Phone conference ID",
    "Meeting-ID",
    "ID de réunion",
    "Identifiant de la réunion",
    "ID du webinaire",
    "ID de reunión",
    "Id. de reunión",
    "Número de la reunión",
    "ID del seminario web",
)
WEAK_LABELS = ("PIN", "Clave", "Code PIN", "Code")
SEPARATORS = (
    " ",
    ": ",
    " : ",
    ":",
    " - ",
    " – ",
    " = ",
    " is ",
    " est ",
    " es ",
    ":\n",
    "\n",
    " | ",
    ":** ",
    ": `",
)
PASSCODES = st.from_regex(r"[A-Za-z]{0,4}[0-9]{4,7}[A-Za-z!]{0,2}", fullmatch=True)
NUMBERS = st.from_regex(r"[1-9][0-9]{2}[ -]?[0-9]{4}[ -]?[0-9]{4}", fullmatch=True)
PINS = st.from_regex(r"[0-9]{4,8}", fullmatch=True)
BEFORE = ("", "All sessions: Zoom. ", "Bring your questions. ", "(", "- ", "Zoom, ")
AFTER = ("", ".", ", bring your questions.", ")", "\nBring your questions.", " | Phone: by request")


@settings(max_examples=150)
@given(
    labelled=st.one_of(
        st.tuples(st.sampled_from(PASSCODE_LABELS), PASSCODES),
        st.tuples(st.sampled_from(NUMBER_LABELS), NUMBERS),
        st.tuples(st.sampled_from(WEAK_LABELS), PINS),
    ),
    separator=st.sampled_from(SEPARATORS),
    case=st.sampled_from((str, str.upper, str.lower)),
    around=st.tuples(st.sampled_from(BEFORE), st.sampled_from(AFTER)),
)
@example(("Passcode", "445566"), " ", str, ("All sessions: Zoom. ", ""))
def test_passcodes_in_any_form_are_removed(labelled, separator, case, around):
    label, secret = labelled
    text = f"{around[0]}{case(label)}{separator}{secret}{around[1]}"

    redaction = redact_passcodes(text)

    assert secret not in redaction.text
    assert any(secret.rstrip("!") in item for item in redaction.removed)
    assert ("Bring your questions." in redaction.text) == ("Bring your questions." in text)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("All sessions: Zoom. Meeting ID 812 3456 7890, Passcode 445566", "All sessions: Zoom."),
        ("Meeting ID\n812 3456 7890\nPasscode\n445566\nBring questions", "Bring questions"),
        ("| Passcode | 445566 |", ""),
        ("**Passcode:** `445566`", ""),
        ("The passcode is “open sesame”. Come early.", "Come early."),
        ("Mot de passe : sesame", ""),
        ("Mot de passe de la réunion : sesame4 (4455 quand vous composez depuis un téléphone)", ""),
        ("Contraseña de la reunión: sesame4 (4455 desde un teléfono)", ""),
        ("Passcode / Code secret : 445566", ""),
        ("Passcode (case-sensitive): aB3", ""),
        ("Passcode for the meeting: 445566", ""),
        ("Enter 445566 as the passcode. Come early.", "Come early."),
        ("ID de reunión 812 3456 7890 y clave 445566", ""),
        ("numéro de la réunion 2345 678 9012 (mot de passe : Hq3)", ""),
        (
            "Dial +41 22 555 01 23, access code 445566#, then wait",
            "Dial +41 22 555 01 23, then wait",
        ),
        ("+41315280988,,81234567890#,,,,*445566# Switzerland", ""),
        ("By video: 81234567890@zoomcrc.com", "By video"),
        ("Room systems: sip:4417209@meet.lanternhill.example.net.", "Room systems."),
        ("Participant access code: 318 552 7, then wait", "then wait"),
        ("Passcode: 4417 at 10:30", "at 10:30"),
        ("Google Meet code abc-defg-hij", ""),
        ("Passcode 445566. Once more: 445566, and 812-3456.", "Once more, and 812-3456."),
        ("Meeting ID 812 3456 7890, that is 81234567890", "that"),
        ("pw is paste&fold", ""),
        ("Dial: +1 617-675-0144 PIN: 936 555 087 1298#", "Dial: +1 617-675-0144"),
        ("Board (76957202 from phones)", "Board"),
        (
            "Conference ID = 2417\nPress 2417, then wait for 2417 people",
            "then wait for 2417 people",
        ),
        ("Conference ID: 1638 (EN) 1738 (ES) 1838 (FR)\nRTT link", "RTT link"),
        ("Room: ZOOM (941 5520 3387) All welcome", "Room: ZOOM All welcome"),
        ("Zoom (12.11.2027) and Zoom (2027)", "Zoom (12.11.2027) and Zoom (2027)"),
        ("Session number: 2027, call id 12", "Session number: 2027, call id 12"),
        ("Board (87467757 when dialing from a phone or video system)", "Board"),
        ("Par Zoom (ID : 831 0045 7712, code : bridge28).", "Par Zoom."),
        (
            "En visioconférence (https://visio.example.org/ag, code: bridge28) ou sur place",
            "En visioconférence (https://visio.example.org/ag) ou sur place",
        ),
        (
            "https://zoom.us/j/99100931286Password: KS=2yr, or by phone",
            "https://zoom.us/j/99100931286, or by phone",
        ),
    ],
)
def test_redacted_text_is_readable(text, rest):
    assert redact_passcodes(text).text == rest


@pytest.mark.parametrize(
    "text",
    [
        "Password protected documents and password security for NGOs",
        "Passcode: will be sent by e-mail.",
        "Mot de passe : envoyé après l’inscription",
        "Password 101: how to choose one",
        "Palabras clave: agua 2027",
        "Postal code: 1211 Geneva",
        "Dress code: formal",
        "Tickets at https://tickets.example.org, code: EARLY20",
        "Join us on Zoom. Discount code: EARLY20",
        "Hall 3, code: BRIDGE28",
        "Lunch (1200 from sponsors), postal code: 1211",
        "A/HRC/45/2, session number 45",
        "Event in Room 12, 30-31 March 2027",
        "Telephone +41 22 917 12 34, 16 July 2027, 15:00-16:30",
        "https://www.example.org/passcode-445566?id=81234567890",
    ],
)
def test_text_without_passcodes_is_unchanged(text):
    assert (redact_passcodes(text).text, find_passcodes(text)) == (text, ())


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("Join https://zoom.us/j/1?pwd=s.", ("https://zoom.us/j/1?pwd=s",)),
        ("[join](https://teams.live.com/meet/1)", ("https://teams.live.com/meet/1",)),
        ("zoom.us/j/812345 at noon", ("zoom.us/j/812345",)),
        ("https://meet.google.com/abc-defg-hij", ("https://meet.google.com/abc-defg-hij",)),
        ("https://un.webex.com/un/j.php?MTID=m1", ("https://un.webex.com/un/j.php?MTID=m1",)),
        ("https://video.example.org/r/1?pwd=s", ("https://video.example.org/r/1?pwd=s",)),
        (
            "https://my.webex.example.org/my/j.php?MTID=m1",
            ("https://my.webex.example.org/my/j.php?MTID=m1",),
        ),
        ("https://my.webex.example.org/meet/panel", ("https://my.webex.example.org/meet/panel",)),
        (
            "https://teams.example.org/meet/9351882200?p=Z",
            ("https://teams.example.org/meet/9351882200?p=Z",),
        ),
        # Wrapped by Outlook and Google; the last one is a registration form.
        (
            "https://nam06.safelinks.protection.outlook.com/?url=https%3A%2F%2Fzoom.us%2Fj%2F1&data=5",
            (
                "https://nam06.safelinks.protection.outlook.com/?url=https%3A%2F%2Fzoom.us%2Fj%2F1&data=5",
            ),
        ),
        (
            "https://www.google.com/url?q=https%3A%2F%2Fr.example.org%2F1%3Fpwd%3Ds&sa=D",
            ("https://www.google.com/url?q=https%3A%2F%2Fr.example.org%2F1%3Fpwd%3Ds&sa=D",),
        ),
        ("https://www.google.com/url?q=https%3A%2F%2Fzoom.us%2Fmeeting%2Fregister%2F1&sa=D", ()),
        ("https://help.webex.com/start and https://example.org/meet/us", ()),
        ("https://us02web.zoom.us/webinar/register/WN_1", ()),
        ("https://zoom.us/test and https://support.zoom.us/hc/en-us", ()),
        ("https://www.example.org/report", ()),
    ],
)
def test_meeting_links_are_distinguished_from_others(text, links):
    assert find_meeting_links(text) == links


@pytest.mark.parametrize(
    ("text", "public"),
    [
        ("ID: 877 4021 9933     Clave: memoria9", ""),
        ("Zoom\nClave: memoria9", "Zoom"),
        ("Palabras  clave: agua2", "Palabras  clave: agua2"),
    ],
)
def test_key_in_a_column_or_a_line_is_a_passcode(text, public):
    assert redact_passcodes(text).text == public


def test_key_beside_a_meeting_id_is_a_passcode():
    text = "El enlace (ID 871 0042 6619, clave: memoria9) se abre antes. Palabras clave: agua2."

    assert redact_passcodes(text).text == "El enlace se abre antes. Palabras clave: agua2."
