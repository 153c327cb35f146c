"""Does everything agree: the log with itself, and what is live with the log and with the pages?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from kb.authoring.models import KnowledgePage
from kb.publication import aliases, answers, log, topics
from kb.publication.models import AliasPlace, Dirty, Live, LiveTopic, Publication

CHUNK = 200


def differences() -> Iterator[str]:
    """One line for each thing that is not as it should be; reads only."""
    for seq in log.broken_links():
        yield _("Log row %(seq)d was changed, or rows before it were taken out.") % {"seq": seq}
    waiting = set(Dirty.objects.values_list("page_id", flat=True))
    yield from _live_pages(waiting)
    yield from _live_without_page()
    yield from _topics()
    yield from _second_places()


def waiting_answers() -> Iterator[str]:
    """Answers whose facts, terms or shared elements have changed and that are not assembled
    again yet; those that cannot be, with the reason."""
    rows = Dirty.objects.order_by("since")
    names = dict(Live.objects.filter(page_id__in=rows.values("page_id"))
                 .values_list("page_id", "key"))  # fmt: skip
    for row in rows:
        name = names.get(row.page_id, str(row.page_id))
        reason = row.parked or _("waits to be assembled again")
        yield f"{name}: {reason}"


def _live_pages(waiting: set[int]) -> Iterator[str]:
    """What pages amount to now, what is live, and what the log last said must be one."""
    ids = KnowledgePage.objects.filter(live=True, alias_of__isnull=True).order_by("pk")
    numbers = [pk for pk in ids.values_list("pk", flat=True) if pk not in waiting]
    for start in range(0, len(numbers), CHUNK):
        pages = KnowledgePage.objects.filter(pk__in=numbers[start : start + CHUNK])
        plans = answers.plan_all(pages.select_related("locale"))
        keys = [plan.key for plan in plans]
        stored, said = _stored(keys), _last_said(keys)
        for plan in plans:
            answer = (plan.key, plan.locale)
            if plan.assembly.problems:
                yield _("%(key)s: is live, but could not go out as it stands now.") % {
                    "key": _name(answer)
                }
            elif stored.get(answer) != (plan.state, plan.documents):
                yield _("%(key)s: what is live is not what its page says.") % {"key": _name(answer)}
            elif said.get(answer) != plan.state:
                yield _("%(key)s: what is live is not what the log says.") % {"key": _name(answer)}


Answer = tuple[str, str]


def _stored(keys: Sequence[str]) -> dict[Answer, tuple[str, list[Any]]]:
    """State and documents of each answer, in the order of their intervals."""
    found: dict[Answer, tuple[str, list[Any]]] = {}
    for row in Live.objects.filter(key__in=keys).order_by("valid_from"):
        found.setdefault((row.key, row.locale), (row.state, []))[1].append(row.document)
    return found


def _last_said(keys: Sequence[str]) -> dict[Answer, str]:
    """The state of each answer's newest publication; empty where it was withdrawn since."""
    kinds = [Publication.Kind.PUBLISH, Publication.Kind.WITHDRAW]
    rows = Publication.objects.filter(key__in=keys, kind__in=kinds).order_by("seq")
    return {(key, tag): digest for key, tag, digest in rows.values_list("key", "locale", "digest")}


def _live_without_page() -> Iterator[str]:
    live = KnowledgePage.objects.filter(live=True, alias_of__isnull=True).values("pk")
    rows = Live.objects.exclude(page_id__in=live).values_list("key", "locale").distinct()
    for answer in rows:
        yield _("%(key)s: is live, but no page of it is.") % {"key": _name(answer)}


def _topics() -> Iterator[str]:
    stored, expected = LiveTopic.objects.in_bulk(), topics.as_pages_say()
    for pk in sorted(stored.keys() | expected.keys()):
        if topics.facts(stored.get(pk)) != topics.facts(expected.get(pk)):
            key = (stored.get(pk) or expected[pk]).key
            yield _("Topic %(key)s: readers get it otherwise than its page says.") % {"key": key}


def _second_places() -> Iterator[str]:
    stored, expected = AliasPlace.objects.in_bulk(), aliases.as_pages_say()
    for pk in sorted(stored.keys() | expected.keys()):
        if aliases.facts(stored.get(pk)) != aliases.facts(expected.get(pk)):
            key = (stored.get(pk) or expected[pk]).key
            yield _("%(key)s: its second place is not as its page says.") % {"key": key}


def _name(answer: Answer) -> str:
    key, locale = answer
    return f"{key} ({locale})"
