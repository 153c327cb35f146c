from django.urls import path

from channels.contacts import callbacks

urlpatterns = [path("calls/verification/", callbacks.verification, name="call_verification")]
