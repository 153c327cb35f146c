"""The supervisor's view."""

from django.urls import path

from channels.desk import around, overview

urlpatterns = [
    path("", overview.show, name="overview"),
    path("live/", overview.live, name="overview_live"),
    path("around/", around.show, name="overview_around"),
    path("export/", overview.export, name="overview_export"),
]
