"""Questions that many events ask, ready to be added: what they say, in the organiser's language."""

from enum import StrEnum

from webinars.i18n import Wording
from webinars.questions.rules import QuestionKind
from webinars.questions.validation import Said


class Preset(StrEnum):
    """A question that is there to be taken."""

    DIET = "diet"
    ACCESS = "access"
    BADGE = "badge"


def preset(name: Preset, w: Wording) -> tuple[QuestionKind, Said]:
    """Return the kind and the words of a question."""
    match name:
        case Preset.DIET:
            return QuestionKind.SEVERAL, Said(
                label=w("What do you not eat?"),
                help=w("For the kitchen of this event alone."),
                choices=(
                    w("Meat"),
                    w("Meat and fish"),
                    w("Anything from animals"),
                    w("What is not halal"),
                    w("What is not kosher"),
                    w("Gluten"),
                    w("Lactose"),
                    w("Nuts"),
                ),
            )
        case Preset.ACCESS:
            return QuestionKind.LONG_TEXT, Said(
                label=w("What do you need in order to take part?"),
                help=w(
                    "Such as captions, sign language, a way without steps, a seat near the front."
                ),
            )
        case Preset.BADGE:
            return QuestionKind.TEXT, Said(
                label=w("Your name as it stands on the badge"),
                help=w("Leave it empty if it is the name above."),
            )
