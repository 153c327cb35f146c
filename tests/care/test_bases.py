"""A basis ends, and every element that cites it is looked at; its attachments are given to staff
while they are valid."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from kb.authoring.element_ids import element_id
from kb.authoring.models import BasisAttachment, BasisRecord
from kb.authoring.plain_language.background import background_for
from kb.authoring.plain_language.elements import texts_of
from kb.authoring.plain_language.linting import lint
from kb.authoring.plain_language.policy import stops_of
from kb.care.basis_tasks import end, expire_bases
from kb.care.models import BasisTask
from tests.authoring.making import (
    draft_answer,
    element,
    fresh,
    logged_in,
    make_topic,
    make_user,
    published_answer,
    published_shared,
    rewrite,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 2, tzinfo=UTC)
BLOCK = "6f4f2c52-6b0e-4b6a-9a67-0d2a0d4c7d01"


@pytest.fixture
def editor() -> User:
    return make_user("editor", "Editors", owns=make_topic("cards"))


@pytest.fixture
def notice() -> BasisRecord:
    return BasisRecord.objects.create(
        key="fees.2026-1", kind="notice", title="收费通知", number="〔2026〕1号", issuer="总行"
    )


def citing(notice: BasisRecord, **settings: Any) -> dict[str, Any]:
    return element(block=BLOCK, basis={"record": notice.pk, "clause": "三"}, **settings)


class TestCitingWhatHasEnded:
    """Shown at the element as other findings are; the policy in settings says whether it stops."""

    def findings(self, unsaved: Any) -> list[tuple[str, str, str]]:
        report = lint(texts_of(unsaved), background=background_for("zh-Hans"))
        return [(f.rule, f.element, f.severity) for f in report.findings]

    def test_is_found_in_an_answer_and_a_shared_element(
        self, editor: User, notice: BasisRecord
    ) -> None:
        page = draft_answer("cards.fee", citing(notice), element("note"), user=editor)
        shared = published_shared(inner=citing(notice))
        assert self.findings(fresh(page)) == self.findings(shared) == []
        end(notice, replaced_by=None, now=NOW)
        cites = element_id(page, page.elements[0])
        assert self.findings(fresh(page)) == [("ended_basis", cites, "warning")]
        assert [rule for rule, _element, _s in self.findings(fresh(shared))] == ["ended_basis"]

    def test_is_told_while_somebody_writes(self, editor: User, notice: BasisRecord) -> None:
        page = draft_answer("cards.fee", user=editor)
        end(notice, replaced_by=None, now=NOW)
        rows = [["elements-0-value-basis-record", "answer", str(notice.pk)]]
        url = reverse("plain_language_page", args=[page.pk])
        found = logged_in(editor).post(url, rows, content_type="application/json").json()
        (finding,) = found["findings"]
        assert finding["name"] == "elements-0-value-basis-record"
        assert "收费通知" in finding["message"] and finding["severity"] == "warning"

    @pytest.mark.parametrize(("policy", "stops"), [("error", 0), ("warning", 1), ("nothing", 0)])
    def test_stops_where_the_policy_says_so(
        self, editor: User, notice: BasisRecord, settings: Any, policy: str, stops: int
    ) -> None:
        settings.LANGUAGE_STOPS = policy
        page = draft_answer("cards.fee", citing(notice), user=editor)
        end(notice, replaced_by=None, now=NOW)
        assert len(stops_of(fresh(page))) == stops


class TestEnding:
    def test_opens_a_task_for_each_element(self, editor: User, notice: BasisRecord) -> None:
        page = published_answer("cards.fee", citing(notice), element("note"), user=editor)
        published_answer("cards.other", user=editor)
        assert end(notice, replaced_by=None, now=NOW) == 1
        task = BasisTask.objects.get()
        assert (task.care.object_id, task.element, task.care.owner) == (page.pk, BLOCK, editor)
        assert task.due_on == date(2026, 12, 6)
        assert fresh(notice).state == "repealed"

    def test_drafts_and_shared_elements_too(self, editor: User, notice: BasisRecord) -> None:
        draft_answer("cards.draft", citing(notice), user=editor)
        live = published_answer("cards.live", user=editor)
        rewrite(live, citing(notice), user=editor)
        published_shared(inner=citing(notice))
        assert end(notice, replaced_by=None, now=NOW) == 3

    @pytest.mark.parametrize(
        ("written", "count"),
        [
            ({"number": "［2026］ 1 号"}, 1),
            ({"document": "《收费通知》"}, 1),
            ({"document": "收费通知（〔2026〕1号）"}, 1),
            ({"document": "收费通知", "number": "〔2025〕7号"}, 0),
            ({"number": "〔202〕61号"}, 0),
            ({"document": "利率通知"}, 0),
        ],
    )
    def test_what_is_written_out_is_cited_too(
        self, editor: User, notice: BasisRecord, written: dict[str, str], count: int
    ) -> None:
        typed = element(block=BLOCK, basis=written)
        page = published_answer("cards.live", typed, user=editor)
        draft_answer("cards.draft", typed, user=editor)
        published_shared(inner=typed)
        assert end(notice, replaced_by=None, now=NOW) == 3 * count
        told = BasisTask.objects.filter(care__object_id=page.pk, care__subject="answer")
        assert [task.element for task in told] == [BLOCK] * count

    @pytest.mark.parametrize("by_record", [True, False])
    def test_so_is_what_only_a_scheduled_version_cites(
        self, editor: User, notice: BasisRecord, by_record: bool
    ) -> None:
        typed = element(block=BLOCK, basis={"number": notice.number})
        page = published_answer("cards.fee", user=editor)
        page.go_live_at = datetime(2100, 1, 1, tzinfo=UTC)
        page.elements = [citing(notice) if by_record else typed]
        page.save_revision(user=editor).publish()
        rewrite(page, element(), user=editor)
        assert end(notice, replaced_by=None, now=NOW) == 1

    def test_twice_opens_nothing_more(self, editor: User, notice: BasisRecord) -> None:
        published_answer("cards.fee", citing(notice), user=editor)
        assert [end(notice, replaced_by=None, now=NOW) for _ in range(2)] == [1, 0]

    def test_by_its_last_day(self, editor: User, notice: BasisRecord) -> None:
        published_answer("cards.fee", citing(notice), user=editor)
        BasisRecord.objects.update(valid_to=date(2026, 11, 22))
        assert expire_bases(now=NOW) == 0
        assert expire_bases(now=NOW + timedelta(days=1)) == 1
        assert expire_bases(now=NOW + timedelta(days=1)) == 0
        assert fresh(notice).state == "expired"

    def test_on_screen_by_another(self, editor: User, notice: BasisRecord) -> None:
        published_answer("cards.fee", citing(notice), user=editor)
        newer = BasisRecord.objects.create(key="fees.2026-2", kind="notice", title="新通知")
        client = logged_in(editor)
        client.post(reverse("care_basis_end", args=[notice.pk]), {"replaced_by": newer.pk})
        notice.refresh_from_db()
        assert (notice.state, notice.replaced_by) == ("replaced", newer)
        html = client.get(reverse("care_basis_tasks")).content.decode()
        assert "cards.fee" in html and "新通知" in html
        assert client.get(reverse("care_basis_end", args=[notice.pk])).status_code == 404

    def test_what_is_cited_is_not_deleted(self, editor: User, notice: BasisRecord) -> None:
        draft_answer("cards.fee", citing(notice), user=editor)
        name = BasisRecord.snippet_viewset.get_url_name("delete")  # type: ignore[attr-defined]
        logged_in(editor).post(reverse(name, args=[notice.pk]))
        assert BasisRecord.objects.filter(pk=notice.pk).exists()


class TestLooking:
    @pytest.fixture
    def task(self, editor: User, notice: BasisRecord) -> BasisTask:
        published_answer("cards.fee", citing(notice), user=editor)
        end(notice, replaced_by=None, now=timezone.now())
        return BasisTask.objects.get()

    def close(self, task: BasisTask, user: User, **form: str) -> bool:
        logged_in(user).post(reverse("care_basis_close", args=[task.pk]), form)
        task.refresh_from_db()
        return task.closed_at is not None

    def test_still_right_needs_a_reason(self, task: BasisTask, editor: User) -> None:
        assert not self.close(task, editor, outcome="right")
        assert self.close(task, editor, outcome="right", why="新规同样规定")
        assert (task.closed_by, task.why) == ("editor", "新规同样规定")

    def test_changed_needs_a_change(self, task: BasisTask, editor: User) -> None:
        assert not self.close(task, editor, outcome="changed")
        from kb.authoring.models import KnowledgePage

        rewrite(KnowledgePage.objects.get(key="cards.fee"), element(), user=editor)
        assert self.close(task, editor, outcome="changed")

    def test_strangers_neither_see_nor_close(self, task: BasisTask) -> None:
        stranger = make_user("stranger", "Editors", owns=make_topic("loans"))
        assert (
            "cards.fee" not in logged_in(stranger).get(reverse("care_basis_tasks")).content.decode()
        )
        assert not self.close(task, stranger, outcome="right", why="x")

    @pytest.mark.parametrize("count", [1, 12])
    def test_the_list_asks_a_bounded_number_of_questions(
        self, editor: User, notice: BasisRecord, count: int, django_assert_max_num_queries: Any
    ) -> None:
        for number in range(count):
            draft_answer(f"cards.a{number}", citing(notice), user=editor)
        end(notice, replaced_by=None, now=NOW)
        client = logged_in(editor)
        client.get(reverse("care_basis_tasks"))
        with django_assert_max_num_queries(40):
            client.get(reverse("care_basis_tasks"))


class TestAttachments:
    @pytest.fixture
    def attachment(self, editor: User, notice: BasisRecord) -> BasisAttachment:
        published_answer("cards.fee", citing(notice), user=editor)
        made = BasisAttachment(basis=notice, title="全文")
        made.file.save("notice.txt", ContentFile(b"for staff"))
        return made

    def get(self, attachment: BasisAttachment, *groups: str, name: str = "reader") -> Any:
        client = logged_in(make_user(name, *groups))
        return client.get(reverse("attachment", args=[attachment.pk]))

    def test_staff_who_see_the_element_get_it(self, attachment: BasisAttachment) -> None:
        response = self.get(attachment, "Agents")
        assert b"".join(response.streaming_content) == b"for staff"
        assert "attachment" in response["Content-Disposition"]

    def test_the_desk_links_them_beside_the_basis(self, attachment: BasisAttachment) -> None:
        agent = logged_in(make_user("agent", "Agents"))
        url = reverse("attachment", args=[attachment.pk])
        assert (
            f'href="{url}" download>全文</a>'
            in agent.get("/desk/answers/cards.fee/").content.decode()
        )
        BasisAttachment.objects.update(valid_to=date(2020, 1, 1))
        assert url not in agent.get("/desk/answers/cards.fee/").content.decode()

    def test_what_a_locked_element_cites_waits_too(self, notice: BasisRecord, editor: User) -> None:
        locked = citing(notice, verification="full")
        published_answer("cards.locked", element("answer", "说明"), locked, user=editor)
        made = BasisAttachment(basis=notice, title="全文")
        made.file.save("locked.txt", ContentFile(b"for staff"))
        assert self.get(made, "Agents").status_code == 404

    def test_nobody_else_does(self, attachment: BasisAttachment, client: Any) -> None:
        assert client.get(reverse("attachment", args=[attachment.pk])).status_code == 404
        assert self.get(attachment).status_code == 404
        working = reverse("attachment_working_copy", args=[attachment.file_name])
        assert client.get(working).status_code == 404
        assert logged_in(make_user("agent", "Agents")).get(working).status_code == 404
        assert logged_in(make_user("keeper", "Editors")).get(working).status_code == 200

    @pytest.mark.parametrize(
        "days", [{"valid_to": date(2020, 1, 1)}, {"valid_from": date(2999, 1, 1)}]
    )
    def test_not_before_or_after_its_days(
        self, attachment: BasisAttachment, days: dict[str, date]
    ) -> None:
        BasisAttachment.objects.update(**days)
        assert self.get(attachment, "Agents").status_code == 404

    def test_not_once_nothing_cites_it(self, attachment: BasisAttachment) -> None:
        from kb.authoring.models import KnowledgePage

        KnowledgePage.objects.get(key="cards.fee").unpublish()
        assert self.get(attachment, "Agents").status_code == 404


def test_agents_see_the_record_as_the_basis(editor: User, notice: BasisRecord) -> None:
    from kb.publication.queries import find_answer
    from tests.authoring.making import widest

    published_answer("cards.fee", citing(notice), user=editor)
    found = find_answer(scope=widest(), key="cards.fee", locale="zh-Hans")
    assert found is not None
    basis = found.document.passages[0].basis
    assert basis is not None
    assert (basis.document, basis.number, basis.clause) == ("收费通知", "〔2026〕1号", "三")


@pytest.mark.parametrize(("typed", "found"), [("收费 1号", True), ("总行", True), ("利率", False)])
def test_a_basis_is_chosen_by_any_part_of_its_name(
    editor: User, notice: BasisRecord, typed: str, found: bool
) -> None:
    chooser = BasisRecord.snippet_viewset.chooser_viewset
    html = logged_in(editor).get(reverse(chooser.get_url_name("choose_results")), {"q": typed})
    assert (notice.title in html.content.decode()) is found


def test_what_is_read_is_ended_from_there(editor: User, notice: BasisRecord) -> None:
    url = reverse(BasisRecord.snippet_viewset.get_url_name("edit"), args=[notice.pk])
    ending = reverse("care_basis_end", args=[notice.pk])
    assert ending in logged_in(editor).get(url).content.decode()
    end(notice, replaced_by=None, now=NOW)
    assert ending not in logged_in(editor).get(url).content.decode()
