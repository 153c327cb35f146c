"""The screen on which a leaver's answers get new owners."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.auth import permission_required
from wagtail.admin.widgets.button import Button

from kb.authoring.jobs import operations as jobs
from kb.authoring.jobs.addresses import address_of
from kb.authoring.names import name_and_number
from kb.care.bulk_jobs import HANDOVER
from kb.care.handover import Portion, hand_over, portions_of
from kb.care.models import Care
from kb.care.operations import Act
from kb.care.people import owned_by, possible_owners, present_owners
from kb.care.rows import settle
from kb.care.screens import show, tell_done
from kb.care.seeing import VIEW, editable

CHOOSE, NAME = "care_leavers", "care_handover"
# More is done in the background.
AT_ONCE = 500


@permission_required(VIEW)
def choose(request: HttpRequest) -> HttpResponse:
    """Everybody who owns something that this person may edit, those who have left first."""
    settle(today=timezone.localdate())
    people = present_owners(editable(request.user)).order_by("is_active", "username")
    rows = [(reverse(NAME, args=[p.pk]), name_and_number(p), p.is_active) for p in people]
    return show(request, "care/leavers.html", title=_("Hand over"), icon="group", people=rows)


@permission_required(VIEW)
def handover(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_user_model().objects.filter(pk=pk).first()
    if person is None:
        raise Http404
    mine = editable(request.user).filter(owner=person)
    elsewhere = owned_by(person).count() - mine.count()
    if not mine.exists() and not request.user.has_perm("auth.change_user"):
        raise Http404
    portions = portions_of(mine)
    if request.method == "POST":
        shares = _shares(request, portions, leaver=person)
        if shares is not None:
            if sum(map(len, shares.values())) > AT_ONCE:
                given = {"shares": {str(owner): list(ids) for owner, ids in shares.items()}}
                return redirect(
                    address_of(jobs.start(HANDOVER, user=request.user, arguments=given))
                )
            owners = possible_owners().in_bulk(list(shares))
            done = hand_over(shares, owners, Act(request.user, timezone.now()))
            tell_done(request, done)
            return redirect(CHOOSE)
        messages.error(request, _("Choose a new owner for everything, or for each topic."))
    return show(
        request,
        "care/handover.html",
        title=_("Hand over what %(name)s owns") % {"name": name_and_number(person)},
        icon="group",
        portions=portions,
        total=sum(len(portion.ids) for portion in portions),
        elsewhere=elsewhere,
        people=[(p.pk, name_and_number(p)) for p in possible_owners() if p.pk != person.pk],
    )


def _shares(
    request: HttpRequest, portions: tuple[Portion, ...], *, leaver: Any
) -> dict[int, tuple[int, ...]] | None:
    """Who gets what; None where somebody is missing for a part."""
    allowed = set(possible_owners().exclude(pk=leaver.pk).values_list("pk", flat=True))
    shares: dict[int, tuple[int, ...]] = {}
    for portion in portions:
        wish = request.POST.get(f"to-{portion.code}") or request.POST.get("to-all", "")
        if not wish.isdecimal() or int(wish) not in allowed:
            return None
        shares[int(wish)] = shares.get(int(wish), ()) + portion.ids
    return shares


def user_buttons(user: Any, request_user: Any) -> list[Button]:
    """For Wagtail's hook register_user_listing_buttons."""
    if not request_user.has_perm(VIEW):
        return []
    url = reverse(NAME, args=[user.pk])
    return [Button(_("Hand over what they own"), url, icon_name="group", priority=40)]


def after_edit(request: HttpRequest, user: Any) -> HttpResponse | None:
    """For Wagtail's hook after_edit_user: whoever locks a person out is led to what they own."""
    if user.is_active or not Care.objects.filter(owner=user).exists():
        return None
    messages.warning(request, _("This person still owns knowledge. Give it to somebody else now."))
    return redirect(NAME, user.pk)


def before_delete(request: HttpRequest, user: Any) -> HttpResponse | None:
    """For Wagtail's hook before_delete_user."""
    if not Care.objects.filter(owner=user).exists():
        return None
    messages.error(
        request, _("This person still owns knowledge and was not deleted. Hand it over first.")
    )
    return redirect(NAME, user.pk)


def urls() -> list[Any]:
    return [
        path("care/handover/", choose, name=CHOOSE),
        path("care/handover/<int:pk>/", handover, name=NAME),
    ]
