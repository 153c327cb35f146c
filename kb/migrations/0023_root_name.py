"""The place above the libraries, named in both languages: editors see it in every heading."""

from django.db import migrations

WAGTAILS, OURS = "Root", "知识库 Knowledge"


def _rename(apps, old, new):
    pages = apps.get_model("wagtailcore", "Page").objects.filter(depth=1, title=old)
    pages.update(title=new, draft_title=new)


def name_it(apps, schema_editor):
    _rename(apps, WAGTAILS, OURS)


def name_it_as_before(apps, schema_editor):
    _rename(apps, OURS, WAGTAILS)


class Migration(migrations.Migration):
    dependencies = [("kb", "0022_approval_turns")]
    operations = [migrations.RunPython(name_it, name_it_as_before)]
