"""Numbers of a body's sessions in words: "Tenth session"."""

from webinars.i18n import N_, Translator

_WORDS = (
    N_("First session"), N_("Second session"), N_("Third session"), N_("Fourth session"),
    N_("Fifth session"), N_("Sixth session"), N_("Seventh session"), N_("Eighth session"),
    N_("Ninth session"), N_("Tenth session"), N_("Eleventh session"), N_("Twelfth session"),
    N_("Thirteenth session"), N_("Fourteenth session"), N_("Fifteenth session"),
    N_("Sixteenth session"), N_("Seventeenth session"), N_("Eighteenth session"),
    N_("Nineteenth session"), N_("Twentieth session"),
)  # fmt: skip
# By the last figure, because English has a suffix for each; other languages may write all four alike.
_FIGURES = {
    1: N_("%(number)sst session"),
    2: N_("%(number)snd session"),
    3: N_("%(number)srd session"),
}
_OTHERS = N_("%(number)sth session")
_TENS = 10


def session_text(number: int, t: Translator) -> str:
    """Return the number of a session in words up to twenty, else in figures: "21st session"."""
    if number <= len(_WORDS):
        return t(_WORDS[number - 1])
    is_teen = number // _TENS % _TENS == 1
    text = _OTHERS if is_teen else _FIGURES.get(number % _TENS, _OTHERS)
    return t(text, number=number)


def session_of_year(number: int, year: int, t: Translator) -> str:
    """Return the number of a session with its year: "Tenth session (2020)"."""
    return t("%(session)s (%(year)s)", session=session_text(number, t), year=year)
