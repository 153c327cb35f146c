"""Naming a deputy: everybody for themselves, whoever may change deputies for anybody."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin.widgets import AdminDateInput

from kb.approval.deputy_tables import Deputy
from kb.approval.screens import DEPUTIES, show
from kb.authoring.names import name_and_number

FOR_ANYBODY = "kb.change_deputy"


class DeputyForm(forms.ModelForm):  # type: ignore[type-arg]
    """`person` is asked only of those who may choose it."""

    class Meta:
        model = Deputy
        fields = ["person", "deputy", "first_day", "last_day"]
        widgets = {"first_day": AdminDateInput(), "last_day": AdminDateInput()}

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if user.has_perm(FOR_ANYBODY):
            self._offer("person", initial=user.pk)
        else:
            del self.fields["person"]
            self.instance.person = user
        self._offer("deputy")
        if "person" not in self.fields:
            others: Any = self.fields["deputy"]
            others.queryset = others.queryset.exclude(pk=user.pk)

    def _offer(self, name: str, *, initial: int | None = None) -> None:
        field: Any = self.fields[name]
        field.queryset, field.initial = people_of_the_admin(), initial
        field.label_from_instance = name_and_number


def people_of_the_admin() -> Any:
    """Active staff who may enter it."""
    may_enter = Q(groups__permissions__codename="access_admin") | Q(is_superuser=True)
    people = get_user_model().objects.filter(may_enter, is_active=True)
    return people.distinct().order_by("username")


@require_http_methods(["GET", "HEAD", "POST"])
def deputies(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    today = timezone.localdate()
    start = {"first_day": today, "last_day": today}
    form = DeputyForm(request.POST or None, user=user, initial=start)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved: from the first day on, both of you see what waits."))
        return redirect(DEPUTIES)
    rows = _theirs(user).select_related("person", "deputy")
    return show(
        request,
        "approval/deputies.html",
        title=_("Deputies"),
        icon="group",
        form=form,
        rows=rows.filter(last_day__gte=today),
        mine=Deputy.objects.filter(deputy=user, last_day__gte=today).select_related("person"),
        today=today,
    )


def _theirs(user: Any) -> Any:
    rows = Deputy.objects.all()
    return rows if user.has_perm(FOR_ANYBODY) else rows.filter(person=user)


@require_POST
def end(request: HttpRequest, deputy: int) -> HttpResponse:
    """From now on nobody stands in; what was decided stays decided."""
    get_object_or_404(_theirs(request.user), pk=deputy).delete()
    messages.success(request, _("Ended."))
    return redirect(DEPUTIES)
