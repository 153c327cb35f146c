"""Choosing a file, and the topic of the drafts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from kb.authoring.granulating import limits
from kb.authoring.granulating.reading import FORMATS, format_of
from kb.authoring.granulating.seeing import writable_topics
from kb.authoring.importers.problems import BadFile
from kb.locales import to_django

INDENT = "\u2003"


class TopicField(forms.ModelChoiceField):  # type: ignore[type-arg]  # Django has none at run time
    """The tree as people read it, with the language where there are several."""

    def label_from_instance(self, topic: Any) -> str:
        depth = max(topic.depth - 2, 0)
        return f"{INDENT * depth}{topic.title} ({topic.locale.get_display_name()})"


def topic_field(user: Any) -> TopicField:
    topics = writable_topics(user).select_related("locale")
    return TopicField(topics, label=gettext_lazy("Topic"), empty_label=None)


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Document"),
        widget=forms.FileInput(attrs={"accept": ",".join(sorted(FORMATS))}),
        error_messages={
            "required": gettext_lazy("Choose a document first."),
            "empty": gettext_lazy("This file is empty. Choose another."),
        },
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = topic_field(user)
        assert field.queryset is not None
        spoken = field.queryset.filter(locale__language_code=get_language())
        field.initial = spoken.values_list("pk", flat=True).first()
        self.fields["topic"] = field

    def clean_file(self) -> Any:
        """Refused before anything of it is read."""
        file = self.cleaned_data["file"]
        try:
            format_of(file.name)
        except BadFile as error:
            raise forms.ValidationError(str(error)) from None
        if file.size > limits.MAX_FILE:
            text = _("At most %(most)s MB can be taken. Split the file and try again.")
            raise forms.ValidationError(text % {"most": limits.MAX_FILE // limits.MEGABYTE})
        return file


class DraftsForm(forms.Form):
    def __init__(self, data: Any = None, *, user: Any, document: Any) -> None:
        super().__init__(data, initial={"topic": document.topic_id})
        field = topic_field(user)
        assert field.queryset is not None
        field.queryset = field.queryset.filter(locale__language_code=to_django(document.locale))
        field.label = gettext_lazy("Drafts go under")
        self.fields["topic"] = field
