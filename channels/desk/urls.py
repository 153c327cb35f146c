from django.contrib.auth.views import LogoutView
from django.urls import include, path, register_converter

from channels.desk import (
    contacts,
    customers,
    guiding,
    keeping_views,
    messages,
    news,
    notices,
    offers,
    pops,
    reading,
    reports,
    views,
    waiting,
)
from channels.paths import KeyInPath

register_converter(KeyInPath, "desk_key")
app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("results/", views.results, name="results"),
    path("topics/<desk_key:key>/", views.topic, name="topic"),
    path("answers/<desk_key:key>/", views.answer, name="answer"),
    path("answers/<desk_key:key>/guides/<uuid:element>/", guiding.guide, name="guide"),
    path("waiting/", waiting.waiting, name="waiting"),
    path("news/", news.news, name="news"),
    path("news/seen/", news.mark_news_seen, name="news_seen"),
    path("reading/", reading.reading_list, name="reading"),
    path("reading/<int:pk>/confirm/", reading.confirm_reading, name="confirm_reading"),
    path("pins/", keeping_views.pins, name="pins"),
    path("pins/set/", keeping_views.set_pin, name="set_pin"),
    path("pins/move/", keeping_views.move, name="move_pin"),
    path("favourites/", keeping_views.favourites, name="favourites"),
    path("reports/", reports.report, name="report"),
    path("reports/mine/", reports.my_reports, name="my_reports"),
    path("messages/", messages.messages, name="send"),
    path("messages/<uuid:pk>/", messages.message, name="message"),
    path("calls/refused/<slug:code>/", pops.refused, name="pop_refused"),
    path("customer/", customers.customer, name="customer"),
    path("contacts/copied/", contacts.copied, name="copied"),
    path("contacts/next/", contacts.next_customer, name="next_customer"),
    path("", include("channels.desk.complaints.urls")),
    path("questions/", include("channels.desk.question_urls")),
    path("solved/", offers.solved, name="solved"),
    path("offers/<uuid:pk>/", offers.taken, name="offer_taken"),
    path("notices/", notices.notices, name="notices"),
    path("notices/read/", notices.read, name="notices_read"),
    path("overview/", include("channels.desk.overview_urls")),
    path("login/", views.Login.as_view(), name="login"),
    path("logout/", LogoutView.as_view(next_page="desk:login"), name="logout"),
]
