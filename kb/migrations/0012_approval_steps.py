"""Approval step by step: kinds of step with their groups, rules, requests, and deputies."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Code, names, group, position. The knowledge approvers are those of each team's workflow.
KINDS = [
    ("business", "业务部门会签", "Business owner", "Business owners", 1),
    ("compliance", "合规审查", "Compliance", "Compliance", 2),
    ("consumer", "消保审查", "Consumer protection", "Consumer protection", 3),
    ("knowledge", "知识审核", "Knowledge approver", None, 4),
]


def make_kinds(apps, schema_editor):
    """Their members may open what they decide, and read, as approvers may."""
    Group = apps.get_model("auth", "Group")
    approvers = Group.objects.filter(name="Approvers").first()
    for code, name_zh, name_en, group_name, position in KINDS:
        kind = apps.get_model("kb", "StepKind").objects.create(
            code=code, name_zh=name_zh, name_en=name_en, position=position
        )
        if group_name:
            group, is_new = Group.objects.get_or_create(name=group_name)
            kind.groups.add(group)
            if is_new and approvers is not None:
                give_as_approvers(apps, group, approvers)


def give_as_approvers(apps, group, approvers):
    group.permissions.set(approvers.permissions.all())
    AccessGrant = apps.get_model("kb", "AccessGrant")
    for grant in AccessGrant.objects.filter(group=approvers):
        grant.pk, grant.group = None, group
        grant.save()


def remove_kinds(apps, schema_editor):
    apps.get_model("kb", "StepKind").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("kb", "0011_written_uses"),
        ("wagtailcore", "0098_apitoken"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="publicationperson",
            name="deputy_for",
            field=models.CharField(blank=True, max_length=150),
        ),
        migrations.AddField(
            model_name="publicationperson",
            name="digest",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="publicationperson",
            name="step",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.CreateModel(
            name="ApprovalRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "subject",
                    models.CharField(
                        choices=[
                            ("answer", "Answer"),
                            ("shared", "Shared element"),
                            ("fact", "Fact"),
                            ("term", "Term"),
                            ("topic", "Topic"),
                        ],
                        max_length=10,
                    ),
                ),
                ("title", models.CharField(max_length=255)),
                ("topics", models.JSONField(default=list)),
                ("kinds", models.JSONField(default=list)),
                ("reach", models.PositiveIntegerField(default=0)),
                ("authors", models.JSONField(default=list)),
                ("handed_in_at", models.DateTimeField()),
                ("digest", models.CharField(max_length=64)),
                (
                    "handed_in_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "task_state",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtailcore.taskstate",
                    ),
                ),
            ],
            options={
                "verbose_name": "approval request",
                "verbose_name_plural": "approval requests",
            },
        ),
        migrations.CreateModel(
            name="ApprovalStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rules", models.JSONField(default=list)),
                ("due_at", models.DateTimeField()),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "open"),
                            ("approved", "approved"),
                            ("returned", "returned"),
                            ("void", "no longer counts"),
                        ],
                        db_index=True,
                        default="",
                        max_length=10,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("reason", models.TextField(blank=True)),
                ("digest", models.CharField(blank=True, max_length=64)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "deputy_for",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="kb.approvalrequest",
                    ),
                ),
            ],
            options={
                "verbose_name": "approval step",
                "verbose_name_plural": "approval steps",
                "ordering": ["kind__position", "kind__code", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Deputy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first_day", models.DateField(verbose_name="first day")),
                ("last_day", models.DateField(verbose_name="last day")),
                (
                    "deputy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stands_in",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="deputy",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deputies",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "deputy",
                "verbose_name_plural": "deputies",
                "ordering": ["-last_day", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Remark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("element", models.CharField(blank=True, max_length=80)),
                ("label", models.CharField(blank=True, max_length=120)),
                ("text", models.TextField()),
                ("answer", models.TextField(blank=True)),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "comment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailcore.comment",
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="remarks",
                        to="kb.approvalstep",
                    ),
                ),
            ],
            options={
                "verbose_name": "reason for returning",
                "verbose_name_plural": "reasons for returning",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="StepKind",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        help_text="What the log calls it; it stays as it is.",
                        max_length=40,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9]+(-[a-z0-9]+)*\\Z", "Small letters and digits."
                            )
                        ],
                        verbose_name="code",
                    ),
                ),
                ("name_zh", models.CharField(max_length=80, verbose_name="name in Chinese")),
                ("name_en", models.CharField(max_length=80, verbose_name="name in English")),
                (
                    "position",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="Smaller numbers stand first in lists.",
                        verbose_name="position",
                    ),
                ),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Their members decide this step. With none, the approvers of the team's workflow do.",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
            ],
            options={
                "verbose_name": "kind of approval step",
                "verbose_name_plural": "kinds of approval steps",
                "ordering": ["position", "code"],
            },
        ),
        migrations.AddField(
            model_name="approvalstep",
            name="kind",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="kb.stepkind"
            ),
        ),
        migrations.CreateModel(
            name="ApprovalRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name_zh", models.CharField(max_length=80, verbose_name="name in Chinese")),
                ("name_en", models.CharField(max_length=80, verbose_name="name in English")),
                ("active", models.BooleanField(default=True, verbose_name="in force")),
                ("subjects", models.JSONField(blank=True, default=list, verbose_name="of what")),
                (
                    "element_kinds",
                    models.JSONField(
                        blank=True, default=list, verbose_name="kinds of element changed"
                    ),
                ),
                ("topics", models.JSONField(blank=True, default=list, verbose_name="topics")),
                (
                    "min_reach",
                    models.PositiveIntegerField(
                        default=0,
                        help_text="How many live answers the change reaches. 0 means any number.",
                        verbose_name="answers reached, at least",
                    ),
                ),
                ("audiences", models.JSONField(blank=True, default=list, verbose_name="seen by")),
                (
                    "channels",
                    models.JSONField(blank=True, default=list, verbose_name="on channels"),
                ),
                (
                    "material_only",
                    models.BooleanField(
                        default=False,
                        help_text="Spaces, punctuation and other wordings of the question do not count.",
                        verbose_name="not for changes of punctuation alone",
                    ),
                ),
                (
                    "due_hours",
                    models.PositiveSmallIntegerField(
                        default=16,
                        help_text="Counted from handing in.",
                        verbose_name="due in working hours",
                    ),
                ),
                ("steps", models.ManyToManyField(to="kb.stepkind", verbose_name="steps asked")),
            ],
            options={
                "verbose_name": "approval rule",
                "verbose_name_plural": "approval rules",
                "ordering": ["pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="approvalstep",
            constraint=models.UniqueConstraint(
                condition=models.Q(("decision", "void"), _negated=True),
                fields=("request", "kind"),
                name="kb_step_once_a_request",
            ),
        ),
        migrations.RunPython(make_kinds, remove_kinds),
    ]
