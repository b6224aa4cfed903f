"""Old addresses of organisations that were merged lead to the living one, for who may see that one."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client

from koppel.apps.network.models import Organisation, Record
from koppel.apps.sharing.owned import viewing_all
from koppel.apps.sharing.rules import Role
from tests.cast import NOW, a_partner, a_record, a_user

pytestmark = pytest.mark.usefixtures("database_committed")


def test_an_old_address_leads_to_the_living_organisation_only_for_who_may_see_it() -> None:
    record = a_record(a_partner("brabant"), audience="partners")
    old = uuid.uuid4()
    with viewing_all(because="linking leaves a tombstone"):
        living = Record.objects.select_related("organisation").get(pk=record.pk).organisation
        Organisation.objects.create(uuid=old, created_at=NOW, merged_into=living)
    assert living is not None
    adviser = Client()
    adviser.force_login(a_user("Luc", party=a_partner("limburg"), role=Role.ADVISER))
    answer = adviser.get(f"/en/organisations/{old}/")
    assert answer.status_code == 301
    assert answer.headers["Location"] == f"/en/organisations/{living.uuid}/"
    assert Client().get(f"/en/organisations/{old}/").status_code == 404
