"""Whoever takes a complaint owns it until it is closed."""

import uuid
from typing import Any

import pytest
from django.contrib.auth.models import Group

from kb.authoring.models import LabelValue
from kb.feedback.complaints import moving, operations
from kb.feedback.complaints.models import Complaint, ComplaintEvent, ComplaintReason
from kb.feedback.complaints.queries import complaints_for, find_complaint, has_open_complaint
from kb.feedback.complaints.rules import CannotDo
from kb.feedback.complaints.steps import By
from tests import library
from tests.complaints.making import HOUR, MORNING, agent_of, spoken, taken_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def wang(db: None) -> Any:
    return agent_of("Agents Beijing", "wang", regions=["beijing"])


@pytest.fixture
def li(wang: Any) -> Any:
    """Of the same team."""
    return agent_of("Agents Beijing", "li")


@pytest.fixture
def zhao(db: None) -> Any:
    return agent_of("Agents Shanghai", "zhao", regions=["shanghai"])


def mine(user: Any, *, state: str = "open", whose: str = "mine", at: Any = MORNING) -> list[str]:
    found = complaints_for(user, whose=whose, state=state, now=at)
    return [one.number for one in found]


def acts(complaint: Complaint) -> list[str]:
    return list(complaint.events.values_list("act", flat=True))


def test_a_key_pressed_twice_takes_one(wang: Any) -> None:
    wish = uuid.uuid4()
    first, second = taken_by(wang, request=wish), taken_by(wang, request=wish)
    assert first.pk == second.pk and acts(first) == ["taken"]
    assert (first.owner, first.taken_by, first.team) == ("wang", "wang", "Agents Beijing")


def test_numbers_of_customers_are_not_kept(wang: Any) -> None:
    taken = taken_by(wang, words="我的卡6222 0212 3456 7890被吞，电话13800138000\u200b")
    assert taken.words == "我的卡***被吞，电话***"
    operations.note(taken, "已回电 13800138000", By(wang, MORNING))
    assert taken.events.last().note == "已回电 ***"


@pytest.mark.parametrize("empty", ["", "   ", "\u200b"])
def test_nothing_said_is_no_complaint(wang: Any, empty: str) -> None:
    with pytest.raises(CannotDo):
        taken_by(wang, words=empty)
    assert not Complaint.objects.exists()


def test_a_colleague_works_on_it_and_the_owner_keeps_it(wang: Any, li: Any) -> None:
    taken = taken_by(wang)
    with pytest.raises(CannotDo):
        operations.note(taken, "我来处理", By(li, MORNING))
    operations.join(taken, By(li, MORNING))
    operations.note(taken, "已联系网点", By(li, MORNING))
    taken.refresh_from_db()
    assert (taken.owner, taken.helper) == ("wang", "li")
    assert mine(wang) == mine(li) == [taken.number]
    operations.close(taken, spoken(), By(li, MORNING + HOUR))
    assert mine(wang) == [] and mine(wang, state="closed") == [taken.number]
    assert (taken.owner, taken.closed_by) == ("wang", "li")


def test_another_teams_is_not_there(wang: Any, li: Any, zhao: Any) -> None:
    taken = taken_by(wang)
    assert find_complaint(taken.pk, user=li, now=MORNING) == taken
    assert find_complaint(taken.pk, user=zhao, now=MORNING) is None
    assert mine(zhao, whose="team") == [] and mine(li, whose="team") == [taken.number]
    wang.groups.clear()
    assert find_complaint(taken.pk, user=wang, now=MORNING) == taken


def test_a_supervisor_sees_teams_that_read_less_and_the_complaint_team_all(
    wang: Any, zhao: Any
) -> None:
    for code in ("beijing", "shanghai"):
        LabelValue.objects.create(dimension="regions", code=code, name_zh=code, name_en=code)
    ours, theirs = taken_by(wang), taken_by(zhao)
    leader = agent_of("Leaders Beijing", "leader", regions=["beijing"])
    assert mine(leader, whose="team") == []
    leader.groups.add(Group.objects.get(name="Supervisors"))
    leader = type(leader).objects.get(pk=leader.pk)
    Group.objects.get(name="Supervisors").access_grants.all().delete()
    assert mine(leader, whose="team") == [ours.number]
    officer = library.staff("officer", "Consumer protection")
    assert set(mine(officer, whose="team")) == {ours.number, theirs.number}
    officer.is_active = False
    assert mine(officer, whose="team") == []


def test_late_ones_come_first_and_are_told_upwards_once(wang: Any) -> None:
    later, sooner = taken_by(wang, at=MORNING + HOUR), taken_by(wang)
    assert mine(wang) == [sooner.number, later.number]
    assert moving.escalate(now=sooner.due_at) == 0
    assert moving.escalate(now=later.due_at + HOUR) == 2
    assert moving.escalate(now=later.due_at + HOUR) == 0
    # Eight working hours on: a day and a night.
    assert moving.escalate(now=later.due_at + 25 * HOUR) == 2
    assert acts(sooner) == ["taken", "late", "escalated"]
    operations.close(sooner, spoken(), By(wang, later.due_at))
    assert moving.escalate(now=later.due_at + 500 * HOUR) == 0


def test_due_times_are_of_working_time(wang: Any, settings: Any) -> None:
    settings.COMPLAINT_HOURS, settings.HOLIDAYS = 16, ["2026-09-02"]
    assert taken_by(wang).due_at.isoformat() == "2026-09-04T10:00:00+08:00"


def test_a_leavers_go_to_the_leader_with_a_note(wang: Any) -> None:
    taken, closed = taken_by(wang), taken_by(wang)
    operations.close(closed, spoken(), By(wang, MORNING))
    leader = library.staff("leader", "Supervisors")
    assert moving.follow_leavers(now=MORNING) == 0
    wang.is_active = False
    wang.save()
    assert moving.follow_leavers(now=MORNING) == 1
    assert moving.follow_leavers(now=MORNING) == 0
    taken.refresh_from_db()
    closed.refresh_from_db()
    assert (taken.owner, taken.owner_id, taken.taken_by) == ("leader", leader.pk, "wang")
    assert closed.owner == "wang" and taken.has_moved
    event = taken.events.last()
    assert (event.act, event.note, event.by) == ("moved", "wang → leader", "")


def test_without_a_leader_it_stays_where_it_is(wang: Any) -> None:
    taken = taken_by(wang)
    wang.is_active = False
    wang.save()
    assert moving.follow_leavers(now=MORNING) == 0
    assert acts(taken) == ["taken"]


def test_closing_asks_for_a_result_and_a_message_that_is_out(wang: Any) -> None:
    taken = taken_by(wang)
    for ending in (spoken("  "), operations.Ending("partly", "message", "已处理")):
        with pytest.raises(CannotDo):
            operations.close(taken, ending, By(wang, MORNING))
    taken.refresh_from_db()
    assert taken.is_open


def test_of_two_who_close_it_one_does(wang: Any, li: Any) -> None:
    taken = taken_by(wang)
    stale = Complaint.objects.get(pk=taken.pk)
    operations.close(taken, spoken("第一次"), By(wang, MORNING))
    with pytest.raises(CannotDo):
        operations.close(stale, spoken("第二次"), By(wang, MORNING))
    taken.refresh_from_db()
    assert taken.result == "第一次" and acts(taken).count("closed") == 1


def test_it_is_opened_again_with_a_reason_and_due_anew(wang: Any) -> None:
    taken = taken_by(wang)
    operations.close(taken, spoken(), By(wang, MORNING))
    with pytest.raises(CannotDo):
        operations.reopen(taken, " ", By(wang, MORNING))
    operations.reopen(taken, "客户来电，仍未退费", By(wang, MORNING + 24 * HOUR))
    assert taken.is_open and taken.result == "" and mine(wang) == [taken.number]
    assert taken.due_at > MORNING + 24 * HOUR * 6


def test_a_reason_belongs_to_its_cause(wang: Any) -> None:
    reason = ComplaintReason.objects.create(
        cause="system", code="app-down", name_zh="手机银行打不开", name_en="App does not open"
    )
    taken = taken_by(wang)
    with pytest.raises(CannotDo):
        operations.set_cause(taken, cause="process", reason=reason, by=By(wang, MORNING))
    operations.set_cause(taken, cause="system", reason=reason, by=By(wang, MORNING))
    operations.set_cause(taken, cause="system", reason=reason, by=By(wang, MORNING))
    assert acts(taken) == ["taken", "cause"]
    assert (taken.cause, taken.reason) == ("system", reason)


def test_nothing_is_offered_while_one_is_open(wang: Any) -> None:
    contact, other = uuid.uuid4(), uuid.uuid4()
    taken = taken_by(wang, contact=contact, customer_ref="ref-1")
    assert has_open_complaint(contact) and not has_open_complaint(other)
    assert has_open_complaint(other, customer_ref="ref-1")
    assert not has_open_complaint(None) and not has_open_complaint(other, customer_ref="ref-2")
    operations.close(taken, spoken(), By(wang, MORNING))
    assert not has_open_complaint(contact, customer_ref="ref-1")


def test_nothing_leads_back_to_the_customer_for_ever(wang: Any) -> None:
    wish = {"contact": uuid.uuid4(), "customer_ref": "ref-1"}
    closed, still_open = taken_by(wang, **wish), taken_by(wang, **wish)
    operations.close(closed, spoken(), By(wang, MORNING))
    assert moving.forget_customers(now=MORNING + 89 * 24 * HOUR) == 0
    assert moving.forget_customers(now=MORNING + 91 * 24 * HOUR) == 1
    assert moving.forget_customers(now=MORNING + 91 * 24 * HOUR) == 0
    closed.refresh_from_db()
    still_open.refresh_from_db()
    assert (closed.contact, closed.customer_ref) == (None, "")
    assert still_open.customer_ref == "ref-1"


def test_the_clock_goes_on_where_one_act_fails(
    wang: Any, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    def fail(*, now: Any) -> None:
        raise RuntimeError("客户说了什么")

    taken = taken_by(wang)
    monkeypatch.setattr(moving, "follow_leavers", fail)
    moving.run(now=taken.due_at + HOUR)
    assert acts(taken) == ["taken", "late"]
    assert "RuntimeError" in caplog.text and "客户" not in caplog.text


def test_events_are_all_there_is(wang: Any) -> None:
    taken = taken_by(wang)
    operations.note(taken, "已核实", By(wang, MORNING))
    operations.close(taken, spoken(), By(wang, MORNING))
    assert acts(taken) == ["taken", "noted", "closed"]
    assert set(ComplaintEvent.objects.values_list("by", flat=True)) == {"wang"}
