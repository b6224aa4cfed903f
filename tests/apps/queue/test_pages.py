"""The operator sees jobs and retries failed ones; monitoring learns whether work can be done."""

import datetime
import json

import pytest
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from koppel.apps.queue import actions, queries, rules
from koppel.apps.sharing.rules import Role
from tests import cast


@actions.task("tests.stumble", retries=-1)  # 0 would mean: for ever
def stumble(stone: str) -> None:
    """A job that fails as long as there is a stone."""
    if stone == "large":
        raise ValueError(stone)


def an_operators_browser() -> Client:
    client = Client()
    client.force_login(cast.a_user("Olga", role=Role.OPERATOR))
    return client


@pytest.mark.usefixtures("database_committed")
def test_a_failed_job_shows_and_is_tried_again() -> None:
    actions.enqueue("tests.stumble", stone="large")
    actions.work_off()
    job = ProcrastinateJob.objects.get(task_name="tests.stumble")
    assert job.status == "failed"
    browser = an_operators_browser()
    page = browser.get("/en/operator/jobs/").content.decode()
    assert f"/en/operator/jobs/{job.pk}/" in page
    assert "stone=large" in page
    assert "failed" in browser.get(f"/en/operator/jobs/{job.pk}/").content.decode()
    browser.post(f"/en/operator/jobs/{job.pk}/retry/")
    assert ProcrastinateJob.objects.get(pk=job.pk).status == "todo"
    assert browser.post(f"/en/operator/jobs/{job.pk}/retry/").status_code == 404


@pytest.mark.usefixtures("database_committed")
def test_counts_are_by_task_and_state() -> None:
    for stone in ("large", "small", "small"):
        actions.enqueue("tests.stumble", stone=stone)
    actions.work_off()
    actions.enqueue("tests.stumble", stone="small")
    counts = {count.task: count for count in queries.task_counts()}["tests.stumble"]
    assert (counts.waiting, counts.done, counts.failed) == (1, 2, 1)


@pytest.mark.usefixtures("database_committed")
def test_the_queue_is_as_old_as_its_oldest_due_job() -> None:
    now = timezone.now()
    assert queries.oldest_waiting_seconds(now) == 0
    actions.enqueue("tests.stumble", stone="small")
    assert 59 <= queries.oldest_waiting_seconds(now + datetime.timedelta(seconds=60)) <= 60
    old = Client().get("/ready")
    assert (old.status_code, json.loads(old.content)["status"]) == (200, "ready")
    assert rules.TOO_OLD_SECONDS > 60


@pytest.mark.usefixtures("database_rolled_back")
def test_only_an_operator_sees_and_retries_jobs() -> None:
    client = Client()
    assert client.get("/en/operator/jobs/")["Location"].startswith("/en/account/sign-in/")
    client.force_login(cast.a_user("Anna", party=cast.a_partner(), role=Role.ADMINISTRATOR))
    assert client.get("/en/operator/jobs/").status_code == 403
    assert client.post("/en/operator/jobs/1/retry/").status_code == 403
    browser = an_operators_browser()
    assert browser.get("/en/operator/jobs/").status_code == 200
    assert browser.get("/en/operator/jobs/1/").status_code == 404
    assert browser.get("/en/operator/jobs/?state=nonsense").status_code == 404


@pytest.mark.usefixtures("database_rolled_back")
def test_the_process_says_that_it_lives_and_that_it_is_ready() -> None:
    assert json.loads(Client().get("/health").content) == {"status": "ok"}
    ready = Client().get("/ready")
    assert json.loads(ready.content) == {
        "status": "ready",
        "database": True,
        "migrations_applied": True,
        "queue_age_seconds": 0,
    }
    assert "no-store" in ready["Cache-Control"]


@pytest.mark.usefixtures("database_rolled_back")
def test_whoever_finds_a_weakness_learns_whom_to_tell() -> None:
    answer = Client().get("/.well-known/security.txt")
    fields = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert answer["Content-Type"].startswith("text/plain")
    assert fields["Contact"] == "mailto:koppel@localhost"
    expires = datetime.datetime.fromisoformat(fields["Expires"])
    assert timezone.now() < expires < timezone.now() + datetime.timedelta(days=366)
