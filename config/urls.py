"""Every door of the house. Wagtail's own page URLs and its API are not mounted."""

from django.urls import include, path
from django.views.generic import RedirectView
from django.views.i18n import set_language
from wagtail.admin import urls as admin_urls

from channels import attachments, images
from channels.watch import exposition, health

handler500 = "channels.storage.failed"
urlpatterns = [
    path("api/v1/", include("channels.api.urls")),
    path("", RedirectView.as_view(pattern_name="help:start")),
    path("admin/", include(admin_urls)),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", exposition.metrics, name="metrics"),
    path("desk/", include("channels.desk.urls")),
    path("help/", include("channels.help.urls")),
    path("channels/", include("channels.delivery.urls")),
    path("channels/", include("channels.contacts.urls")),
    path("language/", set_language, name="set_language"),
    path("media/images/<int:image_id>/", images.image, name="image"),
    path("media/basis/<int:pk>/", attachments.attachment, name="attachment"),
    path("media/basis/<str:name>", attachments.working_copy, name="attachment_working_copy"),
    path("media/images/<str:name>", images.working_copy, name="working_copy"),
]
