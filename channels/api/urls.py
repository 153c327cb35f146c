"""Everything under /api/v1/."""

from django.urls import path

from channels.api.views.answers import AnswerView, ElementView
from channels.api.views.description import DescriptionView, DocumentsView
from channels.api.views.feed import ChangesView, TopicsView
from channels.api.views.feedback import FeedbackView
from channels.api.views.guides import GuideView
from channels.api.views.offers import OutcomeView
from channels.api.views.search import QuestionView, SearchView, SuggestView

app_name = "api"
urlpatterns = [
    # The most read first: each line costs the ones below it.
    path("answers/<str:key>", AnswerView.as_view(), name="answer"),
    path("answers/<str:key>/guides/<str:element>", GuideView.as_view(), name="guide"),
    path("search", SearchView.as_view(), name="search"),
    path("suggest", SuggestView.as_view(), name="suggest"),
    path("answers", QuestionView.as_view(), name="ask"),
    path("elements/<str:element>", ElementView.as_view(), name="element"),
    path("topics", TopicsView.as_view(), name="topics"),
    path("changes", ChangesView.as_view(), name="changes"),
    path("next-sentences/<str:sentence>", OutcomeView.as_view(), name="outcome"),
    path("feedback", FeedbackView.as_view(), name="feedback"),
    path("schema/", DescriptionView.as_view(), name="schema"),
    path("docs/", DocumentsView.as_view(), name="docs"),
]
