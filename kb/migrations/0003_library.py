"""The root of the topic tree in each language, in the place of Wagtail's welcome page."""

from django.db import migrations

LANGUAGES = [("zh-hans", "知识库"), ("en", "Knowledge base")]


def make_library(apps, schema_editor):
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    Locale = apps.get_model("wagtailcore", "Locale")
    TopicPage = apps.get_model("kb", "TopicPage")
    LiveTopic = apps.get_model("kb", "LiveTopic")
    ContentType = apps.get_model("contenttypes", "ContentType")
    kind, _ = ContentType.objects.get_or_create(app_label="kb", model="topicpage")

    Site.objects.all().delete()
    Page.objects.filter(depth=2, slug="home", numchild=0).delete()
    root = Page.objects.get(depth=1)
    first = None
    for number, (code, title) in enumerate(LANGUAGES, 1):
        locale, _ = Locale.objects.get_or_create(language_code=code)
        path = f"{root.path}{number:04d}"
        extra = {"translation_key": first.translation_key} if first else {}
        page = TopicPage.objects.create(
            title=title,
            draft_title=title,
            slug=f"library-{code}",
            key="library",
            path=path,
            depth=2,
            numchild=0,
            url_path=f"/library-{code}/",
            content_type=kind,
            live=True,
            locale=locale,
            **extra,
        )
        first = first or page
        outside = "zh-Hans" if code == "zh-hans" else code
        LiveTopic.objects.create(
            topic_id=page.pk,
            key="library",
            locale=outside,
            title=title,
            path=path,
            lineage=["library"],
            open=True,
        )
    root.numchild = len(LANGUAGES)
    root.save(update_fields=["numchild"])
    Site.objects.create(
        hostname="localhost",
        port=80,
        site_name="Granule",
        root_page_id=first.pk,
        is_default_site=True,
    )


def remove_library(apps, schema_editor):
    apps.get_model("wagtailcore", "Site").objects.all().delete()
    apps.get_model("kb", "TopicPage").objects.filter(key="library").delete()
    apps.get_model("kb", "LiveTopic").objects.filter(key="library").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("kb", "0002_log_protection"),
        ("wagtailcore", "0054_initial_locale"),
        ("wagtailsearch", "0001_initial"),
    ]
    operations = [migrations.RunPython(make_library, remove_library)]
