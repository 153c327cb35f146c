"""Who is asked to read something, what counts as read, and what asks again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from kb.authoring.label_values import forget_choices
from kb.authoring.models import LabelValue
from kb.reading.asking import Person, confirm, end, forget_old
from kb.reading.due import Reading, count_due, readings_of
from kb.reading.models import Confirmation, ReadVersion, RequiredReading
from kb.reading.overview import TeamStanding, standings
from tests import library
from tests.library import block
from tests.reading.stories import asked, marked, say, scope_of, team

DAY = timedelta(days=1)


@pytest.fixture
def agents(bank: Any) -> Group:
    return Group.objects.get(name="Agents")


@pytest.fixture
def wei(bank: Any) -> Any:
    return library.staff("agent-wei", "Agents")


def due(user: Any) -> list[Reading]:
    return [one for one in readings_of(user.pk, scope=scope_of(user)) if one.due]


def read_all(user: Any) -> None:
    """Everything that is due, as it stands."""
    for one in due(user):
        person = Person(user.pk, user.get_username())
        confirm(
            one.pk, {element.digest for element in one.due}, person=person, scope=scope_of(user)
        )


def standing(reading: RequiredReading) -> list[TeamStanding]:
    everywhere = set(Group.objects.values_list("pk", flat=True))
    return list(standings([reading], teams=everywhere, now=timezone.now())[reading.pk])


def test_nobody_is_asked_anything_by_itself(wei: Any) -> None:
    assert readings_of(wei.pk, scope=scope_of(wei)) == ()


def test_a_team_is_asked_until_each_has_confirmed(agents: Group, wei: Any) -> None:
    reading = asked("cards.fee", agents, why="年费上调")
    (one,) = due(wei)
    assert one.why == "年费上调" and [d.text for d in one.due] == ["每年200元，刷卡满6次免年费。"]
    read_all(wei)
    assert due(wei) == [] and count_due(wei.pk, scope=scope_of(wei)) == 0
    kept = Confirmation.objects.get()
    assert (kept.reading, kept.user_id, kept.name) == (reading, wei.pk, "agent-wei")
    assert kept.version.text == "每年200元，刷卡满6次免年费。"


def test_a_change_in_substance_asks_again_and_shows_what_was_confirmed(
    agents: Group, wei: Any, bank: Any
) -> None:
    asked("cards.fee", agents)
    read_all(wei)
    say(bank["cards.fee"], "每年300元，刷卡满6次免年费。")
    ((element,),) = [one.due for one in due(wei)]
    assert marked(element.before) == "每年[200]元，刷卡满6次免年费。"
    assert marked(element.after) == "每年[300]元，刷卡满6次免年费。"
    read_all(wei)
    assert due(wei) == [] and Confirmation.objects.count() == 2


def test_a_comma_asks_nobody_again(agents: Group, wei: Any, bank: Any) -> None:
    asked("cards.fee", agents)
    read_all(wei)
    say(bank["cards.fee"], "每年200元、刷卡满6次免年费")
    assert due(wei) == []


def test_many_small_corrections_are_compared_with_what_was_confirmed(
    agents: Group, wei: Any, bank: Any
) -> None:
    """Each by itself is a typo; together they say something else."""
    words = "客户本人带身份证原件和银行卡到开户网点的柜台办理销户手续当天就可以取走全部余额"
    page = say(bank["cards.fee"], words)
    asked("cards.fee", agents)
    read_all(wei)
    for old, new in (("开户", "任一"), ("柜台", "机具"), ("销户", "挂失"), ("当天", "次日")):
        words = words.replace(old, new)
        page = say(page, words)
    assert [one.answer.key for one in due(wei)] == ["cards.fee"]


def test_what_is_not_acted_on_is_not_asked(agents: Group, wei: Any, bank: Any) -> None:
    asked("cards.fee", agents)
    read_all(wei)
    said = "每年200元，刷卡满6次免年费。"
    page = say(bank["cards.fee"], said, block("example", "小王刷了六次。"))
    assert due(wei) == []
    say(page, said, block("condition", "仅限金卡。"))
    assert [d.kind for one in due(wei) for d in one.due] == ["condition"]


def test_chosen_elements_alone_are_asked(agents: Group, wei: Any, bank: Any) -> None:
    fee = library.element_id(bank["cards.lost"], "fee")
    asked("cards.lost", agents, elements=(fee,))
    assert [d.element for one in due(wei) for d in one.due] == [fee]


def test_whoever_joins_is_asked_and_whoever_leaves_is_not(agents: Group, wei: Any) -> None:
    reading = asked("cards.fee", agents)
    read_all(wei)
    late = library.staff("agent-late", "Agents")
    assert len(due(late)) == 1
    (of_agents,) = standing(reading)
    assert (of_agents.done, [p.member.name for p in of_agents.missing]) == (1, ["agent-late"])
    late.groups.clear()
    assert readings_of(late.pk, scope=scope_of(wei)) == ()
    wei.is_active = False
    wei.save()
    (of_agents,) = standing(reading)
    assert of_agents.people == ()


def test_a_second_request_asks_again(agents: Group, wei: Any) -> None:
    asked("cards.fee", agents)
    read_all(wei)
    asked("cards.fee", agents)
    assert len(due(wei)) == 1


def test_what_has_ended_asks_nobody_and_is_kept(agents: Group, wei: Any) -> None:
    reading = asked("cards.fee", agents)
    read_all(wei)
    end(reading, by="supervisor-1", at=timezone.now())
    assert readings_of(wei.pk, scope=scope_of(wei)) == ()
    assert Confirmation.objects.count() == 1


def test_other_teams_are_not_asked(agents: Group, bank: Any) -> None:
    other = library.staff("editor-1", "Editors")
    asked("cards.fee", agents)
    assert readings_of(other.pk, scope=scope_of(other)) == ()


def test_nobody_confirms_for_others_or_what_is_not_asked(agents: Group, wei: Any) -> None:
    reading = asked("cards.fee", agents)
    (one,) = due(wei)
    digests = {element.digest for element in one.due}
    stranger = library.staff("editor-1", "Editors")
    person = Person(stranger.pk, "editor-1")
    assert confirm(reading.pk, digests, person=person, scope=scope_of(stranger)) is None
    assert Confirmation.objects.count() == 0


def test_only_the_words_that_were_seen_are_confirmed(agents: Group, wei: Any, bank: Any) -> None:
    reading = asked("cards.fee", agents)
    (one,) = due(wei)
    seen = {element.digest for element in one.due}
    say(bank["cards.fee"], "每年300元，刷卡满6次免年费。")
    after = confirm(reading.pk, seen, person=Person(wei.pk, "agent-wei"), scope=scope_of(wei))
    assert after is not None and after.due and Confirmation.objects.count() == 0


def test_what_may_no_longer_be_seen_is_not_asked(agents: Group, wei: Any, bank: Any) -> None:
    reading = asked("cards.fee", agents)
    bank["cards.fee"].unpublish()
    assert readings_of(wei.pk, scope=scope_of(wei)) == ()
    (of_agents,) = standing(reading)
    assert of_agents.people == ()


def test_each_region_reads_and_confirms_its_own_words(bank: Any) -> None:
    for code in ("beijing", "shanghai"):
        LabelValue.objects.create(dimension="regions", code=code, name_zh=code, name_en=code)
    forget_choices()
    teams = {code: team(f"Agents {code}", regions=[code]) for code in ("beijing", "shanghai")}
    people = {code: library.staff(f"agent-{code}", f"Agents {code}") for code in teams}
    only = block("fee", "北京加收5元。", regions=["beijing"])
    page = say(bank["cards.fee"], "每年200元。", only)
    reading = asked("cards.fee", *teams.values())
    for user in people.values():
        read_all(user)
    assert [len(s.people) - s.done for s in standing(reading)] == [0, 0]
    say(page, "每年200元。", block("fee", "北京加收9元。", regions=["beijing"]))
    assert [len(due(people[code])) for code in ("beijing", "shanghai")] == [1, 0]
    assert {s.team.name: len(s.missing) for s in standing(reading)} == {
        "Agents beijing": 1, "Agents shanghai": 0,
    }  # fmt: skip
    forget_choices()


def test_the_standing_asks_the_database_as_often_for_many(
    agents: Group, wei: Any, django_assert_max_num_queries: Any
) -> None:
    readings = [asked("cards.fee", agents), asked("cards.lost", agents)]
    people = [library.staff(f"agent-{number}", "Agents") for number in range(12)]
    for user in people[:4]:
        read_all(user)
    with django_assert_max_num_queries(12) as few:
        standings(readings[:1], teams={agents.pk}, now=timezone.now())
    rows = RequiredReading.objects.prefetch_related("teams")
    readings = [*rows, *(asked("cards.limit", agents) for _ in range(8))]
    with django_assert_max_num_queries(len(few) + 8) as many:
        found = standings(readings, teams={agents.pk}, now=timezone.now())
    # Each request that was not asked for with its teams costs one more.
    assert len(many) <= len(few) + 8
    assert [len(team.people) for (team,) in found.values()] == [13] * 10


def test_evidence_is_kept_for_its_time_and_no_longer(
    agents: Group, wei: Any, settings: Any
) -> None:
    settings.READING_EVIDENCE_DAYS = 30
    gone, stays = asked("cards.fee", agents), asked("cards.limit", agents)
    read_all(wei)
    now = timezone.now()
    end(gone, by="supervisor-1", at=now)
    forget_old(now=now + 29 * DAY)
    assert Confirmation.objects.count() == 2
    forget_old(now=now + 31 * DAY)
    assert [row.reading for row in Confirmation.objects.all()] == [stays]
    assert ReadVersion.objects.count() == 1
