"""Preset questions that many events ask, in the organiser's language."""

from enum import StrEnum

from webinars.i18n import Translator
from webinars.questions.question_types import QuestionType
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
                label=t("Dietary requirements"),
                help=t("Used only for catering at this event."),
                sensitive=True,
                choices=(
                    t("Vegetarian"),
                    t("Vegan"),
                    t("Halal"),
                    t("Kosher"),
                    t("Gluten-free"),
                    t("Lactose-free"),
                    t("Nut allergy"),
                ),
            )
        case Preset.ACCESS:
            return QuestionType.LONG_TEXT, QuestionDetails(
                label=t("Accessibility needs"),
                help=t(
                    "For example captions, sign language, step-free access, or sitting near the front."
                ),
                sensitive=True,
            )
        case Preset.BADGE:
            return QuestionType.TEXT, QuestionDetails(
                label=t("Name on your badge"),
                help=t("Leave empty if it is the name above."),
            )
