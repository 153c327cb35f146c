"""The groups of staff, what they may read, and the approval by a second person."""

from django.db import migrations

ADMIN = ("wagtailadmin", "admin", "access_admin")
SNIPPETS = ("sharedelement", "fact", "term")
LOG = ("kb", "publication", "view_publication")
FEEDBACK = ("kb", "feedback", "view_feedback")
EDITOR_VERBS = ("add", "change", "delete", "view")
EDITOR_PERMISSIONS = [
    ADMIN,
    LOG,
    FEEDBACK,
    *(("kb", model, f"{verb}_{model}") for model in SNIPPETS for verb in EDITOR_VERBS),
    ("simple_translation", "simpletranslation", "submit_translation"),
]
APPROVER_PERMISSIONS = [
    ADMIN,
    LOG,
    FEEDBACK,
    *(("kb", model, f"{verb}_{model}") for model in SNIPPETS for verb in ("change", "view")),
]
SUPERVISOR_PERMISSIONS = [ADMIN, LOG, FEEDBACK]
# Whoever added a picture may change it; nobody else's.
PICTURES = [("wagtailimages", "image", f"{verb}_image") for verb in ("add", "choose")]
EVERYTHING = {"topics": ["*"], "regions": ["*"], "segments": ["*"], "products": ["*"]}
GROUPS = {
    "Editors": (EDITOR_PERMISSIONS, ["*"]),
    "Approvers": (APPROVER_PERMISSIONS, ["*"]),
    "Agents": ([], ["*"]),
    "Supervisors": (SUPERVISOR_PERMISSIONS, ["*"]),
    "Integrators": ([], None),
}
SCREEN_NAMES = {
    "access_admin": "Can access Wagtail admin",
    "choose_image": "Can choose image",
    "submit_translation": "Can submit translations",
}


def make_groups(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    # Wagtail's own groups may publish by hand; here nobody may.
    apps.get_model("wagtailcore", "GroupPagePermission").objects.all().delete()
    Group.objects.filter(name__in=["Editors", "Moderators"]).delete()
    AccessGrant = apps.get_model("kb", "AccessGrant")
    for name, (permissions, channels) in GROUPS.items():
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.add(*(permission(apps, *names) for names in permissions))
        if channels is not None:
            AccessGrant.objects.create(
                group=group, audience="agent", channels=channels, **EVERYTHING
            )
    share_pictures(apps, Group.objects.get(name="Editors"))
    make_workflow(apps, Group.objects.get(name="Approvers"))


def share_pictures(apps, editors):
    """Pictures are permitted by collection; one collection holds them all."""
    Collection = apps.get_model("wagtailcore", "Collection")
    GroupCollectionPermission = apps.get_model("wagtailcore", "GroupCollectionPermission")
    GroupCollectionPermission.objects.all().delete()
    root = Collection.objects.get(depth=1)
    for names in PICTURES:
        GroupCollectionPermission.objects.create(
            group=editors, collection=root, permission=permission(apps, *names)
        )


def permission(apps, app_label, model, codename):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    kind, _ = ContentType.objects.get_or_create(app_label=app_label, model=model)
    name = SCREEN_NAMES.get(codename, f"Can {codename.replace('_', ' ')}")
    found, _ = Permission.objects.get_or_create(
        content_type=kind, codename=codename, defaults={"name": name}
    )
    return found


def make_workflow(apps, approvers):
    """One task, for the whole library and every governed snippet."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Page = apps.get_model("wagtailcore", "Page")
    Workflow = apps.get_model("wagtailcore", "Workflow")
    WorkflowTask = apps.get_model("wagtailcore", "WorkflowTask")
    WorkflowPage = apps.get_model("wagtailcore", "WorkflowPage")
    WorkflowContentType = apps.get_model("wagtailcore", "WorkflowContentType")
    SecondPersonTask = apps.get_model("kb", "SecondPersonTask")
    kind, _ = ContentType.objects.get_or_create(app_label="kb", model="secondpersontask")
    # Wagtail's own workflow and task would let authors approve themselves.
    Workflow.objects.all().delete()
    apps.get_model("wagtailcore", "GroupApprovalTask").objects.all().delete()
    task = SecondPersonTask.objects.create(name="复核 Second person", content_type=kind)
    task.groups.add(approvers)
    workflow = Workflow.objects.create(name="经办—复核 Four eyes")
    WorkflowTask.objects.create(workflow=workflow, task=task.task_ptr, sort_order=0)
    for library in Page.objects.filter(depth=2):
        WorkflowPage.objects.create(workflow=workflow, page=library)
    for model in SNIPPETS:
        content_type, _ = ContentType.objects.get_or_create(app_label="kb", model=model)
        WorkflowContentType.objects.create(workflow=workflow, content_type=content_type)


def remove_groups(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=GROUPS).delete()
    apps.get_model("kb", "SecondPersonTask").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("kb", "0003_library"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailimages", "0027_image_description"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("simple_translation", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]
    operations = [migrations.RunPython(make_groups, remove_groups)]
