"""The list of misses on screen and as a file: groups of like questions, the weightiest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.admin.auth import permission_required

from kb.authoring.channel_names import name_of
from kb.feedback.misses import queries
from kb.feedback.misses.calls import Outcome
from kb.feedback.misses.filters import Chosen, chosen_of, outcome_names
from kb.feedback.misses.models import MissGroup
from kb.feedback.misses.queries import Group, Wish
from kb.feedback.misses.seeing import VIEW, Sight, sight_of
from kb.feedback.misses.store import StoreBusy
from kb.feedback.misses.vain import opened_in_vain
from kb.spreadsheets import IS_UTF8, csv_line

NAME, EXPORT = "miss_list", "miss_export"
A_PAGE = 25
EXPORT_BATCH = 200
STATES = dict(MissGroup.State.choices)
TOLD = (
    Outcome.FOUND, Outcome.ANSWERED, Outcome.NOTHING, Outcome.WEAK, Outcome.CLARIFIED,
    Outcome.HANDED_OVER, Outcome.TO_PERSON, Outcome.OPENED, Outcome.HELPFUL, Outcome.UNHELPFUL,
    Outcome.REPEATED, Outcome.ABANDONED,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """A group with what people did about it."""

    group: Group
    state: str
    label: Any
    channels: str


class _Groups:
    """As Django's paginator asks for them: one page at a time."""

    def __init__(self, sight: Sight, wish: Wish) -> None:
        self.sight, self.wish = sight, wish

    def __len__(self) -> int:
        return queries.count_groups(sight=self.sight, wish=self.wish)

    def __getitem__(self, some: slice) -> list[Row]:
        limit = some.stop - some.start
        found = queries.groups(sight=self.sight, wish=self.wish, limit=limit, offset=some.start)
        return rows_of(found)


def rows_of(groups: Sequence[Group]) -> list[Row]:
    known = MissGroup.objects.filter(name__in=[group.name for group in groups])
    states = dict(known.values_list("name", "state"))
    rows = []
    for group in groups:
        state = states.get(group.name, MissGroup.State.OPEN)
        channels = ", ".join(f"{name_of(code)} {calls}" for code, calls in group.channels)
        rows.append(Row(group, state, STATES[state], channels))
    return rows


@require_safe
@permission_required(VIEW)
def show_list(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    sight = sight_of(request.user, now=now)
    chosen = chosen_of(request.GET, sight=sight)
    context = {
        "page_title": _("Misses"),
        "header_icon": "help",
        "breadcrumbs_items": way(),
        "chosen": chosen,
        "export_url": f"{reverse(EXPORT)}?{request.GET.urlencode()}",
        "sees_nothing": not sight.channels,
    }
    try:
        context |= _found(request, sight, chosen)
    except StoreBusy:
        context["is_busy"] = True
    return render(request, "misses/list.html", context)


def _found(request: HttpRequest, sight: Sight, chosen: Chosen) -> dict[str, Any]:
    wish = chosen.wish(today=timezone.localdate())
    paginator: Any = Paginator(_Groups(sight, wish), A_PAGE)  # type: ignore[arg-type]
    tallies = queries.tallies(sight=sight, wish=wish)
    names = outcome_names()
    told = [(names[one], tallies[one]) for one in TOLD if one in tallies]
    vain = opened_in_vain(request.user, sight=sight, wish=wish, now=timezone.now())
    return {"page": paginator.get_page(request.GET.get("p")), "told": told, "vain": vain}


def way(*labels: str) -> list[dict[str, str]]:
    steps = [{"url": reverse("wagtailadmin_home"), "label": _("Home")},
             {"url": reverse(NAME), "label": _("Misses")}]  # fmt: skip
    steps += [{"url": "", "label": label} for label in labels]
    return [*steps[:-1], steps[-1] | {"url": ""}]


@require_safe
@permission_required(VIEW)
def export(request: HttpRequest) -> StreamingHttpResponse:
    """All that the list shows with its filters."""
    sight = sight_of(request.user, now=timezone.now())
    wish = chosen_of(request.GET, sight=sight).wish(today=timezone.localdate())
    response = StreamingHttpResponse(_lines(sight, wish), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="misses.csv"'
    return response


def _lines(sight: Sight, wish: Wish) -> Iterator[str]:
    yield IS_UTF8 + csv_line([_("Question"), _("Language"), _("Asked"), _("Period before"),
                            _("Channel"), _("State"), _("Also asked as")])  # fmt: skip
    start = 0
    while True:
        try:
            found = queries.groups(sight=sight, wish=wish, limit=EXPORT_BATCH, offset=start)
        except StoreBusy:
            yield csv_line([_("The list ends here: the counts cannot be read at the moment.")])
            return
        for row in rows_of(found):
            one = row.group
            yield csv_line([one.title, one.locale, str(one.calls), str(one.before), row.channels,
                         str(row.label), " / ".join(one.examples)])  # fmt: skip
        start += EXPORT_BATCH
        if len(found) < EXPORT_BATCH:
            return


def urls() -> list[Any]:
    return [
        path("misses/", show_list, name=NAME),
        path("misses/export/", export, name=EXPORT),
    ]
