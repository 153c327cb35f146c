"""Messages to customers, each with where it has come to."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# How the sandbox's own names for messages begin.
TRIAL = "sandbox-"


# With the message on its way, whom it is for is nobody's business any more.
FORGOTTEN = {"recipient": "", "reader": {}}


class Delivery(models.Model):
    """One text on its way to one customer.

    `request` names the sender's wish, so that a key pressed twice sends once. `recipient` stands
    here only until a gateway has taken the text or it is given up; `shown_as` is what staff see of
    it, and `recipient_ref` a pseudonym by which replies find it for some days. With the recipient
    goes `reader`: for whom the text was read, as the sender's scope says it. `next_at`: when it is
    tried next; whoever takes it moves that on, so a killed worker's message is tried again.
    `code`: why it did not arrive, as the gateway or we say it. `complaint`: whose customer it
    answers; then the text was made of the approved wording of one `element`, as the channel
    `approved_on` says it; `text` and `shown_as` go with the complaint's customer.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("delivery", "Waiting to be sent")
        SENT = "sent", pgettext_lazy("delivery", "Sent")
        DELIVERED = "delivered", pgettext_lazy("delivery", "Arrived")
        FAILED = "failed", pgettext_lazy("delivery", "Not sent")
        STOPPED = "stopped", pgettext_lazy("delivery", "Stopped: the answer has changed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.UUIDField()
    channel = models.CharField(max_length=30)
    key = models.CharField(max_length=80, db_index=True)
    locale = models.CharField(max_length=10)
    rendition = models.CharField(max_length=64)
    element = models.CharField(max_length=36, blank=True)
    approved_on = models.CharField(max_length=30, blank=True)
    complaint = models.UUIDField(null=True, db_index=True)
    text = models.TextField()
    recipient = models.CharField(max_length=64, blank=True)
    reader = models.JSONField(default=dict)
    recipient_ref = models.CharField(max_length=32, blank=True, db_index=True)
    shown_as = models.CharField(max_length=64)
    sender_id = models.BigIntegerField()
    sender_name = models.CharField(max_length=150)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    gateway_id = models.CharField(max_length=64, blank=True)
    code = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("message to a customer")
        verbose_name_plural = _("messages to customers")
        default_permissions = ()
        indexes = [models.Index(fields=["state", "next_at"], name="channels_delivery_due")]
        constraints = [
            models.UniqueConstraint(fields=["sender_id", "request"], name="channels_one_delivery")
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.key}: {self.state}"

    @property
    def is_trial(self) -> bool:
        """It never left the house."""
        return self.gateway_id.startswith(TRIAL)

    @property
    def is_over(self) -> bool:
        return self.state in {self.State.DELIVERED, self.State.FAILED, self.State.STOPPED}
