from django.urls import path, register_converter

from channels.help import topic_pages, verdicts, views
from channels.paths import KeyInPath, LocaleInPath

register_converter(KeyInPath, "key")
register_converter(LocaleInPath, "locale")
app_name = "help"
urlpatterns = [
    path("", views.start, name="start"),
    path("<locale:locale>/", views.home, name="home"),
    path("<locale:locale>/topics/<key:key>/", topic_pages.topic, name="topic"),
    path("<locale:locale>/answers/<key:key>/", views.answer, name="answer"),
    path("<locale:locale>/answers/<key:key>/verdict/", verdicts.verdict, name="verdict"),
    path("<locale:locale>/search/", views.find, name="search"),
]
