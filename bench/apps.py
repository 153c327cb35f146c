"""Lets Wagtail's API show what our pages hold, for the bench alone."""

from django.apps import AppConfig


class BenchConfig(AppConfig):
    name = "bench"

    def ready(self) -> None:
        from wagtail.api import APIField

        from kb.authoring.models import KnowledgePage

        # Wagtail makes its schemas while the apps start, so this app stands before Wagtail's.
        KnowledgePage.api_fields = [APIField("key"), APIField("wordings"), APIField("elements")]
