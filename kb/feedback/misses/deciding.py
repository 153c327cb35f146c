"""The three outcomes a group of misses can be given, and taking one back. Each keeps who did it.

New knowledge and wordings take the ordinary road: a draft of whoever decides, with their rights,
that is handed in and approved like any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from kb.authoring.knowledge import MAX_WORDING
from kb.authoring.models import KnowledgePage, TopicPage
from kb.feedback.misses.models import MissEvent, MissGroup
from kb.feedback.misses.seeing import answers_for, topics_for
from kb.masking import without_masks
from kb.search.segmentation import normalise
from kb.transactions import in_one_transaction

LONGEST_REASON = 200
Act, State = MissEvent.Act, MissGroup.State


class CannotDecide(Exception):
    """`message` says what to do, in the reader's language."""

    def __init__(self, message: str) -> None:
        self.message = message
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Decision:
    """About which group, by whom, when. `calls`: how often it was asked so far."""

    name: str
    locale: str
    user: Any
    now: datetime
    calls: int = 0


def draft_new(
    decision: Decision, *, topic: TopicPage, question: str, wordings: Sequence[str]
) -> Any:
    """A draft under the topic, as if it had been begun there by hand. Raises CannotDecide."""

    def act() -> Any:
        mine = topics_for(decision.user, locale=decision.locale, now=decision.now)
        if not mine.filter(pk=topic.pk).exists():
            raise CannotDecide(_("You may not add answers under this topic: choose another one."))
        title = question.strip()
        others = _unlike([title], wordings)
        page = KnowledgePage(
            title=title,
            draft_title=title,
            wordings="\n".join(others[: settings.MAX_WORDINGS]),
            locale=topic.locale,
            owner=decision.user,
            live=False,
            has_unpublished_changes=True,
        )
        topic.add_child(instance=page)
        revision = page.save_revision(user=decision.user, log_action=False)
        log(instance=page, action="wagtail.create", user=decision.user, revision=revision,
            content_changed=True)  # fmt: skip
        _put(decision, State.IN_WORK, Act.NEW, page_id=page.pk, is_new=True,
             wordings=[normalise(text) for text in (title, *others)], note=title)  # fmt: skip
        return page

    return in_one_transaction(act)


def draft_wordings(decision: Decision, *, page: Any, wordings: Sequence[str]) -> Any:
    """A new draft of the answer that has these wordings too. Raises CannotDecide."""

    def act() -> Any:
        mine = answers_for(decision.user, locale=decision.locale, now=decision.now)
        if not mine.filter(pk=page.pk).exists():
            raise CannotDecide(_("You may not edit this answer: choose another one."))
        if page.permissions_for_user(decision.user).page_locked():
            raise CannotDecide(
                _("This answer is locked or being approved: wait until that is over.")
            )
        draft = page.get_latest_revision_as_object()
        new = _unlike([draft.title, *draft.wording_list], wordings)
        if len(draft.wording_list) + len(new) > settings.MAX_WORDINGS:
            text = _("With these the answer has more than %(most)s wordings: tick fewer.")
            raise CannotDecide(text % {"most": settings.MAX_WORDINGS})
        if new:
            draft.wordings = "\n".join([*draft.wording_list, *new])
            draft.save_revision(user=decision.user, log_action="wagtail.edit", changed=True)
        said = [normalise(without_masks(text)) for text in wordings]
        _put(decision, State.IN_WORK, Act.WORDING, page_id=page.pk, is_new=False, wordings=said,
             note=page.title)  # fmt: skip
        return draft

    return in_one_transaction(act)


def ignore(decision: Decision, *, why: str) -> None:
    """Out of the list until it has grown. Raises CannotDecide."""
    reason = why.strip()[:LONGEST_REASON]
    if not reason:
        raise CannotDecide(_("Say why it is ignored: whoever sees it grow will ask."))
    in_one_transaction(
        lambda: _put(decision, State.IGNORED, Act.IGNORED, note=reason, calls=decision.calls)
    )


def reopen(decision: Decision) -> None:
    """One that is open already stays as it is."""

    def act() -> None:
        dealt = MissGroup.objects.filter(name=decision.name).exclude(state=State.OPEN)
        if dealt.exists():
            _put(decision, State.OPEN, Act.REOPENED)

    in_one_transaction(act)


def note(group: MissGroup, act: str, *, now: datetime, state: str) -> None:
    """What Granule does by itself."""

    def write() -> None:
        moved = MissGroup.objects.filter(pk=group.pk, state=group.state, since=group.since)
        if moved.update(state=state, since=now):
            MissEvent.objects.create(group=group, act=act, at=now, page_id=group.page_id)

    in_one_transaction(write)


def _put(
    decision: Decision, state: str, act: str, *, note: str = "", page_id: int | None = None,
    **values: Any,
) -> None:  # fmt: skip
    known = {"locale": decision.locale, "state": state, "since": decision.now} | values
    if page_id is not None:
        known["page_id"] = page_id
    group, _made = MissGroup.objects.update_or_create(name=decision.name, defaults=known)
    MissEvent.objects.create(
        group=group,
        act=act,
        note=note[:LONGEST_REASON],
        page_id=page_id,
        by_id=decision.user.pk,
        by_name=decision.user.get_username(),
        at=decision.now,
    )


def _unlike(there: Sequence[str], wordings: Sequence[str]) -> list[str]:
    """Those that say something else than what is there, each once, as long as a wording may be."""
    known = {normalise(text) for text in there}
    new: list[str] = []
    for text in wordings:
        line = without_masks(text)[:MAX_WORDING]
        if line and normalise(line) not in known:
            known.add(normalise(line))
            new.append(line)
    return new
