"""Owner and review of one thing: a small form beside its editor, with what was done before."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.auth import permission_required
from wagtail.admin.widgets.button import Button

from kb.authoring.models import KnowledgePage
from kb.authoring.names import name_and_number
from kb.care import operations
from kb.care.list_admin import topic_name, topics_to_choose
from kb.care.models import Care
from kb.care.people import possible_owners
from kb.care.rows import care_of
from kb.care.screens import go_back, show
from kb.care.seeing import VIEW, editable
from kb.care.subjects import MODELS, edit_url, shown, subject_of
from kb.feedback.complaints.knowledge import changes_of
from kb.feedback.misses.vain import times_in_vain
from kb.locales import to_outside

NAME = "care_item"
EVENTS_SHOWN = 20


class CareForm(forms.ModelForm):  # type: ignore[type-arg]
    """An answer's team follows from its topic, so only shared content is asked for one."""

    class Meta:
        model = Care
        fields = ["owner", "team", "review_days"]
        help_texts = {
            "owner": gettext_lazy("Is told when the review is due."),
            "team": gettext_lazy("Whose team looks after it."),
            "review_days": gettext_lazy("Left empty, its topic says how many."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.queryset = possible_owners(also=self.instance.owner_id)
        owner.label_from_instance = name_and_number
        if self.instance.subject == Care.Subject.ANSWER:
            del self.fields["team"]
        else:
            team: Any = self.fields["team"]
            team.queryset, team.label_from_instance = topics_to_choose(), topic_name


@permission_required(VIEW)
def item(request: HttpRequest, subject: str, pk: int) -> HttpResponse:
    row = care_of(subject, pk, today=timezone.localdate()) if subject in MODELS else None
    if row is None or not editable(request.user).filter(pk=row.pk).exists():
        raise Http404
    # The form writes into the row it is given.
    form = CareForm(request.POST or None, instance=Care.objects.get(pk=row.pk))
    if request.method == "POST":
        act = operations.Act(request.user, timezone.now())
        if request.POST.get("action") == "reviewed":
            operations.mark_reviewed([row], act)
            messages.success(request, _("Noted: reviewed today, still right."))
            return go_back(request, request.path)
        if form.is_valid():
            wish = form.cleaned_data
            operations.change_care(
                row,
                owner=wish["owner"],
                team=wish.get("team", row.team),
                review_days=wish["review_days"],
                act=act,
            )
            messages.success(request, _("Saved."))
            return go_back(request, request.path)
    title = shown([row])[row.pk].title
    return show(
        request,
        "care/item.html",
        title=_("Owner and review"),
        icon="calendar-check",
        form=form,
        row=row,
        name=title,
        url=edit_url(row),
        events=row.events.all()[:EVENTS_SHOWN],
        back=request.GET.get("next", ""),
        **_heard(request.user, row),
    )


def _heard(user: Any, row: Care) -> dict[str, Any]:
    """What readers' doings say of an answer: versions that came of complaints, and how often it
    was opened in vain."""
    pages = KnowledgePage.objects.filter(pk=row.object_id).select_related("locale")
    page = pages.first() if row.subject == Care.Subject.ANSWER else None
    if page is None:
        return {}
    locale = to_outside(page.locale.language_code)
    return {
        "changes": changes_of(key=page.key, locale=locale),
        "in_vain": times_in_vain(user, key=page.key, locale=locale, now=timezone.now()),
    }


def page_button(page: Any, user: Any, view_name: str, **_unused: Any) -> list[Button]:
    """For Wagtail's hook register_page_header_buttons."""
    thing = page.specific if view_name == "edit" else None
    if thing is None or subject_of(thing) != "answer" or thing.alias_of_id:
        return []
    return [_button("answer", page.pk)] if user.has_perm(VIEW) else []


def snippet_button(snippet: Any, user: Any, next_url: str = "") -> list[Button]:
    """For Wagtail's hook register_snippet_listing_buttons."""
    subject = subject_of(snippet)
    may = bool(subject) and user.has_perm(f"kb.change_{snippet._meta.model_name}")
    return [_button(subject, snippet.pk)] if may and user.has_perm(VIEW) else []


def _button(subject: str, pk: int) -> Button:
    url = reverse(NAME, args=[subject, pk])
    return Button(_("Owner and review"), url, icon_name="calendar-check", priority=60)


def urls() -> list[Any]:
    return [path("care/items/<slug:subject>/<int:pk>/", item, name=NAME)]
