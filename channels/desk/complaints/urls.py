from django.urls import path

from channels.desk.complaints import lists, messages, pages, taking

urlpatterns = [
    path("complaints/", lists.complaints, name="complaints"),
    path("complaints/new/", taking.new, name="new_complaint"),
    path("complaints/take/", taking.take, name="take_complaint"),
    path("complaints/<uuid:pk>/", pages.complaint, name="complaint"),
    path("complaints/<uuid:pk>/message/", messages.message, name="complaint_message"),
    path("complaints/<uuid:pk>/<slug:name>/", pages.act, name="complaint_act"),
]
