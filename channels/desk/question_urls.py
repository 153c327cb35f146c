from django.urls import path

from channels.desk import leading, questions

urlpatterns = [
    path("", leading.questions, name="questions"),
    path("rows/", leading.rows, name="questions_rows"),
    path("waiting/", leading.waiting, name="questions_waiting"),
    path("ask/", questions.ask, name="ask_leader"),
    path("mine/", questions.mine, name="my_questions"),
    path("<uuid:pk>/", leading.question, name="question"),
    path("<uuid:pk>/answers/", leading.answers, name="question_answers"),
    path("<uuid:pk>/gap/", leading.gap, name="question_gap"),
    path("<uuid:pk>/close/", questions.close, name="question_close"),
]
