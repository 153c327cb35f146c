"""That somebody is at work at the desk; after a pause a new shift begins."""

from __future__ import annotations

from django.http import HttpRequest

from channels.aside import write_aside
from channels.desk.scopes import own_scope
from kb.access import Scope
from kb.reading.shifts import note_use

# So often at most it is written down.
STEP_SECONDS = 300
USED = "desk_used"


def note_work(request: HttpRequest, *, scope: Scope, locale: str) -> None:
    now = int(scope.now.timestamp())
    if now - request.session.get(USED, 0) < STEP_SECONDS:
        return
    user_id, own = int(request.user.pk or 0), own_scope(request)
    if write_aside("a shift", lambda: note_use(user_id, scope=own, locale=locale)):
        request.session[USED] = now
