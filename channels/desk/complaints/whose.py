"""For whom the message to a complaint's customer is written, whoever is on the line."""

from __future__ import annotations

from django.http import HttpRequest

from channels.desk.scopes import nobodys_scope
from channels.desk.serving import serving_of
from kb.access import Scope
from kb.feedback.complaints.models import Complaint


def scope_for(one: Complaint, request: HttpRequest, *, scope: Scope) -> Scope:
    """What may be said to the customer who complained. `scope`: of the request, so of whoever is
    on the line now, which most often is somebody else. A later call of the same customer is
    another contact: by its number alone it is nobody's identity."""
    contact = serving_of(request).contact
    is_theirs = contact is not None and contact.pk == one.contact
    return scope if is_theirs else nobodys_scope(request)
