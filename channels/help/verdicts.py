"""What readers of the public pages say of an answer: one press, no name, no cookie."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.core.validators import RegexValidator
from django.forms import CharField, ChoiceField, Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from channels.api.counters import counters
from channels.api.rates import WINDOW_SECONDS, address_of
from channels.asking import note_verdict
from channels.help.scopes import CHANNEL, public_scope
from kb.feedback.operations import record_feedback
from kb.locales import to_django

VERDICTS = [(verdict, verdict) for verdict in ("helpful", "unhelpful")]
# Whoever reads so fast is no reader.
A_MINUTE = 10
SOURCE = "help"


class VerdictForm(Form):
    verdict = ChoiceField(choices=VERDICTS)
    rendition = CharField(
        max_length=64, required=False, validators=[RegexValidator(r"^[0-9a-f]*\Z")]
    )


# Nobody is logged in here and no cookie is read, so there is nothing to forge for somebody else;
# presses on other people's pages are turned away by their origin.
@csrf_exempt
@require_POST
def verdict(request: HttpRequest, *, locale: str, key: str) -> HttpResponse:
    now = timezone.now()
    scope = public_scope(now=now)
    if scope is None or locale not in scope.locales:
        raise Http404
    form = VerdictForm(request.POST)
    if not form.is_valid() or not _is_from_here(request):
        return _refused(request, UNREADABLE, locale=locale, status=400)
    period = int(now.timestamp()) // WINDOW_SECONDS
    if counters().count(f"verdict:{address_of(request)}", period=period) > A_MINUTE:
        return _refused(request, TOO_MANY, locale=locale, status=429)
    kept = record_feedback(
        scope=scope, key=key, locale=locale, channel=CHANNEL, source=SOURCE, at=now,
        **form.cleaned_data,
    )  # fmt: skip
    if kept is None:
        raise Http404
    note_verdict(kept.verdict, scope=scope, channel=CHANNEL, locale=locale)
    page = reverse("help:answer", kwargs={"locale": locale, "key": key})
    return redirect(f"{page}?said=1#said")


def _is_from_here(request: HttpRequest) -> bool:
    """Browsers say where a press comes from; what says nothing is no browser of another page."""
    origin = request.headers.get("Origin", "")
    try:
        return not origin or urlsplit(origin).netloc == request.get_host()
    except ValueError:
        return False


def _refused(request: HttpRequest, problem: object, *, locale: str, status: int) -> HttpResponse:
    with translation.override(to_django(locale)):
        return render(request, "help/refused.html", {"problem": problem}, status=status)


UNREADABLE = _("This could not be read. Go back to the answer and press once more.")
TOO_MANY = _("That was a lot at once. Wait a minute, please.")
