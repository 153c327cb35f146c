"""The only writers of emergency notices. Each asks for the right itself: no route leads past it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from kb.access import Scope
from kb.canonical import digest_of
from kb.notices import board, errors, mails
from kb.notices.errors import NoticeRefused
from kb.notices.reach import addressed_by, may_address
from kb.notices.tables import Notice, NoticeEvent, NoticeVersion, content_of

SUBMIT, RELEASE = "kb.submit_notice", "kb.release_notice"
State, Kind = NoticeVersion.State, NoticeEvent.Kind
LONGEST_WHY = 200


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody filled in. `template`: the name of the one it was begun from."""

    title: str
    wording_zh: str
    wording_en: str
    ends_at: datetime
    audience: str = "public"
    inner_zh: str = ""
    inner_en: str = ""
    starts_at: datetime | None = None
    regions: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    template: str = ""


def submit(
    draft: Draft, *, by: Any, scope: Scope, locale: str, notice: Notice | None = None
) -> NoticeVersion:
    """`notice`: of which this is a correction; what holds of it goes on until this is released."""
    at = scope.now
    _ask(by.has_perm(SUBMIT), errors.NO_RIGHT)
    _ask(draft.ends_at > max(draft.starts_at or at, at), errors.OVER)
    with transaction.atomic():
        if notice is None:
            notice = Notice.objects.create(title=draft.title, template=draft.template, begun_at=at)
        else:
            _take_over(notice, title=draft.title)
        version = _version(draft, notice, by=by, at=at)
        _ask_for(version, scope=scope, locale=locale)
        for former in _standing_of(notice).filter(until_at__gt=at):
            _ask_for(former, scope=scope, locale=locale)
        version.save()
        _note(version, Kind.SUBMITTED, by=by, at=at)
        mails.tell_waiting(version)
    return version


def release(version: NoticeVersion, *, by: Any, scope: Scope, locale: str) -> NoticeVersion:
    """It holds from now on, or from its start. By one other person: nobody who wrote any of what
    would go out."""
    at = scope.now
    _ask(by.has_perm(RELEASE), errors.NO_RIGHT)
    with transaction.atomic():
        row = _waiting(version)
        _ask_for(row, scope=scope, locale=locale)
        _ask(by.pk not in authors_of(row), errors.OWN)
        _ask(row.digest == digest_of(content_of(row)), errors.CHANGED)
        _ask(row.ends_at > at, errors.OVER)
        row.from_at = max(row.starts_at or at, at)
        row.until_at = row.ends_at
        row.state = State.RELEASED
        row.releaser_id, row.releaser_name = by.pk, by.get_username()
        row.save()
        _end_former(row, scope=scope, locale=locale)
        _note(row, Kind.RELEASED, by=by, at=at)
        board.forget()
    return row


def send_back(version: NoticeVersion, *, by: Any, scope: Scope, locale: str, why: str) -> None:
    _ask(by.has_perm(RELEASE), errors.NO_RIGHT)
    _ask(bool(why.strip()), errors.NO_REASON)
    with transaction.atomic():
        row = _waiting(version)
        _ask_for(row, scope=scope, locale=locale)
        row.state = State.SENT_BACK
        row.save(update_fields=["state"])
        _note(row, Kind.SENT_BACK, by=by, at=scope.now, why=why)
        mails.tell_sent_back(row, by=by)


def end_early(notice: Notice, *, by: Any, scope: Scope, locale: str, why: str) -> None:
    """One person is enough, who may address all that hear it: fewer would know no more. Versions to
    come end too."""
    at = scope.now
    _ask(by.has_perm(SUBMIT) or by.has_perm(RELEASE), errors.NO_RIGHT)
    with transaction.atomic():
        rows = list(_standing_of(notice).filter(until_at__gt=at))
        _ask(bool(rows), errors.NOT_IN_FORCE)
        for row in rows:
            _ask_for(row, scope=scope, locale=locale)
            row.until_at = at
            row.save(update_fields=["until_at"])
            _note(row, Kind.ENDED, by=by, at=at, why=why)
        board.forget()


def authors_of(version: NoticeVersion) -> set[int]:
    """Whoever wrote a version since the last one that went out: together they are what goes out."""
    rows = NoticeVersion.objects.filter(notice_id=version.notice_id, number__lte=version.number)
    out = rows.filter(state=State.RELEASED, number__lt=version.number).order_by("-number").first()
    since = rows.filter(number__gt=out.number if out else 0)
    return set(since.values_list("author_id", flat=True))


def _ask(holds: bool, refusal: tuple[str, str]) -> None:
    if not holds:
        raise NoticeRefused(*refusal)


def _version(draft: Draft, notice: Notice, *, by: Any, at: datetime) -> NoticeVersion:
    lists = {name: sorted(getattr(draft, name)) for name in ("regions", "topics", "teams")}
    texts = ("wording_zh", "wording_en", "inner_zh", "inner_en", "audience")
    version = NoticeVersion(
        notice=notice,
        number=notice.versions.count() + 1,
        answers=list(draft.answers),
        starts_at=draft.starts_at,
        ends_at=draft.ends_at,
        author_id=by.pk,
        author_name=by.get_username(),
        submitted_at=at,
        **lists,
        **{name: getattr(draft, name) for name in texts},
    )
    version.digest = digest_of(content_of(version))
    return version


def _take_over(notice: Notice, *, title: str) -> None:
    """One version waits at a time; the row is locked, so that numbers follow each other."""
    Notice.objects.select_for_update().get(pk=notice.pk)
    notice.versions.filter(state=State.WAITING).update(state=State.REPLACED)
    notice.title = title
    notice.save(update_fields=["title"])


def _waiting(version: NoticeVersion) -> NoticeVersion:
    """As it is in the database, for this transaction alone."""
    row = NoticeVersion.objects.select_for_update().get(pk=version.pk)
    _ask(row.state == State.WAITING, errors.DECIDED)
    return row


def _standing_of(notice: Notice) -> Any:
    return NoticeVersion.objects.select_for_update().filter(notice=notice, state=State.RELEASED)


def _end_former(row: NoticeVersion, *, scope: Scope, locale: str) -> None:
    """What it corrects gives way in the moment in which it begins; not to somebody who may address
    only some of those who hear it."""
    former = _standing_of(row.notice).exclude(pk=row.pk).filter(until_at__gt=row.from_at)
    for one in former:
        _ask_for(one, scope=scope, locale=locale)
    former.update(until_at=row.from_at)


def _ask_for(version: NoticeVersion, *, scope: Scope, locale: str) -> None:
    _ask(may_address(scope, addressed_by(version), locale=locale), errors.TOO_MANY)


def _note(version: NoticeVersion, kind: str, *, by: Any, at: datetime, why: str = "") -> None:
    NoticeEvent.objects.create(
        version=version,
        kind=kind,
        by_id=by.pk,
        by_name=by.get_username(),
        at=at,
        why=why.strip()[:LONGEST_WHY],
    )
