"""Pinning an answer, putting pins in order, and keeping the favourites of teams."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from channels.desk import keeping
from channels.desk.for_reader import is_pinned
from channels.desk.models import Kept
from channels.desk.scopes import at_desk, for_staff
from channels.desk.screens import is_part
from channels.desk.shelf import pins_of
from channels.paths import shown_locales
from kb.access import Scope
from kb.publication.queries import Authorized, Candidate, find_answer
from kb.reading.people import teams_within

KEEP = "channels.keep_favourites"
SAFE_NAME = RegexValidator(r"^[A-Za-z0-9.-]*\Z")


class NamedForm(forms.Form):
    """An answer as the page names it; `step`: up or down among the pins."""

    key = forms.CharField(max_length=80, validators=[SAFE_NAME])
    locale = forms.ChoiceField(choices=[(tag, tag) for tag in shown_locales()])
    wanted = forms.BooleanField(required=False)
    step = forms.TypedChoiceField(choices=[("-1", ""), ("1", "")], coerce=int, required=False)
    team = forms.IntegerField(required=False, min_value=1, max_value=2**53)


@require_safe
@for_staff
def pins(request: HttpRequest, *, scope: Scope) -> HttpResponse:
    rows = pins_of(_person(request), scope=at_desk(scope))
    return render(request, "desk/pins.html", {"rows": rows})


@require_POST
@for_staff
def set_pin(request: HttpRequest, *, scope: Scope) -> HttpResponse:
    """With the key, from an answer; or taken away in the list of pins."""
    found, said = _named(request, scope=scope)
    named, problem = Candidate(found.key, found.locale), None
    try:
        if said["wanted"]:
            keeping.pin(_person(request), named, at=scope.now)
        else:
            keeping.unpin(_person(request), named)
    except keeping.TooMany:
        problem = TOO_MANY_PINS
    if not is_part(request):
        return redirect("desk:pins")
    if request.headers.get("HX-Target") == "pins":
        rows = pins_of(_person(request), scope=at_desk(scope))
        return render(request, "desk/pin_rows.html", {"rows": rows})
    context = {"served": found, "is_pinned": is_pinned(_person(request), named), "problem": problem}
    return render(request, "desk/pin.html", context | {"is_said": True})


@require_POST
@for_staff
def move(request: HttpRequest, *, scope: Scope) -> HttpResponse:
    found, said = _named(request, scope=scope)
    here, user_id = at_desk(scope), _person(request)
    among = [Candidate(a.key, a.locale) for a in pins_of(user_id, scope=here)]
    if said["step"]:
        named = Candidate(found.key, found.locale)
        keeping.move_pin(user_id, named, among=among, step=said["step"])
    if not is_part(request):
        return redirect("desk:pins")
    moved = {"moved": f"{found.key} {found.locale}", "step": said["step"]}
    return render(request, "desk/pin_rows.html", {"rows": pins_of(user_id, scope=here)} | moved)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def favourites(request: HttpRequest, *, scope: Scope) -> HttpResponse:
    """Which of the teams that this person keeps favourites for have the answer, and changing it."""
    if not request.user.has_perm(KEEP):
        raise Http404
    found, said = _named(request, scope=scope)
    named, problem = Candidate(found.key, found.locale), None
    teams = teams_within(request.user, now=scope.now)
    if request.method == "POST":
        team = next((one for one in teams if one.pk == said["team"]), None)
        if team is None:
            raise Http404
        try:
            if said["wanted"]:
                keeping.add_favourite(team.pk, named, at=scope.now)
            else:
                keeping.drop_favourite(team.pk, named)
        except keeping.TooMany:
            problem = TOO_MANY_FAVOURITES
    kept = Kept.objects.filter(kind=Kept.Kind.FAVOURITE, key=named.key, locale=named.locale)
    has = set(kept.values_list("team_id", flat=True))
    rows = [(team, team.pk in has) for team in teams]
    context = {"rows": rows, "served": found, "problem": problem}
    return render(request, "desk/favourites.html", context)


def _named(request: HttpRequest, *, scope: Scope) -> tuple[Authorized, dict[str, Any]]:
    """Hidden and absent alike are 404."""
    form = NamedForm(request.POST if request.method == "POST" else request.GET)
    if not form.is_valid():
        raise Http404
    said = form.cleaned_data
    found = find_answer(scope=at_desk(scope), key=said["key"], locale=said["locale"])
    if found is None:
        raise Http404
    return found, said


def _person(request: HttpRequest) -> int:
    return int(request.user.pk or 0)


TOO_MANY_PINS = _("30 answers are pinned already. Take one away first.")
TOO_MANY_FAVOURITES = _("This team has 30 favourites already. Take one away first.")
