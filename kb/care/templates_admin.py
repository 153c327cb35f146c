"""A new answer from an old one: from any answer, or from those that were marked as templates."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.auth import permission_required
from wagtail.admin.widgets.button import Button
from wagtail.permission_policies.pages import PagePermissionPolicy

from kb.approval.authors import revisions_not_out
from kb.authoring.models import KnowledgePage, TopicPage
from kb.care.list_admin import topic_name
from kb.care.models import Template
from kb.care.rows import note_new
from kb.care.screens import show
from kb.care.seeing import VIEW, editable_answers, visible_answers

LIST, USE, MARK = "care_templates", "care_template_use", "care_template_mark"


class NewAnswerForm(forms.Form):
    question = forms.CharField(
        max_length=200,
        label=gettext_lazy("Standard question"),
        help_text=gettext_lazy("One question, in the words of customers."),
    )
    topic = forms.ModelChoiceField(TopicPage.objects.none(), label=gettext_lazy("Topic"))

    def __init__(self, *args: Any, user: Any, source: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        policy = PagePermissionPolicy(TopicPage)
        topics = policy.instances_user_has_any_permission_for(user, {"add"})
        field: Any = self.fields["topic"]
        # A copy in another language would be no translation of anything.
        field.queryset = topics.filter(locale=source.locale, depth__gt=2).order_by("path")
        field.label_from_instance = topic_name


@require_safe
@permission_required(VIEW)
def templates(request: HttpRequest) -> HttpResponse:
    marked = Template.objects.values("page_id")
    pages = visible_answers(request.user).filter(pk__in=marked).select_related("locale")
    rows = [
        (page.draft_title or page.title, page.locale.get_display_name(), page.pk)
        for page in pages.order_by("draft_title", "pk").defer("elements")
    ]
    return show(request, "care/templates.html", title=_("Templates"), icon="copy", rows=rows)


@permission_required(VIEW)
def use(request: HttpRequest, pk: int) -> HttpResponse:
    source = visible_answers(request.user).filter(pk=pk, alias_of__isnull=True).first()
    if source is None:
        raise Http404
    form = NewAnswerForm(request.POST or None, user=request.user, source=source)
    if request.method == "POST" and form.is_valid():
        made = clone(source, user=request.user, **form.cleaned_data)
        note_new(request, made)
        messages.success(request, _("A draft was made. Change what is different."))
        return redirect("wagtailadmin_pages:edit", made.pk)
    may_mark = editable_answers(request.user).filter(pk=pk).exists()
    return show(
        request,
        "care/use_template.html",
        title=_("New answer like this one"),
        icon="copy",
        form=form,
        name=source.title,
        pk=pk,
        may_mark=may_mark,
        is_marked=Template.objects.filter(page_id=pk).exists(),
    )


def clone(source: Any, *, question: str, topic: Any, user: Any) -> Any:
    """A draft with the elements as they are now, other wordings left out: they are the old one's.
    Its key is the old one's with `-copy-n`."""
    draft = source.get_latest_revision_as_object()
    made = draft.copy(
        to=topic,
        recursive=False,
        # Who wrote what was never approved stays its author.
        copy_revisions=revisions_not_out(source).exists(),
        keep_live=False,
        user=user,
        reset_translation_key=True,
        update_attrs={
            "title": question,
            "draft_title": question,
            "wordings": "",
            "owner": user,
            "slug": _free_slug(source.slug, topic),
        },
        exclude_fields=["expire_at", "go_live_at"],
        log_action="wagtail.copy",
    )
    return KnowledgePage.objects.get(pk=made.pk)


def _free_slug(slug: str, topic: Any) -> str:
    taken = set(topic.get_children().values_list("slug", flat=True))
    number = 1
    while (wish := f"{slug[:70]}-copy-{number}") in taken:
        number += 1
    return wish


@require_POST
@permission_required(VIEW)
def mark(request: HttpRequest, pk: int) -> HttpResponse:
    if not editable_answers(request.user).filter(pk=pk, alias_of__isnull=True).exists():
        raise Http404
    if request.POST.get("marked"):
        Template.objects.get_or_create(page_id=pk)
        messages.success(request, _("It stands among the templates now."))
    else:
        Template.objects.filter(page_id=pk).delete()
        messages.success(request, _("It is no template any more."))
    return redirect(USE, pk)


def page_button(page: Any, user: Any, view_name: str, **_unused: Any) -> list[Button]:
    """For Wagtail's hook register_page_header_buttons."""
    is_answer = view_name == "edit" and page.specific_class is KnowledgePage
    if not is_answer or page.alias_of_id or not user.has_perm(VIEW):
        return []
    url = reverse(USE, args=[page.pk])
    return [Button(_("New answer like this one"), url, icon_name="copy", priority=70)]


def urls() -> list[Any]:
    return [
        path("care/templates/", templates, name=LIST),
        path("care/templates/<int:pk>/", use, name=USE),
        path("care/templates/<int:pk>/mark/", mark, name=MARK),
    ]
