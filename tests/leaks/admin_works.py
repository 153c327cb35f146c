"""What an editor of the admin's world has begun: documents taken apart, background work, tasks,
uploads. Every address that names one of them names one that is there, and is the editor's."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.admin.models import EditingSession
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import UploadedFile

from kb.authoring.bases import BasisRecord
from kb.authoring.exchange.work import CHECKING, EXPORTING
from kb.authoring.granulating.keeping import keep
from kb.authoring.granulating.proposal import digest_of
from kb.authoring.granulating.reading import read_source
from kb.authoring.jobs.models import Job
from kb.authoring.models import KnowledgePage
from kb.care.models import BasisTask, Contradiction, Correction
from kb.care.rows import care_of
from kb.feedback.complaints.models import Complaint
from kb.feedback.complaints.operations import Told, take
from kb.feedback.complaints.steps import By
from kb.feedback.surges.models import Surge
from kb.publication.models import Dirty
from kb.reading.asking import Person, Wish, ask
from tests.authoring.making import published_answer
from tests.notices import making

GUIDE = "# 卡丢了怎么办？\n\n请马上挂失。\n"
TEMPLATE_PLACES = ("admin/snippets/kb/noticetemplate/", "admin/snippets/choose/kb/noticetemplate/")
Values = dict[str, dict[str, Any]]


def values_of_works(page: Any, editor: User, *, shared: Any) -> Values:
    """For each beginning of a route, the parameters that name what was begun."""
    template = making.template().pk
    return {
        "admin/split-documents/": _document_taken_apart(page, editor),
        "admin/background/": {"pk": _job(editor, EXPORTING).pk},
        "admin/exchange/": {"pk": _job(editor, CHECKING).pk},
        "admin/care/conflicts/": {"pk": _contradiction(page).pk},
        "admin/care/bases/": {"pk": _basis("card.notice").pk},
        "admin/care/bases/tasks/": {"pk": _task(page).pk},
        "admin/care/corrections/": {"pk": _correction(page).pk},
        "admin/complaints/": {"pk": _complaint(editor).pk, "name": "note"},
        "admin/notices/": {"pk": _notice()},
        "admin/surges/": {"pk": _surge(page)},
        **{place: {"pk": template} for place in TEMPLATE_PLACES},
        "admin/reading/": _reading(page, editor),
        "admin/plain-language/": {"topic_id": page.get_parent().pk, "shared_id": shared.pk},
        "admin/reports/following/": {"place": "lane", "row": _parked(page).pk},
        "admin/editing-sessions/": _session(page, editor),
        "admin/shown/deleted/": _deleted(page),
        "admin/tag-autocomplete/": {"app_name": "taggit", "model_name": "tag"},
        **_files(editor),
    }


def _document_taken_apart(page: Any, editor: User) -> dict[str, Any]:
    source = read_source("guide.md", GUIDE.encode())
    kept = keep(
        source, digest=digest_of(GUIDE), topic=page.get_parent().specific, locale="zh-Hans",
        user=editor, now=timezone.now(),
    )  # fmt: skip
    return {"pk": kept.document.pk, "point": kept.document.points.first().pk}


def _job(editor: User, kind: str) -> Job:
    """Done, with a file to fetch."""
    now = timezone.now()
    job = Job(kind=kind, starter=editor, created=now, finished=now, state=Job.State.DONE)
    job.file.save("out.txt", ContentFile(b"x"), save=False)
    job.upload.save("in.zip", ContentFile(b"x"), save=False)
    job.save()
    return job


def _contradiction(page: Any) -> Contradiction:
    return Contradiction.objects.create(
        digest="0" * 64, locale="zh-Hans", thing="卡年费", page_id=page.pk, said="200元",
        sentence="卡年费200元。", other_page_id=page.pk, other_said="100元",
        other_sentence="卡年费100元。",
    )  # fmt: skip


def _basis(key: str, **more: Any) -> BasisRecord:
    return BasisRecord.objects.create(key=key, kind="regulation", title="通知", **more)


def _correction(page: Any) -> Correction:
    now = timezone.now()
    care = care_of("answer", page.pk, today=timezone.localdate())
    return Correction.objects.create(care=care, verdict="wrong", opened_at=now, due_at=now)


def _complaint(editor: User) -> Complaint:
    told = Told(words="没人回电", cause="person", locale="zh-Hans", request=UUID(int=5))
    return take(told, By(editor, timezone.now()))


def _notice() -> int:
    """It stands, and a correction of it waits: another editor's, so that nobody here is its
    author."""
    version = making.released()
    return making.submitted(notice=version.notice).notice_id


def _surge(page: Any) -> int:
    """Of the editor's answer, at the desk."""
    now = timezone.now()
    count = {"channel": "agent_desk", "audience": 2, "calls": 40, "usual": 1.0}
    return Surge.objects.create(
        kind="answer", name=page.key, locale="zh-Hans", began_at=now, noticed_at=now, last_at=now,
        minutes=30, counts=[count], at_least=20, times=3,
    ).pk  # fmt: skip


def _reading(page: Any, editor: User) -> dict[str, Any]:
    """Asked by the editor of the agents."""
    now = timezone.now()
    agents = Group.objects.filter(name="Agents")
    wish = Wish(page.key, "zh-Hans", teams=agents, due_at=now)
    made = ask(wish, by=Person(editor.pk, editor.get_username()), at=now)
    return {"pk": made.pk, "locale": "zh-Hans", "key": page.key}


def _task(page: Any) -> BasisTask:
    today = timezone.localdate()
    care = care_of("answer", page.pk, today=today)
    return BasisTask.objects.create(
        basis=_basis("card.repealed", state=BasisRecord.State.REPEALED),
        care=care, element=str(UUID(int=1)), opened_at=timezone.now(), due_on=today,
    )  # fmt: skip


def _deleted(page: Any) -> dict[str, Any]:
    gone = published_answer("cards.gone", topic=page.get_parent().specific)
    gone.delete()
    return {"locale": "zh-Hans", "key": gone.key}


def _parked(page: Any) -> Dirty:
    ref = KnowledgePage.objects.get(pk=page.pk).key
    return Dirty.objects.create(page_id=page.pk, ref=ref, since=0, parked="ValueError")


def _session(page: Any, editor: User) -> dict[str, Any]:
    session = EditingSession.objects.create(
        user=editor, content_type=ContentType.objects.get_for_model(KnowledgePage),
        object_id=str(page.pk), last_seen_at=timezone.now(),
    )  # fmt: skip
    names = {"app_label": "kb", "model_name": "knowledgepage", "object_id": page.pk}
    return names | {"session_id": session.pk}


def _files(editor: User) -> Values:
    waiting = _upload(editor, get_image_model())
    document = get_document_model()(title="办法", uploaded_by_user=editor)
    document.file.save("rules.txt", ContentFile(b"x"))
    of_document = ("pk", "document_id", "doc_id")
    return {
        "admin/documents/": dict.fromkeys(of_document, document.pk)
        | {"uploaded_file_id": _upload(editor, get_document_model()).pk},
        "admin/api/main/^documents/": {"pk": document.pk},
        "admin/images/multiple/": {"uploaded_file_id": waiting.pk},
        "admin/api/main/^images/": {"pk": get_image_model().objects.get().pk},
    }


def _upload(editor: User, model: Any) -> UploadedFile:
    kind = ContentType.objects.get_for_model(model)
    upload = UploadedFile(for_content_type=kind, uploaded_by_user=editor)
    upload.file.save("waiting.bin", ContentFile(b"x"))
    return upload
