"""The complaint team's list, its file, and what can be done there."""

from __future__ import annotations

import csv
import io
import uuid
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from openpyxl import load_workbook

from kb.authoring.models import LabelValue
from kb.feedback.complaints import operations
from kb.feedback.complaints.models import Complaint, ComplaintKnowledge
from kb.feedback.complaints.steps import By
from tests import library
from tests.complaints.making import MORNING, agent_of, spoken, taken_by

pytestmark = pytest.mark.django_db
LIST = "/admin/complaints/"


def entered(*groups: str) -> Client:
    client = Client(headers={"Accept-Language": "zh-CN"})
    client.force_login(library.staff(f"user-{uuid.uuid4().hex[:6]}", *groups))
    return client


@pytest.fixture
def taken(db: None) -> Complaint:
    LabelValue.objects.create(
        dimension="regions", code="beijing", name_zh="北京", name_en="Beijing"
    )
    return taken_by(agent_of("Agents Beijing", "wang", regions=["beijing"]), words="=1+1 没人回电")


@pytest.fixture
def officer(db: None) -> Client:
    return entered("Consumer protection")


def test_only_who_oversees_enters(taken: Complaint) -> None:
    for group in ("Editors", "Approvers", "Compliance"):
        for address in (LIST, f"{LIST}results/", f"{LIST}{taken.pk}/"):
            response = entered(group).get(address)
            assert response.status_code in (302, 403)
            assert taken.number not in response.content.decode()
    for group in ("Supervisors", "Consumer protection"):
        assert taken.number in entered(group).get(LIST).content.decode()


def test_a_supervisor_is_told_nothing_of_teams_that_read_more(taken: Complaint) -> None:
    grant = Group.objects.get(name="Supervisors").access_grants.get()
    grant.regions = ["shanghai"]
    grant.save()
    client = entered("Supervisors")
    assert taken.number not in client.get(LIST).content.decode()
    assert taken.number not in exported(client, "csv")
    unknown = f"{LIST}{uuid.uuid4()}/"
    assert client.get(f"{LIST}{taken.pk}/").status_code == client.get(unknown).status_code == 404
    assert client.post(f"{LIST}{taken.pk}/join/").status_code == 404


def exported(client: Client, form: str) -> str:
    response = client.get(f"{LIST}?export={form}")
    return b"".join(
        response.streaming_content if response.streaming else [response.content]
    ).decode("utf-8-sig", "replace")


def test_the_file_holds_what_the_list_does_and_no_formula(
    taken: Complaint, officer: Client
) -> None:
    other = taken_by(library.staff("zhao", "Agents"))
    operations.close(other, spoken(), By(library.staff("lead", "Supervisors"), MORNING))
    rows = list(csv.reader(io.StringIO(exported(officer, "csv"))))
    assert [row[0] for row in rows[1:]] == [taken.number, other.number]
    assert "'=1+1 没人回电" in rows[1]
    response = officer.get(f"{LIST}?export=xlsx&state=closed")
    sheet = load_workbook(io.BytesIO(response.getvalue())).active
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == [other.number]


@pytest.mark.parametrize(("state", "is_there"), [("open", True), ("closed", False), ("late", True)])
def test_it_is_filtered_by_state(
    taken: Complaint, officer: Client, state: str, is_there: bool
) -> None:
    Complaint.objects.update(due_at="2020-01-01T00:00Z")
    found = officer.get(f"{LIST}?state={state}").content.decode()
    assert (taken.number in found) == is_there


def test_the_team_works_on_it_and_the_owner_stays(taken: Complaint, officer: Client) -> None:
    one = f"{LIST}{taken.pk}/"
    assert "没人回电" in officer.get(one).content.decode()
    assert officer.post(f"{one}note/", {"text": "已核实"}).status_code == 302
    assert officer.post(f"{one}cause/", {"cause": "system"}).status_code == 302
    refused = officer.post(f"{one}close/", {"outcome": "partly", "result": "已说明"})
    assert refused.status_code == 422 and "已说明" in refused.content.decode()
    ending = {"outcome": "partly", "answered": "spoken", "result": "已说明"}
    assert officer.post(f"{one}close/", ending).status_code == 302
    assert officer.post(f"{one}reopen/", {"text": ""}).status_code == 422
    assert officer.post(f"{one}reopen/", {"text": "客户又来电"}).status_code == 302
    taken.refresh_from_db()
    assert (taken.owner, taken.cause, taken.is_open) == ("wang", "system", True)
    assert officer.post(f"{one}no-such/").status_code == 404


def test_a_version_is_named_by_hand(bank: Any, taken: Complaint, officer: Client) -> None:
    one, right = f"{LIST}{taken.pk}/version/", {"key": "cards.lost", "locale": "zh-Hans"}
    for wrong in ({"key": "no-such"}, {"locale": "fr"}, {"key": "a\0"}):
        assert officer.post(one, right | wrong).status_code == 422
    Group.objects.get(name="Consumer protection").access_grants.update(topics=["accounts"])
    assert officer.post(one, right).status_code == 422
    assert not ComplaintKnowledge.objects.exists()
    Group.objects.get(name="Consumer protection").access_grants.update(topics=["*"])
    assert officer.post(one, right).status_code == 302
    assert ComplaintKnowledge.objects.get().seq
    assert taken.events.last().act == "changed"
