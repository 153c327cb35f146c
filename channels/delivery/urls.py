from django.urls import path

from channels.delivery import callbacks

urlpatterns = [path("sms/receipts/", callbacks.sms_receipt, name="sms_receipt")]
