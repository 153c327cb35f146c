"""Who leads teams in complaints, and who sees them all."""

from django.db import migrations

NAMES = {
    "view_complaint": "Can view complaint",
    "lead_complaint": "Can work on the complaints of teams they lead",
}
GROUPS = {
    "Supervisors": ("lead_complaint",),
    "Consumer protection": ("view_complaint", "lead_complaint"),
}


def give(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    kind, _ = ContentType.objects.get_or_create(app_label="kb", model="complaint")
    for name, codenames in GROUPS.items():
        group = apps.get_model("auth", "Group").objects.filter(name=name).first()
        for codename in codenames if group else ():
            permission, _ = Permission.objects.get_or_create(
                content_type=kind, codename=codename, defaults={"name": NAMES[codename]}
            )
            group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [("kb", "0029_complaints")]
    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
