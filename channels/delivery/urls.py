from django.urls import path

from channels.delivery import callbacks, wechat_callbacks

urlpatterns = [
    path("sms/receipts/", callbacks.sms_receipt, name="sms_receipt"),
    path("sms/replies/", callbacks.sms_reply, name="sms_reply"),
    path("wechat/", wechat_callbacks.wechat, name="wechat"),
]
