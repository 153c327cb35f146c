"""Every door of the house. Wagtail's own page URLs and its API are not mounted."""

from django.urls import include, path
from wagtail.admin import urls as admin_urls

urlpatterns = [
    path("admin/", include(admin_urls)),
]
