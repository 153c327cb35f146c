"""What is decided about a group, as it is sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kb.authoring.models import TopicPage
from kb.feedback.misses.deciding import LONGEST_REASON
from kb.feedback.misses.queries import Question
from kb.feedback.misses.seeing import answers_for, topics_for
from kb.masking import without_masks

ACTS = [
    ("new", gettext_lazy("New knowledge")),
    ("wording", gettext_lazy("Another wording of an existing answer")),
    ("ignore", gettext_lazy("Ignore")),
]
# Ticked when the screen opens: more would have to be read one by one.
TICKED = 20


class DecisionForm(forms.Form):
    """`question` and `topic` for new knowledge, `answer` (its key, chosen or typed) for another
    wording, `why` for ignoring."""

    act = forms.ChoiceField(choices=ACTS, initial="new", widget=forms.RadioSelect)
    wordings = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    question = forms.CharField(
        max_length=200, required=False, label=gettext_lazy("Standard question"),
        help_text=gettext_lazy("One question, in the words of customers."),
    )  # fmt: skip
    topic = forms.ModelChoiceField(
        TopicPage.objects.none(), required=False, label=gettext_lazy("Topic"),
        empty_label=gettext_lazy("Choose…"),
    )  # fmt: skip
    answer = forms.CharField(max_length=80, required=False)
    other = forms.CharField(
        max_length=80, required=False, label=gettext_lazy("Or the key of another answer")
    )
    why = forms.CharField(max_length=LONGEST_REASON, required=False, label=gettext_lazy("Why"))

    def __init__(
        self, *args: Any, user: Any, seen: Sequence[Question], locale: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        now = timezone.now()
        self.answers = answers_for(user, locale=locale, now=now)
        wordings: Any = self.fields["wordings"]
        wordings.choices = [(one.text, f"{one.text} ({one.calls})") for one in seen]
        wordings.initial = [one.text for one in seen[:TICKED]]
        self.fields["question"].initial = without_masks(seen[0].text) if seen else ""
        topic: Any = self.fields["topic"]
        topic.queryset = topics_for(user, locale=locale, now=now)
        topic.label_from_instance = lambda page: f"{'— ' * (page.depth - 3)}{page.title}"

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        act = said.get("act")
        if act == "new" and not said.get("question", "").strip():
            self.add_error("question", _("Write the standard question."))
        if act == "new" and not said.get("topic") and "topic" not in self.errors:
            self.add_error("topic", _("Choose the topic in which the draft is made."))
        if act == "wording":
            self._clean_answer(said)
        if act == "ignore" and not said.get("why", "").strip():
            self.add_error("why", _("Say why it is ignored: whoever sees it grow will ask."))
        return said

    def _clean_answer(self, said: dict[str, Any]) -> None:
        key = (said.get("other") or said.get("answer") or "").strip()
        said["answer"] = self.answers.filter(key=key).first() if key else None
        if not key:
            self.add_error("answer", _("Choose the answer, or type the key of another one."))
        elif said["answer"] is None:
            text = _("There is no answer “%(key)s” that you may change: choose another one.")
            self.add_error("other", text % {"key": key})
        if not said.get("wordings"):
            self.add_error("wordings", _("Tick the wordings that the answer is to get."))
