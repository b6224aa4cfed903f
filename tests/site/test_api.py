"""The REST API: tokens and scopes, problem documents, paging, and that its description is true."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pytest
import schemathesis
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from koppel.apps.accounts.models import ApiToken
from koppel.apps.accounts.rules import hash_of
from koppel.apps.network.models import Delivery, Record
from koppel.apps.queue.actions import work_off
from koppel.apps.sharing.models import Party
from koppel.apps.sharing.owned import viewing_all
from koppel.apps.sharing.rules import Role
from tests import cast

ALL = ("read", "write", "deliver", "export")


class Caller:
    """Somebody with a token."""

    def __init__(
        self, party: Party | None, role: Role = Role.STEWARD, scopes: tuple[str, ...] = ALL, *, days: int = 9
    ) -> None:
        user = cast.a_user("Anna", party=party, role=role)
        self.token = f"koppel_{user.uuid}"
        now = timezone.now()
        self.stored = ApiToken.objects.create(
            user=user, name="tests", token_hash=hash_of(self.token), scopes=list(scopes), created_at=now,
            expires_at=now + datetime.timedelta(days=days),
        )  # fmt: skip
        self.client = Client()

    def call(self, method: str, path: str, body: Any = None, **extra: Any) -> Any:
        arguments: dict[str, Any] = {"HTTP_AUTHORIZATION": f"Bearer {self.token}", **extra}
        if body is not None:
            arguments |= {"data": json.dumps(body), "content_type": "application/json"}
        return getattr(self.client, method)(f"/api/v1{path}", **arguments)


@pytest.mark.usefixtures("database_rolled_back")
class TestRolledBack:
    """Calls that need no job."""

    def test_without_a_token_public_things_show_and_others_ask_for_one(self) -> None:
        cast.a_record(cast.a_partner(), name="Openbaar B.V.", audience="public")
        cast.a_record(cast.a_partner(), name="Partners B.V.", audience="partners")
        found = Client().get("/api/v1/organisations").json()
        assert [line["name"] for line in found["items"]] == ["Openbaar B.V."]
        refused = Client().get("/api/v1/me")
        assert (refused.status_code, refused["WWW-Authenticate"], refused["Content-Type"]) == (
            401,
            "Bearer",
            "application/problem+json",
        )

    @pytest.mark.parametrize("token", ["", "nonsense", "Bearer", "Bearer nonsense", "Basic YTpi"])
    def test_a_token_that_does_not_count_is_refused_even_where_none_is_needed(self, token: str) -> None:
        answer = Client().get("/api/v1/organisations", **({"HTTP_AUTHORIZATION": token} if token else {}))
        assert answer.status_code == (401 if token else 200)

    def test_an_expired_and_a_revoked_token_do_not_count(self) -> None:
        assert Caller(cast.a_partner(), days=-1).call("get", "/me").status_code == 401
        caller = Caller(cast.a_partner())
        assert caller.call("get", "/me").json()["role"] == "steward"
        ApiToken.objects.filter(pk=caller.stored.pk).update(revoked_at=timezone.now())
        assert caller.call("get", "/me").status_code == 401

    def test_a_cookie_does_not_count(self) -> None:
        client = Client()
        client.force_login(cast.a_user("Anna", party=cast.a_partner()))
        assert client.get("/api/v1/me").status_code == 401

    def test_a_scope_that_is_missing_is_named(self) -> None:
        reader = Caller(cast.a_partner(), scopes=("read",))
        refused = reader.call("post", "/records", {"name": "Nieuw B.V."})
        assert (refused.status_code, refused.json()["detail"]) == (403, "the token lacks the scope write")

    def test_hidden_and_missing_records_answer_alike(self) -> None:
        hidden = cast.a_record(cast.a_partner("limburg"), name="Geheim B.V.", audience="private")
        caller = Caller(cast.a_partner("brabant"))
        missing = caller.call("get", "/records/00000000-0000-4000-8000-000000000000")
        found = caller.call("get", f"/records/{hidden.uuid}")
        assert (found.status_code, found.content) == (missing.status_code, missing.content)
        assert found.status_code == 404

    def test_a_record_is_added_shared_edited_withdrawn_removed_and_restored(self) -> None:
        caller, other = Caller(cast.a_partner("brabant")), Caller(cast.a_partner("limburg"))
        made = caller.call(
            "post", "/records", {"name": "Nieuw B.V.", "kvk": "12345678", "audience": {"kind": "partners"}}
        )
        assert made.status_code == 201, made.content
        record = made.json()
        assert other.call("get", f"/records/{record['id']}").json()["audience"] is None
        path = f"/records/{record['id']}"
        fields = {"name": "Nieuwer B.V.", "version": record["version"]}
        edited = caller.call("put", path, fields)
        assert edited.json()["name"] == "Nieuwer B.V."
        assert caller.call("put", path, fields).status_code == 409
        assert other.call("put", path, {**fields, "version": 2}).status_code == 404
        assert caller.call("post", f"{path}/withdrawal").json()["audience"]["kind"] == "private"
        assert other.call("get", path).status_code == 404
        assert caller.call("delete", path).status_code == 204
        assert caller.call("post", f"{path}/restoration").status_code == 200

    @pytest.mark.parametrize(
        "field",
        [
            "owner",
            "owner_id",
            "audience_id",
            "organisation",
            "organisation_id",
            "uuid",
            "gone_at",
            "is_by_hand",
            "delivery",
        ],
    )
    def test_a_field_that_is_not_to_be_written_is_refused_by_name(self, field: str) -> None:
        answer = Caller(cast.a_partner()).call("post", "/records", {"name": "Nieuw B.V.", field: 1})
        assert answer.status_code == 422
        assert field in answer.content.decode()

    def test_a_list_is_paged_by_cursor_to_its_end(self) -> None:
        for number in range(105):
            cast.a_record(cast.a_partner(), name=f"Organisatie {number:03d}")
        caller = Caller(cast.a_partner())
        first = caller.call("get", "/organisations").json()
        second = caller.call("get", f"/organisations?cursor={first['next']}").json()
        names = [line["name"] for line in first["items"] + second["items"]]
        assert (len(names), len(set(names)), second["next"], first["total"]) == (105, 105, None, 105)
        assert caller.call("get", "/organisations?cursor=nonsense").status_code == 400

    def test_an_export_is_a_file_and_needs_its_scope(self) -> None:
        cast.a_record(cast.a_partner(), name="=1+1 B.V.")
        file = Caller(cast.a_partner()).call("get", "/organisations/export?format=csv")
        assert "attachment" in file["Content-Disposition"]
        assert "'=1+1 B.V." in file.content.decode("utf-8-sig")
        assert Caller(cast.a_partner(), scopes=("read",)).call("get", "/organisations/export").status_code == 403

    def test_people_start_private_and_are_erased(self) -> None:
        record = cast.a_record(cast.a_partner("brabant"))
        caller, other = Caller(cast.a_partner("brabant")), Caller(cast.a_partner("limburg"))
        keep = (timezone.localdate() + datetime.timedelta(days=90)).isoformat()
        made = caller.call(
            "post", f"/records/{record.uuid}/people", {"name": "Pim", "purpose": "advice", "keep_until": keep}
        )
        assert made.status_code == 201, made.content
        organisation = caller.call("get", f"/records/{record.uuid}").json()["organisation"]
        assert other.call("get", f"/organisations/{organisation}/people").json() == []
        assert caller.call("delete", f"/people/{made.json()['id']}").status_code == 204


def test_a_file_is_delivered_read_and_linked(database_committed: str) -> None:
    caller = Caller(cast.a_partner("brabant"))
    file = SimpleUploadedFile(
        "relaties.csv", b"Relatienr;Bedrijfsnaam;KvK-nummer\n1;Een B.V.;12345678\n2;Twee B.V.;7654321\n"
    )
    made = caller.client.post("/api/v1/deliveries", {"file": file}, HTTP_AUTHORIZATION=f"Bearer {caller.token}")
    assert made.status_code == 201, made.content
    work_off()
    delivery = caller.call("get", f"/deliveries/{made.json()['id']}").json()
    assert (delivery["state"], delivery["counts"]["new"]) == ("done", 2)
    report = caller.call("get", f"/deliveries/{delivery['id']}/rows").json()
    assert [row["row"] for row in report["items"]] == [3]
    with viewing_all(because="tests"):
        assert Record.objects.filter(organisation=None).count() == 0
        assert Delivery.objects.get().linked_at is not None
    assert Caller(cast.a_partner("limburg")).call("get", f"/deliveries/{delivery['id']}").status_code == 404
    assert (
        Caller(cast.a_partner("brabant"), Role.ADVISER)
        .client.post("/api/v1/deliveries", {"file": file}, HTTP_AUTHORIZATION="Bearer x")
        .status_code
        == 401
    )


def test_every_answer_is_as_described(database_committed: str) -> None:
    """Generated calls to every endpoint: no fault of ours, and each answer is one that the description names."""
    from koppel.site.wsgi import application

    caller = Caller(cast.a_partner("brabant"))
    cast.a_record(cast.a_partner("brabant"))
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    tried = 0
    for found in schema.get_all_operations():
        operation = found.ok()

        @given(case=operation.as_strategy())
        @settings(max_examples=15, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        def answers_as_described(case: Any) -> None:
            case.call_and_validate(
                headers={"Authorization": f"Bearer {caller.token}", "Accept-Encoding": "identity"}, checks=CHECKS
            )

        answers_as_described()
        tried += 1
    assert tried >= 28


CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
