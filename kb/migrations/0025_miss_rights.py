"""Who sees misses, and who decides about them."""

from django.db import migrations

NAMES = {
    "view_missgroup": "Can view group of misses",
    "decide_missgroup": "Can decide about misses",
    "draft_missgroup": "Can make drafts of misses wherever grants let read",
}
GROUPS = {
    "Editors": ("view_missgroup", "decide_missgroup"),
    "Approvers": ("view_missgroup",),
    "Supervisors": ("view_missgroup", "decide_missgroup", "draft_missgroup"),
}


def give(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    kind, _ = ContentType.objects.get_or_create(app_label="kb", model="missgroup")
    for name, codenames in GROUPS.items():
        group = apps.get_model("auth", "Group").objects.filter(name=name).first()
        for codename in codenames if group else ():
            permission, _ = Permission.objects.get_or_create(
                content_type=kind, codename=codename, defaults={"name": NAMES[codename]}
            )
            group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [("kb", "0024_misses")]
    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
