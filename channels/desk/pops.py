"""A telephone system or a chat opens the desk for the customer on the line."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from channels.contacts.calls import PopUsed, take_pop
from channels.contacts.words import CODES, BadPop, read_pop
from channels.desk.kept_pop import Said, forget_pop
from channels.desk.scopes import for_staff
from kb.access import Scope


def pop(request: HttpRequest, said: Said, *, scope: Scope) -> HttpResponse:
    """Leads on to the plain desk, so that neither number nor signature stays in the address bar,
    in the history or in a bookmark; nor in a cookie."""
    response = _taken(request, said, scope=scope)
    forget_pop(response)
    return response


def _taken(request: HttpRequest, said: Said, *, scope: Scope) -> HttpResponse:
    try:
        read = read_pop(said, keys=settings.SCREEN_POP_KEYS, now=scope.now)
        if read.agent and read.agent != request.user.get_username():
            raise BadPop("agent")
        take_pop(read, user=request.user, at=scope.now)
    except BadPop as bad:
        return redirect("desk:pop_refused", code=bad.code)
    except PopUsed:
        return redirect("desk:pop_refused", code="used")
    return redirect("desk:home")


@require_safe
@for_staff
def refused(request: HttpRequest, *, scope: Scope, code: str) -> HttpResponse:
    """At an address of its own, in which nothing is left of what was said."""
    context = {"problem": PROBLEMS.get(code, WRONG), "code": code if code in CODES else ""}
    return render(request, "desk/pop_refused.html", context, status=403)


WRONG = _("The link of the call was not made as agreed. Tell whoever looks after the telephones.")
USED = _("This call was opened already. If it is not on your screen, open it again from the phone.")
PROBLEMS = {
    "used": USED,
    "expired": _("The link of the call has run out. Open it again from the phone."),
    "agent": _(
        "This call is for somebody else. Ask them, or take it over in the telephone system."
    ),
}
