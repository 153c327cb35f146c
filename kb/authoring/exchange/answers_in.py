"""Answers that arrive: new ones many at once, changed ones each as a draft of its own."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kb.authoring.cleaning import Cleaner
from kb.authoring.exchange.lists_in import may_add_under, page_objection, topic_page
from kb.authoring.exchange.plans import Plan, Verdict
from kb.authoring.exchange.publishing import may_go_out, publish_revision
from kb.authoring.exchange.records import Item
from kb.authoring.exchange.snippets_in import moment
from kb.authoring.exchange.streams_in import ids_objection, stream_raw
from kb.authoring.exchange.words import objections_in
from kb.authoring.importers.bulk import (
    NOT_CHECKED,
    Editor,
    NewAnswer,
    Unsavable,
    add_answers,
    make_page,
)
from kb.authoring.importers.elements import clean_stream
from kb.authoring.models import AnswerKey, KnowledgePage
from kb.locales import to_django
from kb.problem import Refused, say

if TYPE_CHECKING:
    from kb.authoring.exchange.settling import Settling


def settle_answers(plans: Sequence[Plan], settling: Settling) -> list[Plan]:
    topics = _Topics(settling)
    settled = [_settle(plan, topics, settling) for plan in plans]
    if not settling.dry_run:
        _add([plan for plan in settled if plan.verdict is Verdict.ADDED], topics, settling)
        for plan in settled:
            _after(plan, topics, settling)
    return settled


class _Topics:
    """Topic pages that a batch names, each asked for once; and may the person add there?"""

    def __init__(self, settling: Settling) -> None:
        self.settling = settling
        self.known: dict[tuple[str, str], Any] = {}

    def page(self, key: str, locale: str) -> Any:
        if (key, locale) not in self.known:
            self.known[key, locale] = topic_page(key, locale)
        return self.known[key, locale]

    def objection(self, key: str, locale: str) -> str:
        page = self.page(key, locale)
        if page is None:
            if self.settling.dry_run and ("topic", key, locale) in self.settling.coming:
                return ""
            return _("There is no topic “%(name)s” in this language.") % {"name": key}
        if not may_add_under(page, self.settling.user):
            return _("You may not add anything to the topic “%(name)s”.") % {"name": key}
        return ""


def _settle(plan: Plan, topics: _Topics, settling: Settling) -> Plan:
    if plan.verdict in (Verdict.REFUSED, Verdict.UNCHANGED):
        return plan
    words = ids_objection(plan.item)
    if not words and plan.verdict is Verdict.ADDED:
        words = _new_objection(plan, topics, settling)
    elif not words:
        words = _change(plan, topics, settling)
    return plan.refused(words) if words else plan


def _new_objection(plan: Plan, topics: _Topics, settling: Settling) -> str:
    item = plan.item
    for key in (item.fields["topic"], *item.fields.get("also_in", ())):
        if words := topics.objection(key, item.locale):
            return words
    if AnswerKey.objects.filter(key=item.key).exclude(translation_key=item.id).exists():
        return _("“%(key)s” is the key of something else here.") % {"key": item.key}
    answer, missing = new_answer(item, topics, settling)
    if missing:
        return " ".join(missing)
    try:
        make_page(answer)
    except Unsavable as unsavable:
        return " ".join(say(problem) for problem in unsavable.problems)
    return ""


def new_answer(
    item: Item, topics: _Topics, settling: Settling
) -> tuple[NewAnswer, tuple[str, ...]]:
    raw, missing = stream_raw(item, (), settling)
    topic = topics.page(item.fields["topic"], item.locale)
    start, end = moment(item, "go_live_at"), moment(item, "expire_at")
    is_due = not (start and start > settling.now) and not (end and end <= settling.now)
    answer = NewAnswer(
        key=item.key, translation_key=uuid.UUID(item.id), locale=item.locale,
        topic=topic.pk if topic else 0, question=item.fields["question"],
        wordings=tuple(item.fields.get("wordings", ())), elements=tuple(raw),
        publish=settling.publish and is_due, may_be_unfinished=not settling.publish,
        go_live_at=start, expire_at=end,
    )  # fmt: skip
    return answer, missing


def _add(plans: list[Plan], topics: _Topics, settling: Settling) -> None:
    """Those that cannot go out become drafts."""
    editor = Editor(settling.author, at=settling.now)
    answers = [new_answer(plan.item, topics, settling)[0] for plan in plans]
    refused: dict[tuple[str, str], str] = {}
    while True:
        try:
            with transaction.atomic():
                pages = add_answers(answers, editor=editor)
            break
        except Refused as error:
            for refusal in error.refusals:
                words = " ".join(dict.fromkeys(map(say, refusal.problems)))
                refused[refusal.key, refusal.locale] = words
            answers = [
                replace(a, publish=a.publish and (a.key, a.locale) not in refused) for a in answers
            ]
    settling.added_pages += pages
    settling.published += sum(page.live for page in pages)
    for (key, locale), words in refused.items():
        settling.said["answer", key, locale] = f"{words} {_('Kept as a draft.')}"


def _change(plan: Plan, topics: _Topics, settling: Settling) -> str:
    assert plan.held is not None
    item, held = plan.item, plan.held
    page = KnowledgePage.objects.select_related("locale").get(pk=held.pk)
    words = page_objection(page, settling.user) or _place_objection(item, held, topics)
    if words:
        return words
    draft = page.get_latest_revision_as_object()
    if words := _fill(draft, item, settling):
        return words
    if not settling.dry_run:
        revision = draft.save_revision(user=settling.author, log_action=True, clean=False)
        if settling.publish:
            publish_revision(revision, item.name, settling)
    return ""


def _place_objection(item: Item, held: Item, topics: _Topics) -> str:
    if item.fields["topic"] != held.fields["topic"]:
        return _("An answer is moved in the admin only: readers would notice it at once.")
    now, wanted = set(held.fields.get("also_in", ())), set(item.fields.get("also_in", ()))
    if now - wanted:
        return _("A second place is taken away in the admin only.")
    return next(filter(None, (topics.objection(key, item.locale) for key in wanted - now)), "")


def _fill(page: Any, item: Item, settling: Settling) -> str:
    raw, missing = stream_raw(item, page.elements.get_prep_value(), settling)
    field = KnowledgePage._meta.get_field("elements")
    elements, objections = clean_stream(field, raw, may_be_unfinished=not settling.publish)
    page.title, page.elements = item.fields["question"], elements
    page.wordings = "\n".join(item.fields.get("wordings", ()))
    page.go_live_at, page.expire_at = moment(item, "go_live_at"), moment(item, "expire_at")
    Cleaner().clean_fields(page, page.cleaned_fields)
    if missing or objections:
        return " ".join([*missing, *objections])
    try:
        page.clean_fields(exclude=NOT_CHECKED)
        page.check_wordings()
    except ValidationError as error:
        return objections_in(error)
    return ""


def _after(plan: Plan, topics: _Topics, settling: Settling) -> None:
    """Second places, what waits to go out, and what goes out on a day to come."""
    if plan.verdict is Verdict.REFUSED:
        return
    item = plan.item
    wanted = set(item.fields.get("also_in", ()))
    places = wanted - set(plan.held.fields.get("also_in", ()) if plan.held else ())
    waits = settling.publish and (
        plan.verdict is Verdict.UNCHANGED or item.fields.get("go_live_at")
    )
    if not (places or waits):
        return
    page = KnowledgePage.objects.get(
        translation_key=item.id, locale__language_code=to_django(item.locale), alias_of=None
    )
    if waits and may_go_out(page):
        publish_revision(page.latest_revision, item.name, settling)
        page.refresh_from_db()
    for key in sorted(places):
        page.create_alias(parent=topics.page(key, item.locale), user=settling.author)
