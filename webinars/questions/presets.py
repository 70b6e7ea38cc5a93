"""Preset questions that many events ask, in the organiser's language."""

from enum import StrEnum

from webinars.i18n import Translator
from webinars.questions.rules import QuestionType
from webinars.questions.validation import QuestionDetails


class Preset(StrEnum):
    """A preset question."""

    DIET = "diet"
    ACCESS = "access"
    BADGE = "badge"


def preset(name: Preset, t: Translator) -> tuple[QuestionType, QuestionDetails]:
    """Return the type and details of a preset question."""
    match name:
        case Preset.DIET:
            return QuestionType.SEVERAL, QuestionDetails(
                label=t("What do you not eat?"),
                help=t("For the kitchen of this event alone."),
                choices=(
                    t("Meat"),
                    t("Meat and fish"),
                    t("Anything from animals"),
                    t("What is not halal"),
                    t("What is not kosher"),
                    t("Gluten"),
                    t("Lactose"),
                    t("Nuts"),
                ),
            )
        case Preset.ACCESS:
            return QuestionType.LONG_TEXT, QuestionDetails(
                label=t("What do you need in order to take part?"),
                help=t(
                    "For example captions, sign language, step-free access, or sitting near the front."
                ),
            )
        case Preset.BADGE:
            return QuestionType.TEXT, QuestionDetails(
                label=t("Your name as it stands on the badge"),
                help=t("Leave it empty if it is the name above."),
            )
