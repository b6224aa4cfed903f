"""Small decisions about users."""

import itertools

import pytest

from koppel.apps.accounts import rules
from koppel.apps.sharing.rules import Role, Viewer


@pytest.mark.parametrize("typed", ["Anna@Example.org", " anna@example.org ", "ａｎｎａ@example.org"])
def test_forms_of_one_address_are_stored_as_one(typed: str) -> None:
    assert rules.normal_address(typed) == "anna@example.org"


def test_a_look_alike_letter_stays_another_address() -> None:
    assert rules.normal_address("mıke@example.org") != rules.normal_address("mike@example.org")


def test_recovery_codes_are_accepted_however_they_are_typed() -> None:
    code = rules.new_recovery_code()
    assert rules.plain_recovery_code(code.upper().replace("-", " ")) == rules.plain_recovery_code(code)
    assert len(rules.plain_recovery_code(code)) == 16


def test_staff_and_operators_need_a_second_step_and_companies_do_not() -> None:
    assert {role for role in Role if rules.needs_second_step(role)} == {
        Role.ADVISER,
        Role.STEWARD,
        Role.ADMINISTRATOR,
        Role.OPERATOR,
    }


def test_nobody_gives_a_role_that_is_more_than_his_own() -> None:
    parties = [(None, None), (1, "partner"), (2, "partner"), (3, "organisation")]
    given = set()
    for actor_role, (party_id, kind), role in itertools.product(Role, parties, Role):
        actor = Viewer(role=actor_role, user_id=1, party_id=None if actor_role == Role.OPERATOR else 1)
        if rules.may_invite(actor, party_id=party_id, party_kind=kind, role=role):
            given.add((actor_role, party_id, role))
    staff = (Role.ADVISER, Role.STEWARD, Role.ADMINISTRATOR)
    assert given == {
        *((Role.ADMINISTRATOR, 1, role) for role in staff),
        (Role.ADMINISTRATOR, 3, Role.COMPANY),
        (Role.STEWARD, 3, Role.COMPANY),
        (Role.OPERATOR, None, Role.OPERATOR),
        *((Role.OPERATOR, partner, role) for partner in (1, 2) for role in staff),
        (Role.OPERATOR, 3, Role.COMPANY),
    }


def test_a_token_invites_nobody() -> None:
    actor = Viewer(role=Role.OPERATOR, user_id=1, scopes=frozenset(rules.SCOPES))
    assert not rules.may_invite(actor, party_id=1, party_kind="partner", role=Role.ADVISER)


def test_a_token_can_do_at_most_what_its_user_may() -> None:
    assert rules.grantable_scopes(Viewer(role=Role.ADVISER, user_id=1, party_id=1)) == ("read", "write", "export")
    assert rules.grantable_scopes(Viewer(role=Role.STEWARD, user_id=1, party_id=1)) == rules.SCOPES
    assert rules.grantable_scopes(Viewer(role=Role.OPERATOR, user_id=1)) == ("read", "export")


@pytest.mark.parametrize(
    ("agent", "named"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Safari/537.36",
            "Chrome Linux",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/150.0 Safari/537.36 Edg/150.0",
            "Edge Windows",
        ),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14.4; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox macOS"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile/15E148 Safari/604.1",
            "Safari iPhone",
        ),
        ("curl/8.5.0", " "),
    ],
)
def test_a_device_is_named_by_browser_and_system(agent: str, named: str) -> None:
    assert " ".join(rules.browser_and_system(agent)) == named
