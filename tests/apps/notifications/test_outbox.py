"""A mail is a row first, is tried until the server takes it, and keeps one Message-ID."""

from collections.abc import Iterator

import pytest
from django.test import Client, override_settings
from procrastinate.contrib.django.models import ProcrastinateJob

from koppel.apps.notifications import actions, rules
from koppel.apps.notifications.models import Mail
from koppel.apps.queue.actions import work_off
from koppel.apps.sharing.owned import viewing
from koppel.apps.sharing.rules import NotFound, Refused, Role
from tests import cast
from tests.apps.notifications.servers import DroppingServer


@pytest.fixture(autouse=True)
def dropping_server() -> Iterator[None]:
    DroppingServer.reset(0)
    with override_settings(EMAIL_BACKEND="tests.apps.notifications.servers.DroppingServer"):
        yield


def a_mail(**fields: str) -> Mail:
    return actions.write_mail(**({"to": "anna@example.org", "subject": "Hello", "text": "Text"} | fields))


@pytest.mark.usefixtures("database_committed")
def test_a_written_mail_is_sent_by_the_worker_and_not_before() -> None:
    mail = a_mail(html="<p>Text</p>")
    assert DroppingServer.offered == []
    work_off()
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.error) == ("sent", 1, "")
    (taken,) = DroppingServer.taken
    assert taken.to == ["anna@example.org"]
    assert taken.alternatives[0][1] == "text/html"


@pytest.mark.usefixtures("database_committed")
def test_a_dropped_mail_waits_and_goes_out_later_under_the_same_message_id() -> None:
    DroppingServer.reset(drops=1)
    mail = a_mail()
    work_off()
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == ("waiting", 1)
    assert "SMTPServerDisconnected" in mail.error
    assert ProcrastinateJob.objects.get(task_name="notifications.send_mail").status == "todo"
    actions.send_mail(mail.pk)
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == ("sent", 2)
    assert len({message.extra_headers["Message-ID"] for message in DroppingServer.offered}) == 1
    actions.send_mail(mail.pk)
    assert len(DroppingServer.taken) == 1


@pytest.mark.usefixtures("database_rolled_back")
def test_after_all_tries_a_mail_failed_and_an_operator_sends_it_again() -> None:
    DroppingServer.reset(drops=rules.ATTEMPTS)
    mail = a_mail()
    for _number in range(rules.ATTEMPTS - 1):
        with pytest.raises(actions.MailNotSent):
            actions.send_mail(mail.pk)
    actions.send_mail(mail.pk)
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == ("failed", rules.ATTEMPTS)
    browser = an_operators_browser()
    assert "Send again" in browser.get(f"/en/operator/mails/{mail.uuid}/").content.decode()
    jobs = ProcrastinateJob.objects.filter(task_name="notifications.send_mail").count()
    browser.post(f"/en/operator/mails/{mail.uuid}/retry/")
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == ("waiting", 0)
    assert ProcrastinateJob.objects.filter(task_name="notifications.send_mail").count() == jobs + 1
    actions.send_mail(mail.pk)
    mail.refresh_from_db()
    assert mail.state == "sent"


@pytest.mark.usefixtures("database_rolled_back")
def test_a_mail_that_did_not_fail_is_not_sent_twice() -> None:
    mail = a_mail()
    with viewing(cast.OPERATOR), pytest.raises(Refused, match="Only a mail that failed"):
        actions.retry_mail(cast.OPERATOR, mail.uuid)
    with viewing(cast.OPERATOR), pytest.raises(NotFound):
        actions.retry_mail(cast.OPERATOR, cast.a_partner().uuid)
    anna = cast.anna()
    with viewing(anna), pytest.raises(Refused, match="Only an operator"):
        actions.retry_mail(anna, mail.uuid)


@pytest.mark.usefixtures("database_rolled_back")
def test_a_subject_cannot_add_a_header() -> None:
    assert a_mail(subject="Hello\r\nBcc: eve@example.org").subject == "Hello Bcc: eve@example.org"


def an_operators_browser() -> Client:
    client = Client()
    client.force_login(cast.a_user("Olga", role=Role.OPERATOR))
    return client


@pytest.mark.usefixtures("database_rolled_back")
def test_the_text_of_a_mail_shows_on_a_demonstration_only() -> None:
    mail = a_mail(text="https://localhost/secret-link")
    browser = an_operators_browser()
    with override_settings(IS_DEMONSTRATION=True):
        assert "secret-link" in browser.get(f"/en/operator/mails/{mail.uuid}/").content.decode()
    with override_settings(IS_DEMONSTRATION=False):
        page = browser.get(f"/en/operator/mails/{mail.uuid}/").content.decode()
    assert "secret-link" not in page
    assert "Not shown" in page


@pytest.mark.usefixtures("database_rolled_back")
def test_mails_are_listed_by_state_for_operators_only() -> None:
    mail = a_mail(subject="A subject of its own")
    browser = an_operators_browser()
    assert "A subject of its own" in browser.get("/en/operator/mails/").content.decode()
    assert "A subject of its own" not in browser.get("/en/operator/mails/?state=sent").content.decode()
    assert browser.get("/en/operator/mails/?state=nonsense").status_code == 404
    other = Client()
    other.force_login(cast.a_user("Anna", party=cast.a_partner(), role=Role.ADMINISTRATOR))
    assert other.get(f"/en/operator/mails/{mail.uuid}/").status_code == 403
    assert other.post(f"/en/operator/mails/{mail.uuid}/retry/").status_code == 403
