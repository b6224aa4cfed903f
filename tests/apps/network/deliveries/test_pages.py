"""The pages of deliveries, as a steward, an adviser and another partner's steward open them."""

from __future__ import annotations

import csv
import io
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.template import Template
from django.test import Client
from django.test.utils import instrumented_test_render
from django.utils import translation

from koppel.apps.accounts.models import User
from koppel.apps.network.forms.deliveries import DeliveryForm
from koppel.apps.network.models import Delivery
from koppel.apps.sharing.owned import viewing
from koppel.apps.sharing.queries import partners, party
from koppel.apps.sharing.rules import Role, Viewer
from tests.apps.network.deliveries.giving import again, companies, export, give, read_now
from tests.cast import a_partner, a_viewer, anna, luc
from tests.connectors.places import file_bytes

State = Delivery.State


@pytest.fixture(autouse=True)
def _contexts_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the client keep what a page was made of."""
    monkeypatch.setattr(Template, "_render", instrumented_test_render)


AUDIENCE = {"audience": "partners"}


def browser(viewer: Viewer) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=viewer.user_id))
    return client


def upload(client: Client, payload: bytes, name: str = "export.csv", **answers: str):
    return client.post("/en/deliveries/new/", {**AUDIENCE, **answers, "file": SimpleUploadedFile(name, payload)})


def columns(client: Client, address: str) -> dict[str, str]:
    """The answers that the columns page begins with."""
    form = client.get(address).context["form"]
    return {bound.html_name: bound.value() or "" for bound in form if bound.value()}


def test_a_file_goes_from_upload_to_its_row_report(database_rolled_back: None) -> None:
    steward = anna()
    client = browser(steward)
    sent = upload(client, export(*companies(1, 10), ("11", "", "", "")), audience="private")
    assert sent.status_code == 302
    assert sent.url.endswith("/columns/")
    answers = columns(client, sent.url)
    assert answers["s0-name"] == "Bedrijfsnaam"
    confirmed = client.post(sent.url, answers)
    assert confirmed.status_code == 302
    running = client.get(confirmed.url)
    assert b"Reading the rows" in running.content
    with viewing(steward):
        delivery = Delivery.objects.get()
    read_now(steward, delivery)
    page = client.get(confirmed.url).content.decode()
    assert "The row has no name of an organisation." in page
    assert "only Brabant" in page
    assert "1 to 1 of 1" in page


def test_a_wrong_choice_of_columns_is_said_at_its_field(database_rolled_back: None) -> None:
    client = browser(anna())
    sent = upload(client, export(*companies(1, 3)))
    answers = columns(client, sent.url)
    twice = client.post(sent.url, {**answers, "s0-city": "Bedrijfsnaam"})
    assert twice.status_code == 422
    assert "chosen for two fields" in twice.content.decode()
    without_name = client.post(sent.url, {key: value for key, value in answers.items() if key != "s0-name"})
    assert without_name.context["form"].errors["s0-name"]


@pytest.mark.parametrize("name", ["empty.csv", "report.pdf", "old.xls", "no_header.csv", "list.json", "page.html"])
def test_a_file_that_cannot_be_read_is_refused_at_its_field(name: str, database_rolled_back: None) -> None:
    steward = anna()
    answer = upload(browser(steward), file_bytes(name), name)
    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]
    with viewing(steward):
        assert not Delivery.objects.exists()


def test_a_file_over_the_limit_is_refused_before_it_is_read(database_rolled_back: None) -> None:
    steward = anna()
    unread = UploadedFile(io.BytesIO(), "export.csv", size=200 * 1024 * 1024)
    with viewing(steward):
        form = DeliveryForm(AUDIENCE, {"file": unread}, parties=partners(), owner=party(steward.party_id or 0))
        with translation.override("en"):
            assert form.errors["file"] == [
                "The file is 200 MB; at most 100 MB is read. Deliver it in parts, or as CSV."
            ]


def test_figures_and_chips_equal_the_lists_behind_them(database_rolled_back: None) -> None:
    steward = anna()
    give(steward, export(*companies(1, 30)))
    delivery = give(
        steward,
        export(
            *companies(1, 2, suffix=" nieuw"), *companies(3, 29), ("31", "Nul B.V.", "1234567", ""), ("32", "", "", "")
        ),
    )
    client = browser(steward)
    address = f"/en/deliveries/{delivery.uuid}/"
    page = client.get(address)
    shown = {figure.url: figure.number for figure in page.context["figures"]}
    shown |= {f"{chip.url}#rows": chip.count for chip in page.context["chips"]}
    assert len(shown) == 10
    for url, count in shown.items():
        assert client.get(address + url.removesuffix("#rows")).context["page"].paginator.count == count
    first, *others = page.context["chips"]
    assert first.count == sum(chip.count for chip in others)


def test_a_parked_delivery_is_approved_on_its_page(database_rolled_back: None) -> None:
    steward = anna()
    give(steward, export(*companies(1, 10)))
    parked = give(steward, export(*companies(1, 5)))
    client = browser(steward)
    page = client.get(f"/en/deliveries/{parked.uuid}/").content.decode()
    assert "would change 0 and take away 5 of your 10 records" in page
    client.post(f"/en/deliveries/{parked.uuid}/approve/")
    assert again(steward, parked).state == State.APPLYING


def test_a_delivery_is_stopped_and_put_back_on_its_page(database_rolled_back: None) -> None:
    steward = anna()
    client = browser(steward)
    give(steward, export(*companies(1, 10)))
    parked = give(steward, export(*companies(1, 5)))
    client.post(f"/en/deliveries/{parked.uuid}/withdraw/")
    assert again(steward, parked).state == State.WITHDRAWN
    second = give(steward, export(*companies(1, 9)))
    with viewing(steward):
        Delivery.objects.filter(state=State.LINKING).update(state=State.DONE)
    assert b"Put that one back" in client.get(f"/en/deliveries/{second.uuid}/").content
    back = client.post(f"/en/deliveries/{second.uuid}/restore/")
    assert b"delivered again to undo" in client.get(back.url).content


def test_progress_refreshes_the_page_once_another_step_begins(database_rolled_back: None) -> None:
    steward = anna()
    client = browser(steward)
    sent = upload(client, export(*companies(1, 10)))
    client.post(sent.url, columns(client, sent.url))
    with viewing(steward):
        delivery = Delivery.objects.get()
    asked = f"/en/deliveries/{delivery.uuid}/progress/?state=reading"
    waiting = client.get(asked, headers={"HX-Request": "true"})
    assert b'hx-trigger="every 2s"' in waiting.content
    read_now(steward, delivery)
    assert client.get(asked, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"


def test_the_report_as_csv_cannot_become_a_formula(database_rolled_back: None) -> None:
    steward = anna()
    delivery = give(steward, export(("1", "=cmd|'/c calc'!A1", "1234567", "Breda"), ("2", "@sum(A1)", "12", "Breda")))
    answer = browser(steward).get(f"/en/deliveries/{delivery.uuid}/rows.csv")
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][:4] == ["Row", "Sheet", "Own id", "Organisation"]
    assert len(rows) >= 3
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "@", "+", "-"))]


def test_settings_are_kept_and_count_for_the_next_delivery(database_rolled_back: None) -> None:
    client = browser(anna())
    saved = client.post("/en/deliveries/settings/", {"audience": "private", "park_percent": "5"})
    assert saved.status_code == 302
    form = client.get("/en/deliveries/settings/").context["form"]
    assert (form["park_percent"].value(), form["audience"].value()) == (5, "private")
    assert client.get("/en/deliveries/new/").context["form"]["audience"].value() == "private"
    assert client.post("/en/deliveries/settings/", {"audience": "private", "park_percent": "500"}).status_code == 422


def test_an_adviser_reads_deliveries_and_delivers_none(database_rolled_back: None) -> None:
    steward = anna()
    delivery = give(steward, export(*companies(1, 10)))
    client = browser(a_viewer("Ad", party=a_partner("brabant"), role=Role.ADVISER))
    address = f"/en/deliveries/{delivery.uuid}/"
    for path in ("/en/deliveries/", address, address + "rows.csv"):
        assert client.get(path).status_code == 200
    assert b"Deliver a file" not in client.get(address).content
    for path in ("/en/deliveries/new/", "/en/deliveries/settings/", address + "columns/"):
        assert client.get(path).status_code == 403
    for act in ("approve", "withdraw", "restore"):
        assert client.post(f"{address}{act}/").status_code == 403


def test_another_partner_finds_nothing(database_rolled_back: None) -> None:
    delivery = give(anna(), export(*companies(1, 10)))
    client = browser(luc())
    for address in (delivery.uuid, uuid4()):
        for path in ("", "columns/", "progress/", "rows.csv"):
            assert client.get(f"/en/deliveries/{address}/{path}").status_code == 404
        for act in ("approve", "withdraw", "restore"):
            assert client.post(f"/en/deliveries/{address}/{act}/").status_code == 404
    assert client.get("/en/deliveries/").context["page"].paginator.count == 0


def test_a_visitor_signs_in_first(database_rolled_back: None) -> None:
    assert Client().get("/en/deliveries/").status_code == 302
