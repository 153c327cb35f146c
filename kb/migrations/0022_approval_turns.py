"""Steps of approval one after another."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("kb", "0021_exchange_rights"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="approvalstep",
            options={
                "ordering": ["turn", "kind__position", "kind__code", "pk"],
                "verbose_name": "approval step",
                "verbose_name_plural": "approval steps",
            },
        ),
        migrations.AddField(
            model_name="approvalrule",
            name="turns",
            field=models.JSONField(blank=True, default=dict, verbose_name="turns of the steps"),
        ),
        migrations.AddField(
            model_name="approvalstep",
            name="due_hours",
            field=models.PositiveSmallIntegerField(default=16),
        ),
        migrations.AddField(
            model_name="approvalstep",
            name="turn",
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AlterField(
            model_name="approvalrule",
            name="due_hours",
            field=models.PositiveSmallIntegerField(
                default=16,
                help_text="Counted from handing in, or from when the step's turn comes.",
                verbose_name="due in working hours",
            ),
        ),
        migrations.AlterField(
            model_name="approvalrule",
            name="element_kinds",
            field=models.JSONField(
                blank=True,
                default=list,
                help_text="None means any. Kinds are of answers and shared elements alone: a rule that names some never asks about facts, terms or topics. For those make a rule of their own.",
                verbose_name="kinds of element changed",
            ),
        ),
        migrations.AlterField(
            model_name="approvalstep",
            name="due_at",
            field=models.DateTimeField(null=True),
        ),
    ]
