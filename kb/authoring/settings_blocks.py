"""The settings every element has, folded away until wanted."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup
from wagtail.snippets.blocks import SnippetChooserBlock

from kb.access.models import AUDIENCE_CHOICES, VERIFICATION_CHOICES
from kb.authoring.channel_names import name_of
from kb.authoring.label_values import label_choices

SMS_KINDS = [
    ("notice", _("Notice")),
    ("marketing", _("Marketing")),
    ("otp", _("One-time password")),
]
LABEL_FIELDS = [
    "audience",
    "channels",
    "regions",
    "segments",
    "products",
    "verification",
    "valid_from",
    "valid_to",
]
# Names are small letters in the middle of a sentence; above a field they begin with a capital.
as_label = lazy(capfirst, str)

MORE_FIELDS = ["person_only", "message_kind", "basis", "variants_checked"]


def folded(
    name: str, fields: list[str], *, heading: Any, icon: str = "edit", classname: str = "collapsed"
) -> BlockGroup:
    """Fields under a heading. Wagtail makes a name from the heading at once, before anything can
    be translated, so it gets one of ours."""
    group = BlockGroup(
        children=fields, heading=name, classname=classname, icon=icon, label_format=""
    )
    group.heading = heading
    return group


def label_group() -> BlockGroup:
    return folded(
        "labels", LABEL_FIELDS, heading=_("Who sees it, and when"), icon="view", classname=""
    )


def setting_groups() -> list[BlockGroup]:
    """Behind the cogwheel of every element."""
    more = folded("more", MORE_FIELDS, heading=_("Handling and basis"), icon="cog", classname="")
    return [label_group(), more]


def channel_choices() -> list[tuple[str, str]]:
    """The enabled channels, by the names they registered."""
    return [(code, str(name_of(code))) for code in settings.KB_CHANNELS]


class OptionalChooserBlock(SnippetChooserBlock):
    """Every element has one and few use it: Wagtail would ask the database for none, once for each
    element that is read."""

    def bulk_to_python(self, values: Any) -> list[Any]:
        if not any(values):
            return [None] * len(values)
        found: list[Any] = super().bulk_to_python(values)
        return found


class BasisBlock(blocks.StructBlock):
    """Why we may say so: for staff only, never sent anywhere."""

    record = OptionalChooserBlock(
        "kb.BasisRecord",
        required=False,
        label=as_label(_("regulation or notice")),
        help_text=_("Its owner is told when it ends. Else write it below."),
    )
    document = blocks.CharBlock(required=False, label=as_label(_("document")))
    number = blocks.CharBlock(required=False, label=as_label(_("document number")))
    clause = blocks.CharBlock(required=False, label=as_label(_("clause")))
    department = blocks.CharBlock(required=False, label=as_label(_("department")))
    valid_from = blocks.DateBlock(required=False, label=as_label(_("valid from")))
    valid_to = blocks.DateBlock(required=False, label=as_label(_("valid to")))

    class Meta:
        label = _("Basis (staff only)")
        collapsed = True


def label_blocks(*, audience: str = "public") -> list[tuple[str, Any]]:
    """Fresh blocks for the labels, in the order of LABEL_FIELDS."""
    many = partial(blocks.MultipleChoiceBlock, required=False, widget=forms.CheckboxSelectMultiple)
    named = partial(many, help_text=_("None means all. More of them: Shared content, Labels."))
    return [
        (
            "audience",
            blocks.ChoiceBlock(
                choices=AUDIENCE_CHOICES, default=audience, label=as_label(_("audience"))
            ),
        ),
        (
            "channels",
            many(
                choices=channel_choices,
                label=as_label(_("channels")),
                help_text=_("None means all."),
            ),
        ),
        ("regions", named(choices=label_choices("regions"), label=as_label(_("regions")))),
        (
            "segments",
            named(choices=label_choices("segments"), label=as_label(_("customer segments"))),
        ),
        ("products", named(choices=label_choices("products"), label=as_label(_("products")))),
        (
            "verification",
            blocks.ChoiceBlock(
                choices=VERIFICATION_CHOICES,
                default="none",
                label=as_label(_("after verification")),
                help_text=_("Only for a customer who is at least so far verified."),
            ),
        ),
        ("valid_from", blocks.DateTimeBlock(required=False, label=as_label(_("valid from")))),
        ("valid_to", blocks.DateTimeBlock(required=False, label=as_label(_("valid to")))),
    ]


def setting_blocks(*, audience: str) -> list[tuple[str, Any]]:
    """Fresh blocks for everything an element folds away."""
    return [
        *label_blocks(audience=audience),
        (
            "person_only",
            blocks.BooleanBlock(
                required=False,
                label=as_label(_("a person must answer")),
                help_text=_("Bots hand over at once."),
            ),
        ),
        (
            "message_kind",
            blocks.ChoiceBlock(
                choices=SMS_KINDS, default="notice", label=as_label(_("kind of text message"))
            ),
        ),
        ("basis", BasisBlock(required=False)),
        (
            "variants_checked",
            blocks.CharBlock(required=False, form_classname="w-hidden", label=" "),
        ),
    ]
