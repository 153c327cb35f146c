"""The screens on which rules and kinds of step are kept, and a rule is tried before it matters."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from wagtail.admin.auth import permission_required
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.widgets.button import HeaderButton
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet, SnippetViewSetGroup

from kb.access.models import AUDIENCE_CHOICES
from kb.approval.asking import steps_asked
from kb.approval.features import features_of
from kb.approval.rule_tables import FIRST_TURN, LAST_TURN, ApprovalRule, StepKind
from kb.approval.screens import SEE_RULES, TRY, show
from kb.approval.seats import unfillable
from kb.approval.task import SecondPersonTask
from kb.authoring.blocks import own_elements
from kb.authoring.grants_admin import channels, topics
from kb.authoring.models import Fact, KnowledgePage, Offer, SharedElement, Term, TopicPage


def _kinds() -> list[tuple[str, str]]:
    return [(name, str(block.label)) for name, block in own_elements()]


CHOICES: dict[str, Any] = {
    "subjects": lambda: ApprovalRule.Subject.choices,
    "element_kinds": _kinds,
    "topics": topics,
    "audiences": lambda: AUDIENCE_CHOICES,
    "channels": channels,
}


class TurnsWidget(forms.Widget):
    """One small choice for each kind of step: its turn."""

    template_name = "approval/turns.html"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        turns = value or {}
        rows = [
            (kind, f"{name}-{kind.code}", int(turns.get(kind.code, FIRST_TURN)))
            for kind in StepKind.objects.all()
        ]
        return context | {"rows": rows, "turns": range(FIRST_TURN, LAST_TURN + 1)}

    def _render(self, template_name: str, context: Any, renderer: Any = None) -> Any:
        """From our own templates, where forms do not look."""
        return render_to_string(template_name, context)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:
        given = ((kind, data.get(f"{name}-{kind.code}", "")) for kind in StepKind.objects.all())
        return {kind.code: text for kind, text in given if text}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not any(key.startswith(f"{name}-") for key in data)


class TurnsField(forms.Field):
    """Code of a kind of step → its turn; the first is not written down."""

    widget = TurnsWidget

    def clean(self, value: Any) -> dict[str, int]:
        allowed = {str(turn) for turn in range(FIRST_TURN, LAST_TURN + 1)}
        if not set(value.values()) <= allowed:
            raise forms.ValidationError(_("Choose a turn from the list."))
        return {code: int(turn) for code, turn in value.items() if int(turn) > FIRST_TURN}

    def has_changed(self, initial: Any, data: Any) -> bool:
        """What cannot be is a change; `clean` says what is wrong with it."""
        try:
            return bool((initial or {}) != self.clean(data))
        except forms.ValidationError:
            return True


class RuleForm(WagtailAdminModelForm):
    """Tick boxes in the place of lists."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in CHOICES.items():
            self.fields[name] = forms.MultipleChoiceField(
                choices=choices,
                required=False,
                label=self.fields[name].label,
                help_text=self.fields[name].help_text or _("None means any."),
                widget=forms.CheckboxSelectMultiple,
            )
            self.initial.setdefault(name, getattr(self.instance, name))
        self.fields["turns"] = TurnsField(
            required=False,
            label=self.fields["turns"].label,
            help_text=_(
                "Steps of one turn are decided side by side. Those of the next are asked, and "
                "their time begins, once all before them are approved. Returned by one, it comes "
                "back at once. Where several rules ask for a step, the latest turn counts."
            ),
        )


class RuleIndexView(IndexView):
    @property
    def header_buttons(self) -> list[Any]:
        label, url = _("Try the rules"), reverse(TRY)
        return [*super().header_buttons, HeaderButton(label, url, icon_name="view")]


class RuleViewSet(SnippetViewSet):
    model = ApprovalRule
    icon = "clipboard-list"
    menu_label = gettext_lazy("Approval rules")
    index_view_class = RuleIndexView
    copy_view_enabled = True
    search_backend_name = None
    list_display = [
        "__str__",
        Column("steps_named", label=gettext_lazy("Steps asked")),
        "min_reach",
        "due_hours",
        BooleanColumn("active", label=gettext_lazy("In force")),
    ]
    panels = [
        FieldRowPanel([FieldPanel("name_zh"), FieldPanel("name_en")]),
        FieldPanel("active"),
        MultiFieldPanel(
            [
                FieldPanel("subjects"),
                FieldPanel("element_kinds"),
                FieldPanel("min_reach"),
                FieldPanel("topics"),
                FieldPanel("audiences"),
                FieldPanel("channels"),
                FieldPanel("material_only"),
            ],
            heading=gettext_lazy("When"),
            help_text=gettext_lazy("Everything named must hold."),
        ),
        MultiFieldPanel(
            [
                FieldPanel("steps", widget=forms.CheckboxSelectMultiple),
                FieldPanel("turns"),
                FieldPanel("due_hours"),
            ],
            heading=gettext_lazy("Who is asked"),
            help_text=gettext_lazy("The knowledge approver is always asked as well."),
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        return ApprovalRule.objects.prefetch_related("steps")

    def get_edit_handler(self) -> Any:
        handler = super().get_edit_handler()
        handler.base_form_class = RuleForm
        return handler

    def get_form_class(self, for_update: bool = False) -> Any:
        return self._edit_handler.get_form_class()


class StepKindViewSet(SnippetViewSet):
    model = StepKind
    icon = "group"
    menu_label = gettext_lazy("Approval steps")
    copy_view_enabled = False
    search_backend_name = None
    list_display = ["__str__", "code", Column("groups_named", label=gettext_lazy("Groups"))]
    panels = [
        FieldRowPanel([FieldPanel("name_zh"), FieldPanel("name_en")]),
        FieldPanel("code"),
        FieldPanel("groups", widget=forms.CheckboxSelectMultiple),
        FieldPanel("position"),
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        return StepKind.objects.prefetch_related("groups")


class RulesGroup(SnippetViewSetGroup):
    menu_label = gettext_lazy("Approval rules")
    menu_icon = "clipboard-list"
    menu_name = "approval-rules"
    add_to_settings_menu = True
    items = (RuleViewSet, StepKindViewSet)


MODELS: dict[str, Any] = {
    "answer": KnowledgePage,
    "shared": SharedElement,
    "fact": Fact,
    "term": Term,
    "offer": Offer,
    "topic": TopicPage,
}


@require_safe
@permission_required(SEE_RULES)
def try_rules(request: HttpRequest) -> HttpResponse:
    """Which steps a change of something would take today, as its draft stands."""
    subject, key = request.GET.get("subject", "answer"), request.GET.get("key", "").strip()
    model = MODELS.get(subject, KnowledgePage)
    found = model.objects.filter(key=key).order_by("pk") if key else ()
    return show(
        request,
        "approval/try.html",
        title=_("Try the rules"),
        icon="view",
        subjects=ApprovalRule.Subject.choices,
        subject=subject,
        key=key,
        found=[_tried(one) for one in found],
    )


def _tried(obj: Any) -> dict[str, Any]:
    draft = obj.get_latest_revision_as_object()
    features = features_of(draft)
    asked = steps_asked(features)
    workflow = obj.get_workflow()
    tasks = [task.specific for task in workflow.tasks] if workflow else []
    task = next((task for task in tasks if isinstance(task, SecondPersonTask)), None)
    kinds = [one.kind for one in asked]
    nobody = unfillable(kinds, task=task, obj=obj, now=timezone.now()) if task else tuple(kinds)
    topics = sorted(features.topics)
    return {"obj": obj, "features": features, "topics": topics, "asked": asked, "nobody": nobody}
