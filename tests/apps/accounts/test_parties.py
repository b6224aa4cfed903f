"""Operators keep partners and companies; others do not get near."""

import pytest

from koppel.apps.accounts.queries import viewer_of
from koppel.apps.sharing import actions, queries
from koppel.apps.sharing.models import Party
from koppel.apps.sharing.owned import viewing
from koppel.apps.sharing.rules import Refused, Role
from tests import cast
from tests.apps.accounts import people

pytestmark = pytest.mark.usefixtures("database_rolled_back")
PARTNER = {
    "name": "NOM",
    "label": "NOM",
    "letter": "N",
    "provinces": ["NL-GR", "NL-DR"],
    "position": 3,
    "is_active": "on",
}


def partner(code: str) -> Party:
    with viewing(cast.OPERATOR):
        return Party.objects.get(code=code)


def test_an_operator_adds_and_changes_a_partner() -> None:
    browser = people.browser_of(people.an_operator())
    assert browser.post("/en/operator/partners/new/", PARTNER | {"code": "nom"}).status_code == 302
    nom = partner("nom")
    assert (nom.kind, nom.provinces, nom.is_active) == ("partner", ["NL-GR", "NL-DR"], True)
    changed = PARTNER | {"name": "NOM N.V.", "website": "https://www.nom.nl/", "code": "other", "kind": "organisation"}
    browser.post(f"/en/operator/partners/{nom.uuid}/", changed)
    nom = partner("nom")
    assert (nom.name, nom.kind, nom.website) == ("NOM N.V.", "partner", "https://www.nom.nl/")


def test_a_code_is_given_once() -> None:
    cast.a_partner("brabant")
    answer = people.browser_of(people.an_operator()).post("/en/operator/partners/new/", PARTNER | {"code": "Brabant"})
    assert answer.status_code == 422
    assert "is taken" in answer.content.decode()


def test_an_operator_adds_a_company_that_stewards_can_invite_for() -> None:
    people.browser_of(people.an_operator()).post(
        "/en/operator/companies/", {"name": "Voorbeeld B.V.", "code": "voorbeeld"}
    )
    with viewing(viewer_of(people.a_member())):
        assert [party.code for party in queries.companies()] == ["voorbeeld"]
    with viewing(cast.VISITOR):
        assert queries.companies() == []


@pytest.mark.parametrize("address", ["partners/", "partners/new/", "companies/", "jobs/", "jobs/1/", "mails/"])
def test_others_get_none_of_the_operators_pages(address: str) -> None:
    for user in (
        people.an_administrator(),
        people.a_member(role=Role.STEWARD),
        people.a_member("Cas", party=cast.a_company_party(), role=Role.COMPANY),
    ):
        assert people.browser_of(user).get(f"/en/operator/{address}").status_code == 403


def test_below_the_page_too_only_an_operator_adds_parties() -> None:
    with viewing(viewer_of(people.an_administrator())) as sight, pytest.raises(Refused):
        actions.add_company(sight.viewer, code="x", name="X")
