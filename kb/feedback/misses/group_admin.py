"""One group of like questions on screen: how it is asked, what comes near, and what is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.auth import permission_required

from kb.authoring.models import KnowledgePage
from kb.feedback.misses import deciding, queries
from kb.feedback.misses.calls import KEPT
from kb.feedback.misses.deciding import CannotDecide, Decision
from kb.feedback.misses.following import calls_of
from kb.feedback.misses.forms import DecisionForm
from kb.feedback.misses.list_admin import NAME as LIST
from kb.feedback.misses.list_admin import rows_of, way
from kb.feedback.misses.models import MissGroup
from kb.feedback.misses.nearest import nearest_answers
from kb.feedback.misses.queries import Group, Question, Wish
from kb.feedback.misses.seeing import DECIDE, VIEW, Sight, sight_of
from kb.feedback.misses.store import StoreBusy

NAME, DECISION, REOPEN = "miss_group", "miss_decide", "miss_reopen"
# As long as anything may be kept.
DAYS = 3650
SHOWN_DAYS = 30


@dataclass(frozen=True, slots=True)
class Seen:
    """A group as this person sees it, over all that is kept."""

    group: Group
    questions: Sequence[Question]
    sight: Sight
    wish: Wish


@dataclass(frozen=True, slots=True)
class Bar:
    """A day in a picture of 300 by 100."""

    day: str
    calls: int
    left: int
    height: int

    @property
    def top(self) -> int:
        return 100 - self.height


@require_safe
@permission_required(VIEW)
def show_group(request: HttpRequest, name: str) -> HttpResponse:
    seen = _seen(request, name)
    form = DecisionForm(user=request.user, seen=seen.questions, locale=seen.group.locale)
    return _draw(request, seen, form)


@require_POST
@permission_required(VIEW)
@permission_required(DECIDE)
def decide(request: HttpRequest, name: str) -> HttpResponse:
    seen = _seen(request, name)
    form = DecisionForm(
        request.POST, user=request.user, seen=seen.questions, locale=seen.group.locale
    )
    if not form.is_valid():
        return _draw(request, seen, form, status=422)
    try:
        return _act(request, seen, form.cleaned_data)
    except CannotDecide as error:
        form.add_error(None, error.message)
        return _draw(request, seen, form, status=422)


@require_POST
@permission_required(VIEW)
@permission_required(DECIDE)
def reopen(request: HttpRequest, name: str) -> HttpResponse:
    seen = _seen(request, name)
    deciding.reopen(_decision(request, seen))
    messages.success(request, _("The group is open again."))
    return redirect(NAME, name)


def _act(request: HttpRequest, seen: Seen, said: dict[str, Any]) -> HttpResponse:
    decision = _decision(request, seen)
    if said["act"] == "ignore":
        deciding.ignore(decision, why=said["why"])
        messages.success(request, _("Ignored, with your name and reason, until it has grown."))
        return redirect(LIST)
    if said["act"] == "new":
        page = deciding.draft_new(
            decision, topic=said["topic"], question=said["question"], wordings=said["wordings"]
        )
    else:
        page = deciding.draft_wordings(decision, page=said["answer"], wordings=said["wordings"])
    text = _("“%(title)s” has a draft with these wordings. Complete it and hand it in; when it is "
             "live, this group closes by itself.")  # fmt: skip
    messages.success(request, text % {"title": page.title})
    if page.permissions_for_user(request.user).can_edit():
        return redirect("wagtailadmin_pages:edit", page.pk)
    return redirect(NAME, seen.group.name)


def _seen(request: HttpRequest, name: str) -> Seen:
    """Raises Http404 where there is no such group in this person's sight."""
    now = timezone.now()
    sight = sight_of(request.user, now=now)
    outcomes = tuple(str(one) for one in KEPT)
    wish = Wish(timezone.localdate(now), days=DAYS, outcomes=outcomes)
    try:
        group = queries.find_group(name, sight=sight, wish=wish)
        if group is None:
            raise Http404
        return Seen(group, queries.questions_of(name, sight=sight, wish=wish), sight, wish)
    except StoreBusy:
        raise Http404 from None


def _decision(request: HttpRequest, seen: Seen) -> Decision:
    name = seen.group.name
    return Decision(
        name=name,
        locale=seen.group.locale,
        user=request.user,
        now=timezone.now(),
        calls=calls_of([name]).get(name, 0),
    )


def _draw(
    request: HttpRequest, seen: Seen, form: DecisionForm, *, status: int = 200
) -> HttpResponse:
    row = rows_of([seen.group])[0]
    dealt = MissGroup.objects.filter(name=seen.group.name).first()
    nearest = nearest_answers(request.user, seen.group, now=timezone.now())
    context = {
        "page_title": seen.group.title,
        "header_icon": "help",
        "breadcrumbs_items": way(seen.group.title),
        "row": row,
        "form": form,
        "nearest": nearest,
        "chosen_answer": form.data.get("answer", "") if form.is_bound else "",
        "days": _bars(seen),
        "events": dealt.events.all() if dealt else (),
        "page": _page_of(dealt, request.user),
        "may_decide": request.user.has_perm(DECIDE),
        "decide_url": reverse(DECISION, args=[seen.group.name]),
        "reopen_url": reverse(REOPEN, args=[seen.group.name]),
    }
    return render(request, "misses/group.html", context, status=status)


def _page_of(dealt: MissGroup | None, user: Any) -> Any:
    """The answer that was drafted, where this person may open it."""
    if dealt is None or dealt.page_id is None:
        return None
    page = KnowledgePage.objects.filter(pk=dealt.page_id).first()
    return page if page and page.permissions_for_user(user).can_edit() else None


def _bars(seen: Seen) -> list[Bar]:
    """Of the last days, those without a call left out."""
    wish = Wish(seen.wish.today, days=SHOWN_DAYS, outcomes=seen.wish.outcomes)
    try:
        days = queries.daily(seen.group.name, sight=seen.sight, wish=wish)
    except StoreBusy:
        return []
    most = max((calls for _day, calls in days), default=1)
    first = wish.today - timedelta(days=SHOWN_DAYS - 1)
    return [
        Bar(day, calls, left=10 * (date.fromisoformat(day) - first).days,
            height=round(100 * calls / most))
        for day, calls in days
    ]  # fmt: skip


def urls() -> list[Any]:
    return [
        path("misses/<slug:name>/", show_group, name=NAME),
        path("misses/<slug:name>/decide/", decide, name=DECISION),
        path("misses/<slug:name>/reopen/", reopen, name=REOPEN),
    ]
