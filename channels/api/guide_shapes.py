"""Guides and what may be granted, as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from channels.api.responses import moment
from channels.channel import Channel, Part
from channels.granting import SaidGrant
from channels.guides import PERSON, SaidGoal, SaidGuide, SaidQuestion, Walk
from channels.phrases import phrases_for
from channels.renditions.queries import ServedAnswer
from kb.guide import GoalType

Json = dict[str, Any]


def guide_json(guide: SaidGuide) -> Json:
    """Only what the reader is offered; without any question, a person takes over at once."""
    return {"questions": [question_json(question) for question in guide.questions]}


def question_json(question: SaidQuestion) -> Json:
    choices = [
        {"id": choice.id, "text": choice.text, "goal": goal_json(choice.goal)}
        for choice in question.choices
    ]
    return {"id": question.id, "text": question.text, "choices": choices}


def goal_json(goal: SaidGoal) -> Json:
    content: Json = {"type": goal.type}
    if goal.type != PERSON:
        content["value"] = goal.value
    if goal.title:
        content["title"] = goal.title
    return content


def grant_json(grant: SaidGrant) -> Json:
    content: Json = {"what": grant.what, "groups": list(grant.groups)}
    return content | ({"limit": grant.limit} if grant.limit else {})


def step_json(
    served: ServedAnswer, part: Part, at: Walk, *, channel: Channel, parts: Mapping[str, Part]
) -> Json:
    """`parts`: of the whole answer, by element."""
    return {
        "key": served.key,
        "locale": served.locale,
        "channel": served.channel,
        "element": part.element,
        "walk": ".".join(at.path),
        "trail": [
            {"question": step.question, "choice": step.choice, "walk": ".".join(step.path)}
            for step in at.trail
        ],
        "question": question_json(at.question) if at.question else None,
        "end": goal_json(at.end) if at.end else None,
        "text": _text(part, at, channel=channel, parts=parts, locale=served.locale),
        "rendition": served.rendition,
        "valid_until": moment(served.valid_until),
    }


def _text(part: Part, at: Walk, *, channel: Channel, parts: Mapping[str, Part], locale: str) -> str:
    """What the channel says at this step."""
    if at.question is not None and part.guide is not None:
        return channel.ask(part.guide, locale=locale, name=at.question.id)
    end = at.end
    if end is None or end.type == PERSON:
        return phrases_for(locale).person
    if end.type == GoalType.ELEMENT and end.value in parts:
        return parts[end.value].text
    return end.title
