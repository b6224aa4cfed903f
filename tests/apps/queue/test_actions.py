"""Jobs are added in the transaction that causes them, once if asked, and worked off."""

import pytest
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from koppel.apps.notifications.actions import write_mail
from koppel.apps.notifications.models import Mail
from koppel.apps.queue.actions import enqueue, work_off

pytestmark = pytest.mark.usefixtures("database_committed")


def test_a_job_of_an_undone_transaction_is_undone_too() -> None:
    with transaction.atomic():
        write_mail(to="anna@example.org", subject="Hello", text="Hello")
        transaction.set_rollback(True)
    assert ProcrastinateJob.objects.count() == 0


def test_while_a_job_waits_its_double_is_not_added_and_the_transaction_lives_on() -> None:
    with transaction.atomic():
        enqueue("network.link_records", once="linking")
        enqueue("network.link_records", once="linking")
        assert ProcrastinateJob.objects.count() == 1


def test_a_mail_is_sent_by_the_worker_and_not_before(tmp_path, monkeypatch) -> None:
    from django.conf import settings

    monkeypatch.setattr(settings, "EMAIL_FILE_PATH", str(tmp_path))
    mail = write_mail(to="anna@example.org", subject="Hello", text="Hello")
    assert not list(tmp_path.iterdir())
    work_off()
    mail.refresh_from_db()
    assert mail.state == Mail.State.SENT
    assert mail.message_id in next(tmp_path.iterdir()).read_text()
