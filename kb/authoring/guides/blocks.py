"""The fields of a guide: questions by short names, and for each choice where it leads.

templates/static/granule/guides.js turns names into lists to choose from and draws the outline.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from kb.authoring.guides.answer_choice import AnswerChoiceBlock
from kb.authoring.guides.trees import LONGEST_CHOICE, LONGEST_NAME, LONGEST_QUESTION
from kb.authoring.settings_blocks import as_label
from kb.guide import GoalType

GOALS = [
    (GoalType.QUESTION.value, _("ask another question")),
    (GoalType.ELEMENT.value, _("show an element of this answer")),
    (GoalType.ANSWER.value, _("open another answer")),
    (GoalType.PERSON.value, _("hand over to a person")),
]


class GuideChoiceBlock(blocks.StructBlock):
    """One thing the customer may say. Only the field of the chosen kind of goal counts."""

    text = blocks.CharBlock(max_length=LONGEST_CHOICE, label=as_label(_("choice")))
    goal = blocks.ChoiceBlock(choices=GOALS, required=False, label=as_label(_("then")))
    question = blocks.CharBlock(
        required=False, max_length=LONGEST_NAME, label=as_label(_("which question"))
    )
    element = blocks.CharBlock(required=False, max_length=36, label=as_label(_("which element")))
    answer = AnswerChoiceBlock(required=False, label=as_label(_("which answer")))

    class Meta:
        label = _("Choice")
        form_classname = "struct-block guide-choice"


class GuideQuestionBlock(blocks.StructBlock):
    name = blocks.CharBlock(
        required=False,
        max_length=LONGEST_NAME,
        label=as_label(_("short name")),
        help_text=_("By which choices lead here, such as where-lost. Readers do not see it."),
    )
    text = blocks.CharBlock(max_length=LONGEST_QUESTION, label=as_label(_("question")))
    choices = blocks.ListBlock(GuideChoiceBlock(), label=as_label(_("choices")))

    class Meta:
        label = _("Question")
        form_classname = "struct-block guide-question"


def questions_block() -> blocks.ListBlock:
    return blocks.ListBlock(
        GuideQuestionBlock(),
        min_num=1,
        label=as_label(_("questions")),
        help_text=_(
            "The guide begins with the first. Each choice leads to a question further on, to an "
            "element, to another answer or to a person."
        ),
    )
