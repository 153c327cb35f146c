"""Whoever decides a step reads what approvers read: rights given to approvers since, too."""

from django.db import migrations

STEP_GROUPS = ("Business owners", "Compliance", "Consumer protection")


def give_as_approvers(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    approvers = Group.objects.filter(name="Approvers").first()
    for group in Group.objects.filter(name__in=STEP_GROUPS) if approvers else ():
        group.permissions.add(*approvers.permissions.all())


class Migration(migrations.Migration):
    dependencies = [("kb", "0018_health")]
    operations = [migrations.RunPython(give_as_approvers, migrations.RunPython.noop)]
