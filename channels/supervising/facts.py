"""One stretch of days beside another: which figures are told, in their order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from channels.supervising.complained import Complained
from channels.supervising.lines import (
    Line,
    Times,
    count_line,
    part_line,
    share_line,
    state_line,
    time_line,
)
from channels.supervising.questioned import Questioned
from channels.supervising.sums import Share, Sums
from channels.supervising.units import duration


@dataclass(frozen=True, slots=True)
class Facts:
    """`helpful`: all verdicts together. The others are None where they cannot be read or not by
    this person: `misses`, questions without an answer; `offers`, accepted of those that were said;
    `reading`, confirmed of what is asked."""

    sums: Sums
    helpful: Share
    misses: int | None = None
    offers: Share | None = None
    questions: Questioned | None = None
    complaints: Complained | None = None
    reading: Share | None = None


def lines_of(before: Facts, now: Facts) -> Mapping[str, Sequence[Line]]:
    """By what they are of, in the order of the page."""
    return {
        "desk": desk_lines(before, now),
        "questions": question_lines(before.questions, now.questions),
        "complaints": complaint_lines(before.complaints, now.complaints),
        "reading": reading_lines(before.reading, now.reading),
    }


def desk_lines(before: Facts, now: Facts) -> Sequence[Line]:
    """The figures on top of the page."""
    one, other = before.sums, now.sums
    note = _("of %(answered)s contacts with an answer") % {"answered": other.answered}
    found = [
        count_line("contacts", pgettext("supervisor", "Contacts"), one.contacts, other.contacts),
        time_line(
            "median", _("Time to answer, half within"),
            Times(one.median, one.times), Times(other.median, other.times), note=note,
        ),
        time_line(
            "p90", _("Time to answer, nine of ten within"),
            Times(one.p90, one.times), Times(other.p90, other.times), note=note,
        ),
        share_line("first", first_contact_label(one, other), *_first(one, other)),
        share_line(
            "handed", pgettext("supervisor", "Handed over"),
            Share(one.handed_over, one.ended), Share(other.handed_over, other.ended),
        ),
        count_line(
            "copied", _("Texts copied"), sum(one.copied.values()), sum(other.copied.values())
        ),
        count_line("sent", _("Texts sent"), sum(one.sent.values()), sum(other.sent.values())),
        share_line("helpful", _("Found helpful"), before.helpful, now.helpful),
    ]  # fmt: skip
    if before.misses is not None and now.misses is not None:
        found.append(
            count_line("misses", _("Questions without an answer"), before.misses, now.misses)
        )
    if before.offers is not None and now.offers is not None:
        found.append(share_line("offers", _("Offers accepted"), before.offers, now.offers))
    return found


def question_lines(before: Questioned | None, now: Questioned | None) -> Sequence[Line]:
    if before is None or now is None:
        return ()
    note = _("of %(replied)s replies") % {"replied": now.replied}
    late = _("%(late)s of them too long") % {"late": now.late} if now.waiting else ""
    return (
        count_line("asked", _("Questions to the team leader"), before.asked, now.asked),
        share_line(
            "replied", _("Replied to"),
            Share(before.replied, before.asked), Share(now.replied, now.asked),
        ),
        time_line(
            "reply", _("Time to reply, half within"),
            Times(before.median, before.times), Times(now.median, now.times), note=note,
        ),
        time_line(
            "reply95", _("Time to reply, 95 of 100 within"),
            Times(before.p95, before.times), Times(now.p95, now.times), note=note,
        ),
        state_line("waiting", _("Questions waiting"), before.waiting, now.waiting, note=late),
    )  # fmt: skip


def complaint_lines(before: Complained | None, now: Complained | None) -> Sequence[Line]:
    if before is None or now is None:
        return ()
    note = _("of %(closed)s closed ones") % {"closed": now.closed}
    return (
        count_line("complaints", _("Complaints taken"), before.taken, now.taken),
        count_line("closed", _("Complaints closed"), before.closed, now.closed),
        time_line(
            "closing", _("Time to close, half within"),
            Times(before.median, before.times), Times(now.median, now.times),
            note=note, say=duration,
        ),
        time_line(
            "closing90", _("Time to close, nine of ten within"),
            Times(before.p90, before.times), Times(now.p90, now.times), note=note, say=duration,
        ),
        state_line("open", _("Complaints still open"), before.still_open, now.still_open),
        state_line("late", _("Complaints over due"), before.late, now.late),
    )  # fmt: skip


def reading_lines(before: Share | None, now: Share | None) -> Sequence[Line]:
    if before is None or now is None:
        return ()
    return (part_line("reading", _("Required reading confirmed"), before, now),)


def first_contact_label(before: Sums, now: Sums) -> str:
    """Which of the two ways of telling it is used."""
    if _knows_customers(before, now):
        return _("Solved at first contact, the customer not back")
    return _("Solved, of contacts that are over")


def _first(before: Sums, now: Sums) -> tuple[Share, Share]:
    """Both told in the same way, or they could not be compared."""
    if _knows_customers(before, now):
        return before.first_contact, now.first_contact
    return before.solved_share, now.solved_share


def _knows_customers(before: Sums, now: Sums) -> bool:
    return now.knows_customers and (before.knows_customers or not before.ended)
