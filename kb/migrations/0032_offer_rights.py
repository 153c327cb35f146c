"""Who writes offers and lets them out, and who sees what came of them."""

from django.db import migrations

VERBS = ("add", "change", "delete", "view")
RESULTS = ("madeoffer", "view_madeoffer")
APPROVING = (("offer", "change_offer"), ("offer", "view_offer"), RESULTS)
GROUPS = {
    "Editors": (*(("offer", f"{verb}_offer") for verb in VERBS), RESULTS),
    "Approvers": APPROVING,
    # Whoever decides a step reads what approvers read.
    "Business owners": APPROVING,
    "Compliance": APPROVING,
    "Consumer protection": APPROVING,
    "Supervisors": (RESULTS,),
}


def give(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    for name, wanted in GROUPS.items():
        group = apps.get_model("auth", "Group").objects.filter(name=name).first()
        for model, codename in wanted if group else ():
            kind, _ = ContentType.objects.get_or_create(app_label="kb", model=model)
            verb = codename.partition("_")[0]
            permission, _ = Permission.objects.get_or_create(
                content_type=kind, codename=codename, defaults={"name": f"Can {verb} {model}"}
            )
            group.permissions.add(permission)
    share_workflow(apps)


def share_workflow(apps):
    """Offers go the way of all shared content."""
    WorkflowContentType = apps.get_model("wagtailcore", "WorkflowContentType")
    ContentType = apps.get_model("contenttypes", "ContentType")
    fact = ContentType.objects.filter(app_label="kb", model="fact").first()
    row = WorkflowContentType.objects.filter(content_type=fact).first() if fact else None
    if row is not None:
        kind, _ = ContentType.objects.get_or_create(app_label="kb", model="offer")
        WorkflowContentType.objects.get_or_create(
            content_type=kind, defaults={"workflow_id": row.workflow_id}
        )


class Migration(migrations.Migration):
    dependencies = [("kb", "0031_offers")]
    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
