"""Guides that lead from answer to answer: nobody may ever come back to where they began. What is
live, what is scheduled and what somebody is only writing count alike."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone
from wagtail.models import Locale

from kb.authoring.element_ids import element_id
from kb.authoring.forms import register_check, register_first_look
from kb.authoring.grant_blocks import known_groups, unknown_groups
from kb.authoring.guides.checks import circles_in
from kb.authoring.guides.trees import Tree, tree_of
from kb.authoring.models import KnowledgePage
from kb.authoring.uses.names import answer_ref
from kb.authoring.uses.rights import answers_told
from kb.authoring.uses.tables import WrittenUse
from kb.document import Kind
from kb.guide import GoalType
from kb.locales import to_outside
from kb.problem import Place, Problem
from kb.problem import msgid as _

ALL_STATES = frozenset(WrittenUse.State.values)
Choice = tuple[str, Place, str]


def connect() -> None:
    """Called when the app starts."""
    register_check(problems_at_submit)
    register_first_look(first_look)


def first_look(page: Any, *, user: AbstractBaseUser) -> tuple[Problem, ...]:
    """What not even a draft may hold."""
    return (*never_ending(page, states=ALL_STATES), *not_yours(page, user=user))


def never_ending(page: Any, *, states: Collection[str]) -> tuple[Problem, ...]:
    """Circles within each guide of the page as it stands in memory, and through other answers."""
    inner = [p for one, tree in _guides(page) for p in circles_in(tree, element=one)]
    return (*inner, *circles_through_others(page, states=states))


def circles_through_others(page: Any, *, states: Collection[str]) -> tuple[Problem, ...]:
    """Each choice of the page whose answer leads back to the page."""
    choices = list(_leading_out(page))
    if not choices or not page.key:
        return ()
    locale = to_outside(page.locale.language_code)
    back = _leading_to(page.key, {key for _e, _p, key in choices}, locale=locale, states=states)
    return tuple(
        Problem("guide_circle", BACK, element, params=(("key", key),), place=place)
        for element, place, key in choices
        if key in back
    )


def problems_at_submit(source: Any) -> tuple[Problem, ...]:
    """For the form: what may not be handed in, beyond what the guide itself shows."""
    if not isinstance(source, KnowledgePage):
        return ()
    found = [*circles_through_others(source, states=ALL_STATES), *_nowhere(source)]
    return (*found, *_lost_groups(source))


def not_yours(page: Any, *, user: AbstractBaseUser) -> tuple[Problem, ...]:
    """Goals that were not there before and that the person may not even know of; a number put into
    the form by hand would name them."""
    choices = list(_leading_out(page))
    keys = {key for _e, _p, key in choices}
    keys -= _known_before(page) if keys else set()
    if not keys:
        return ()
    pages = KnowledgePage.objects.filter(key__in=keys, alias_of=None)
    ids = dict(pages.values_list("pk", "key"))
    told = {ids[pk] for pk in answers_told(user, list(ids), now=timezone.now())}
    return tuple(
        Problem("guide_goal", NO_SUCH_ANSWER, element, place=place)
        for element, place, key in choices
        if key in keys - told
    )


def _codes() -> Iterable[str]:
    return list(Locale.objects.values_list("language_code", flat=True))


def _guides(page: Any) -> Iterator[tuple[str, Tree]]:
    for child in page.elements:
        if child.block_type == Kind.GUIDE:
            yield element_id(page, child), tree_of(child.value.get("questions"))


def _leading_out(page: Any) -> Iterator[Choice]:
    """Element, place and key of each choice that leads to another answer."""
    for element, tree in _guides(page):
        for number, question in enumerate(tree):
            for place, choice in enumerate(question.choices):
                if choice.goal == GoalType.ANSWER and choice.value:
                    where = ("questions", number, "choices", place, "answer")
                    yield element, where, choice.value


def _leading_to(
    own: str, goals: Collection[str], *, locale: str, states: Collection[str]
) -> frozenset[str]:
    """Those of the goals from which guides lead to `own`: asked level by level."""
    led: dict[str, set[str]] = {}
    waiting = set(goals) - {own}
    while waiting:
        rows = WrittenUse.objects.filter(
            in_answer__key__in=waiting,
            in_answer__locale__language_code__in=_codes_of(locale),
            state__in=states,
            ref__startswith=answer_ref("", locale=locale),
        ).values_list("in_answer__key", "ref")
        led |= {key: set() for key in waiting}
        for key, ref in rows:
            led[key].add(ref.removeprefix(answer_ref("", locale=locale)))
        waiting = {goal for found in led.values() for goal in found} - led.keys() - {own}
    return frozenset(goal for goal in goals if goal != own and _reaches(goal, own, led))


def _reaches(start: str, own: str, led: dict[str, set[str]]) -> bool:
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        key = waiting.pop()
        if key == own:
            return True
        if key not in seen:
            seen.add(key)
            waiting += led.get(key, ())
    return False


def _codes_of(locale: str) -> list[str]:
    return [code for code in _codes() if to_outside(code) == locale]


def _nowhere(page: Any) -> Iterator[Problem]:
    """An answer that is there and not live yet may be led to: until it is, the choice is not
    offered. One that is not there at all was deleted, or never came."""
    choices = list(_leading_out(page))
    keys = {key for _e, _p, key in choices}
    held = KnowledgePage.objects.filter(key__in=keys, locale=page.locale, alias_of=None)
    known = set(held.values_list("key", flat=True)) if keys else set()
    for element, place, key in choices:
        if key not in known:
            yield Problem("guide_goal", NO_ANSWER, element, params=(("key", key),), place=place)


def _known_before(page: Any) -> set[str]:
    if not page.pk:
        return set()
    start = answer_ref("", locale=to_outside(page.locale.language_code))
    refs = WrittenUse.objects.filter(in_answer=page.pk, ref__startswith=start)
    return {ref.removeprefix(start) for ref in refs.values_list("ref", flat=True)}


def _lost_groups(page: Any) -> Iterator[Problem]:
    grants = [child for child in page.elements if child.block_type == Kind.GRANT]
    known = known_groups(name for child in grants for name in child.value.get("groups") or ())
    for child in grants:
        yield from unknown_groups(child.value, element=element_id(page, child), known=known)


BACK = _(
    "“%(key)s” leads back to this answer, so nobody would ever come to an end: choose another "
    "goal, or change its guide first. Drafts and scheduled versions count."
)
NO_ANSWER = _("There is no answer “%(key)s” in this language: choose another, or write it first.")
NO_SUCH_ANSWER = _("Choose an answer of the list.")
