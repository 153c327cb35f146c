"""The elements an answer is made of: blocks named by meaning, never by looks."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.blocks.base import BlockField
from wagtail.blocks.struct_block import BlockGroup
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from kb.authoring.grant_blocks import grant_fields
from kb.authoring.guides.blocks import questions_block
from kb.authoring.settings_blocks import (
    as_label,
    channel_choices,
    folded,
    label_blocks,
    label_group,
    setting_blocks,
    setting_groups,
)

MAX_TEXT = 5000
MAX_BRIEF = 500
MARKDOWN_HELP = _("Plain words. **bold**, lists with - or 1., links as [text](https://…).")
FORM_FIELDS = ["brief", "spoken", "overrides", "variants_fit"]
TARGET_TYPES = [
    ("app", _("App deep link")),
    ("mini_program", _("Mini-program path")),
    ("url", _("Web address")),
    ("phone_menu", _("Phone menu number")),
    ("agent_transaction", _("Agent transaction code")),
]


class OverrideBlock(blocks.StructBlock):
    """Another wording for one channel."""

    channel = blocks.ChoiceBlock(choices=channel_choices, label=as_label(_("channel")))
    text = blocks.TextBlock(rows=2, max_length=MAX_TEXT, label=as_label(_("wording")))

    class Meta:
        label = _("Channel wording")


class TargetBlock(blocks.StructBlock):
    """One way to get it done."""

    type = blocks.ChoiceBlock(choices=TARGET_TYPES, label=as_label(_("where")))
    value = blocks.CharBlock(max_length=500, label=as_label(_("address or code")))

    class Meta:
        label = _("Target")


def text_block(**options: Any) -> blocks.TextBlock:
    settings = {
        "rows": 3,
        "max_length": MAX_TEXT,
        "label": as_label(_("text")),
        "help_text": MARKDOWN_HELP,
    }
    return blocks.TextBlock(**(settings | options))


def form_blocks() -> list[tuple[str, Any]]:
    """Fresh blocks for the brief form, the spoken form and channel wordings."""
    return [
        (
            "brief",
            blocks.TextBlock(
                required=False,
                rows=2,
                max_length=MAX_BRIEF,
                label=as_label(_("brief form")),
                help_text=_("For text messages and cards."),
            ),
        ),
        (
            "spoken",
            blocks.TextBlock(
                required=False, rows=2, max_length=MAX_TEXT, label=as_label(_("spoken form"))
            ),
        ),
        (
            "overrides",
            blocks.ListBlock(OverrideBlock(), default=[], label=as_label(_("channel wordings"))),
        ),
        (
            "variants_fit",
            blocks.BooleanBlock(
                required=False,
                label=as_label(_("these wordings still fit")),
                help_text=_("Tick it after checking them, when only the text has changed."),
            ),
        ),
    ]


def element(
    own: list[tuple[str, Any]], *, label: Any, icon: str, group: Any, audience: str = "public"
) -> blocks.StructBlock:
    """A block of the given own fields with the forms, and all settings folded away."""
    names = [name for name, _block in own]
    forms = folded("forms", FORM_FIELDS, heading=_("Brief, spoken and channel wordings"))
    return blocks.StructBlock(
        [*own, *form_blocks(), *setting_blocks(audience=audience)],
        label=label,
        icon=icon,
        group=group,
        form_layout=BlockGroup(children=[*names, forms], settings=setting_groups()),
    )


def title_block(**options: Any) -> blocks.CharBlock:
    return blocks.CharBlock(**({"max_length": 120, "label": as_label(_("title"))} | options))


def steps_block() -> blocks.ListBlock:
    return blocks.ListBlock(
        blocks.TextBlock(rows=2, label=as_label(_("step"))), label=as_label(_("steps"))
    )


def table_block() -> TypedTableBlock:
    return TypedTableBlock(
        [("text", blocks.CharBlock(required=False, label=_("Text")))], label=as_label(_("table"))
    )


def targets_block() -> blocks.ListBlock:
    return blocks.ListBlock(TargetBlock(), min_num=1, label=as_label(_("targets")))


class SharedPlaceBlock(blocks.StructBlock):
    """A place for a shared element; the labels here can only narrow its own."""

    element = SnippetChooserBlock("kb.SharedElement", label=as_label(_("shared element")))

    def __init__(self, local_blocks: Any = None, **kwargs: Any) -> None:
        super().__init__([*(local_blocks or []), *label_blocks()], **kwargs)

    class Meta:
        label = _("Shared element")
        icon = "snippet"
        group = _("For customers")
        form_layout = BlockGroup(children=["element"], settings=[label_group()])


CUSTOMERS, STAFF = _("For customers"), _("For staff")


def own_elements() -> list[tuple[str, Any]]:
    """One block for each kind of element, in the order of the menu."""
    text = [("text", text_block())]

    def titled() -> list[tuple[str, Any]]:
        return [("title", title_block(required=False)), ("text", text_block())]

    def public(own: list[tuple[str, Any]], label: Any, icon: str) -> blocks.StructBlock:
        return element(own, label=label, icon=icon, group=CUSTOMERS)

    def staff(label: Any, icon: str) -> blocks.StructBlock:
        own = [("text", text_block())]
        return element(own, label=label, icon=icon, group=STAFF, audience="agent")

    return [
        ("answer", public(text, _("Answer"), "help")),
        ("explanation", public(titled(), _("Explanation"), "info-circle")),
        ("steps", public([("steps", steps_block())], _("Steps"), "list-ol")),
        ("condition", public(titled(), _("Condition"), "tasks")),
        ("fee", public(titled(), _("Fee"), "tag")),
        (
            "table",
            public(
                [("title", title_block(required=False)), ("table", table_block())],
                _("Table"),
                "table",
            ),
        ),
        ("caution", public(titled(), _("Caution"), "warning")),
        ("note", public(titled(), _("Note"), "comment")),
        ("example", public(titled(), _("Example"), "openquote")),
        (
            "action",
            public(
                [
                    ("title", title_block()),
                    ("text", text_block(required=False)),
                    ("targets", targets_block()),
                ],
                pgettext_lazy("kind of element", "Action"),
                "arrow-right-full",
            ),
        ),
        (
            "link",
            public(
                [
                    ("title", title_block()),
                    ("text", text_block(required=False)),
                    ("targets", targets_block()),
                ],
                _("Link"),
                "link",
            ),
        ),
        (
            "image",
            public(
                [
                    ("image", ImageChooserBlock(label=as_label(_("image")))),
                    ("text", blocks.CharBlock(max_length=200, label=as_label(_("description")))),
                ],
                _("Image"),
                "image",
            ),
        ),
        ("script", staff(_("Script"), "user")),
        ("required_script", staff(_("Required script"), "lock")),
        ("internal_note", staff(_("Internal note"), "view")),
        ("never_say", staff(_("Never say"), "no-view")),
        (
            "grant",
            element(
                grant_fields(text_block(label=as_label(_("what may be granted")))),
                label=_("May be granted"),
                icon="key",
                group=STAFF,
                audience="agent",
            ),
        ),
    ]


def elements_of_answers() -> list[tuple[str, Any]]:
    """Kinds that mean something within an answer only: a guide leads to its other elements."""
    own = [
        ("title", title_block(required=False)),
        ("text", text_block(required=False, label=as_label(_("before the first question")))),
        ("questions", questions_block()),
    ]
    return [("guide", element(own, label=_("Guide"), icon="list-ul", group=CUSTOMERS))]


class ElementStream(blocks.StreamBlock):
    """Elements that stand by themselves: the content of a shared element."""

    def __init__(self, local_blocks: Any = None, **kwargs: Any) -> None:
        super().__init__([*own_elements(), *(local_blocks or [])], **kwargs)


class AnswerStream(ElementStream):
    """Elements and places of shared elements: the content of an answer."""

    def __init__(self, local_blocks: Any = None, **kwargs: Any) -> None:
        place = ("shared", SharedPlaceBlock())
        own = [*elements_of_answers(), place]
        super().__init__([*own, *(local_blocks or [])], **kwargs)


class ElementsFormField(BlockField):
    """Compares what is meant, not how it is written: an empty date is no change, or everybody who
    only approves would count as an author (Wagtail compares "" with None)."""

    def has_changed(self, initial_value: Any, data_value: Any) -> bool:
        try:
            meant = self.block.clean_deferred(data_value)
        except ValidationError:
            return True
        return bool(super().has_changed(initial_value, meant))


class ElementsField(StreamField):
    """A StreamField whose blocks migrations do not spell out: a new kind needs no migration."""

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**({"form_class": ElementsFormField} | kwargs))

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [[]], kwargs
