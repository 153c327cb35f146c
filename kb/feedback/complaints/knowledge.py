"""The knowledge a complaint is about: named, reported to its owner, and followed to the version
that came of it; looked up from either side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kb.access import Scope
from kb.feedback.complaints.models import Complaint, ComplaintEvent, ComplaintKnowledge
from kb.feedback.complaints.rules import CannotDo, may_work_on
from kb.feedback.complaints.steps import By, write_down
from kb.feedback.operations import record_feedback
from kb.publication.queries import Authorized, Candidate, authorize, find_answer
from kb.publication.versions import first_version_since, version_at

Act = ComplaintEvent.Act
SOURCE = "complaint"


@dataclass(frozen=True, slots=True)
class Named:
    """`verdict`: what is wrong there, of Feedback.Verdict; empty where nothing is known to be
    wrong; `comment`: what would be right; `channel`: where it was read."""

    key: str
    locale: str
    channel: str
    element: str = ""
    verdict: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """`answer`: None where this reader may not see it (any more); `correction`: what its owner made
    of it, where it was reported."""

    link: ComplaintKnowledge
    answer: Authorized | None
    correction: Any


def name_knowledge(complaint: Complaint, named: Named, *, scope: Scope, by: By) -> None:
    """With a verdict its owner gets it as a correction, and whoever named it learns the outcome.
    Raises CannotDo."""
    if not may_work_on(by.user, complaint):
        raise CannotDo(_("Press “Work on it too” first; it stays on its owner's list."))
    answer = find_answer(scope=scope.for_channel(named.channel), key=named.key, locale=named.locale)
    if answer is None or not _holds(answer, named.element):
        raise CannotDo(_("There is no such answer here: search for it and choose it."))
    place: dict[str, Any] = {
        "key": named.key, "locale": named.locale, "element": named.element,
    }  # fmt: skip
    with transaction.atomic():
        link = complaint.knowledge.filter(**place).select_related("feedback").first()
        if link is not None and _says_so(link, named):
            return
        feedback = _reported(complaint, named, scope=scope, by=by) if named.verdict else None
        changes = {"feedback": feedback, "seq": None, "by": by.user.get_username(), "at": by.at}
        complaint.knowledge.update_or_create(**place, defaults=changes)
        write_down(complaint, Act.LINKED, note=named.key, by=by)


def _says_so(link: ComplaintKnowledge, named: Named) -> bool:
    """Named once already; a key pressed twice reports once."""
    return not named.verdict or (
        link.feedback is not None and link.feedback.verdict == named.verdict
    )


def _holds(answer: Authorized, element: str) -> bool:
    return not element or any(one.element == element for one in answer.document.passages)


def _reported(complaint: Complaint, named: Named, *, scope: Scope, by: By) -> Any:
    said = _("Complaint %(number)s: %(comment)s") % {
        "number": complaint.number,
        "comment": named.comment,
    }
    return record_feedback(
        scope=scope,
        key=named.key,
        locale=named.locale,
        channel=named.channel,
        verdict=named.verdict,
        source=SOURCE,
        at=by.at,
        element=named.element,
        comment=said.rstrip(" :："),
        reporter_id=by.user.pk,
    )


def name_version(complaint: Complaint, *, key: str, locale: str, scope: Scope, by: By) -> None:
    """By hand: the version that is out now came of this complaint. Raises CannotDo."""
    if not authorize(scope=scope, candidates=[Candidate(key, locale)]):
        raise CannotDo(_("There is no such answer here: check its code and its language."))
    seq = version_at(key=key, locale=locale, at=by.at)
    if seq is None:
        raise CannotDo(_("This answer is not published, so there is no version to name."))
    with transaction.atomic():
        ComplaintKnowledge.objects.update_or_create(
            complaint=complaint,
            key=key,
            locale=locale,
            element="",
            defaults={"seq": seq, "by": by.user.get_username(), "at": by.at},
        )
        write_down(complaint, Act.CHANGED, note=f"{key} · {seq}", by=by)


def attach_versions(*, now: datetime) -> int:
    """For the clock: where an owner has changed what was reported, the first version since is
    named. Gives how many."""
    waiting = ComplaintKnowledge.objects.filter(
        seq=None, feedback__report__correction__outcome="changed"
    ).select_related("complaint")
    return sum(_attach(link, now=now) for link in waiting)


def _attach(link: ComplaintKnowledge, *, now: datetime) -> int:
    seq = first_version_since(key=link.key, locale=link.locale, since=link.at)
    if seq is None:
        return 0
    with transaction.atomic():
        if not ComplaintKnowledge.objects.filter(pk=link.pk, seq=None).update(seq=seq):
            return 0
        write_down(link.complaint, Act.CHANGED, note=f"{link.key} · {seq}", by=By(None, now))
    return 1


def knowledge_of(complaint: Complaint, *, scope: Scope | None) -> Sequence[Shown]:
    """`scope` None: this person may read no answer at all."""
    links = list(complaint.knowledge.select_related("feedback__report__correction"))
    wanted = [Candidate(link.key, link.locale) for link in links]
    found = authorize(scope=scope, candidates=wanted) if scope and wanted else ()
    answers = {(one.key, one.locale): one for one in found}
    return [Shown(link, answers.get((link.key, link.locale)), _correction(link)) for link in links]


def _correction(link: ComplaintKnowledge) -> Any:
    report = getattr(link.feedback, "report", None)
    return report.correction if report else None


def numbers_by_correction(correction_ids: Collection[int]) -> Mapping[int, Sequence[str]]:
    """Correction → numbers of the complaints that led to it. One query."""
    rows = ComplaintKnowledge.objects.filter(
        feedback__report__correction__in=correction_ids
    ).values_list("feedback__report__correction", "complaint__number")
    found: dict[int, list[str]] = defaultdict(list)
    for correction, number in rows.order_by("complaint__number"):
        if number not in found[correction]:
            found[correction].append(number)
    return found


def changes_of(*, key: str, locale: str) -> Sequence[ComplaintKnowledge]:
    """Versions of an answer that came of complaints, newest first; with the complaints' numbers,
    and nothing that customers said."""
    rows = ComplaintKnowledge.objects.filter(key=key, locale=locale, seq__isnull=False)
    return list(rows.select_related("complaint").order_by("-seq", "pk"))
