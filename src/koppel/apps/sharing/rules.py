"""Who asks, and what they may do: pure decisions about roles and ownership."""

from __future__ import annotations

import enum
import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast


class Role(enum.StrEnum):
    """What somebody is at a party."""

    ADVISER = "adviser"
    STEWARD = "steward"
    ADMINISTRATOR = "administrator"
    COMPANY = "company"
    OPERATOR = "operator"
    VISITOR = "visitor"


STAFF_ROLES = frozenset({Role.ADVISER, Role.STEWARD, Role.ADMINISTRATOR})


class Refused(Exception):
    """An action that its actor may not or cannot do now; carries one sentence for the reader."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NotFound(Exception):
    """Unknown to this viewer; hidden and missing look the same."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks (viewer) or does (actor); a visitor has no user and no party."""

    role: Role = Role.VISITOR
    user_id: int | None = None
    name: str = ""
    email: str = ""
    party_id: int | None = None
    party_code: str = ""
    party_label: str = ""
    language: str = "nl"
    theme: str = "system"
    density: str = "dense"
    keys: bool = True
    scopes: frozenset[str] | None = None

    @property
    def is_authenticated(self) -> bool:
        """Whether somebody is signed in."""
        return self.user_id is not None

    @property
    def is_staff_of_partner(self) -> bool:
        """Whether this is an adviser, steward or administrator of a partner."""
        return self.role in STAFF_ROLES and self.party_id is not None

    @property
    def is_operator(self) -> bool:
        """Whether this is an operator of the platform."""
        return self.role == Role.OPERATOR

    @property
    def is_company(self) -> bool:
        """Whether this is a user of a company or knowledge institute."""
        return self.role == Role.COMPANY

    @property
    def parties(self) -> tuple[int, ...]:
        """Ids of the parties this viewer acts for."""
        return (self.party_id,) if self.party_id is not None else ()


VISITOR = Viewer()


class Policy(enum.StrEnum):
    """Who may open a page or an endpoint at all; what shows there is decided by row security."""

    PUBLIC = "public"
    SIGNED_IN = "signed in"
    STAFF = "staff of a partner"
    STEWARD = "steward or administrator of a partner"
    ADMINISTRATOR = "administrator of a partner, or operator"
    OPERATOR = "operator"
    OWNER = "staff of a partner, or a company"


Route = TypeVar("Route", bound=Callable[..., object])


def allow(policy: Policy) -> Callable[[Route], Route]:
    """Declare who may open a page or endpoint; a route without this stops the application at start-up."""

    def declare(route: Route) -> Route:
        route.policy = policy  # type: ignore[attr-defined]
        return route

    return declare


class NotSignedIn(Exception):
    """The endpoint needs a token, and the call had none that counts."""


class NotAllowed(Exception):
    """The token's user may not call this endpoint, or the token lacks a scope; carries the reason."""


def endpoint(policy: Policy, scope: str = "read") -> Callable[[Route], Route]:
    """Declare who may call an endpoint and with which scope, and refuse all others before it runs."""

    def declare(route: Route) -> Route:
        @functools.wraps(route)
        def call(request: Any, *args: Any, **arguments: Any) -> object:
            viewer: Viewer = request.viewer
            if getattr(request, "has_bad_token", False) or (policy != Policy.PUBLIC and not viewer.is_authenticated):
                raise NotSignedIn
            decision = may_open(viewer, policy)
            if not decision:
                raise NotAllowed(decision.because)
            if viewer.scopes is not None and scope not in viewer.scopes:
                raise NotAllowed(f"the token lacks the scope {scope}")
            return route(request, *args, **arguments)

        # The framework reads the parameters from here; names in annotations mean something in the route's own module only.
        call.__signature__ = inspect.signature(route, eval_str=True)  # type: ignore[attr-defined]
        call.policy = policy  # type: ignore[attr-defined]
        return cast(Route, call)

    return declare


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether something is allowed, and the reason in one word for the log and the page."""

    allowed: bool
    because: str

    def __bool__(self) -> bool:
        return self.allowed


def _scoped(actor: Viewer, scope: str) -> bool:
    return actor.scopes is None or scope in actor.scopes


def _of_partner(actor: Viewer, roles: frozenset[Role], because: str, scope: str = "write") -> Decision:
    if not _scoped(actor, scope):
        return Decision(False, f"the token has no scope {scope}")
    if actor.role in roles and actor.party_id is not None:
        return Decision(True, because)
    return Decision(False, f"needs one of the roles {', '.join(sorted(roles))}")


def may_open(viewer: Viewer, policy: Policy) -> Decision:
    """May this viewer open a route with this policy?"""
    allowed = {
        Policy.PUBLIC: True,
        Policy.SIGNED_IN: viewer.is_authenticated,
        Policy.STAFF: viewer.is_staff_of_partner,
        Policy.STEWARD: viewer.is_staff_of_partner and viewer.role in {Role.STEWARD, Role.ADMINISTRATOR},
        Policy.ADMINISTRATOR: viewer.is_operator or (viewer.is_staff_of_partner and viewer.role == Role.ADMINISTRATOR),
        Policy.OPERATOR: viewer.is_operator,
        Policy.OWNER: viewer.is_staff_of_partner or (viewer.is_company and viewer.party_id is not None),
    }[policy]
    return Decision(allowed, policy.value)


def may_deliver(actor: Viewer) -> Decision:
    """May this actor deliver records for its partner?"""
    return _of_partner(actor, frozenset({Role.STEWARD, Role.ADMINISTRATOR}), "stewards deliver", "deliver")


def may_see_deliveries(actor: Viewer) -> Decision:
    """May this actor read its partner's deliveries and their row reports?"""
    return _of_partner(actor, STAFF_ROLES, "staff of the partner", "read")


def may_approve_delivery(actor: Viewer) -> Decision:
    """May this actor let a parked delivery go on?"""
    return _of_partner(actor, frozenset({Role.STEWARD, Role.ADMINISTRATOR}), "stewards approve", "deliver")


def may_judge(actor: Viewer) -> Decision:
    """May this actor answer whether two records are the same organisation?"""
    return _of_partner(actor, STAFF_ROLES, "staff of a partner judge")


def may_edit_record(actor: Viewer, owner_id: int) -> Decision:
    """May this actor change, share, withdraw or remove this record?"""
    if not _scoped(actor, "write"):
        return Decision(False, "the token has no scope write")
    if actor.party_id != owner_id:
        return Decision(False, "only the owner changes a record")
    if actor.role in STAFF_ROLES or actor.role == Role.COMPANY:
        return Decision(True, "owner")
    return Decision(False, "needs a role at the owner")


def may_add_record(actor: Viewer) -> Decision:
    """May this actor add a record by hand for its own party?"""
    return _of_partner(actor, STAFF_ROLES | {Role.COMPANY}, "staff of a partner, or the organisation itself")


def may_note_contact(actor: Viewer) -> Decision:
    """May this actor write down people and contact moments for its partner?"""
    return _of_partner(actor, STAFF_ROLES, "staff of a partner keep contacts")


def may_export(actor: Viewer) -> Decision:
    """May this actor export what it sees?"""
    if not _scoped(actor, "export"):
        return Decision(False, "the token has no scope export")
    return Decision(actor.is_authenticated, "signed in" if actor.is_authenticated else "visitors sign in first")


def may_manage_users(actor: Viewer, party_id: int | None) -> Decision:
    """May this actor invite, change or deactivate users of this party?"""
    if actor.scopes is not None:
        return Decision(False, "not with a token")
    if actor.is_operator:
        return Decision(True, "operator")
    if actor.role == Role.ADMINISTRATOR and actor.party_id == party_id and party_id is not None:
        return Decision(True, "administrator of the partner")
    return Decision(False, "needs an administrator of this partner or an operator")


def may_operate(actor: Viewer) -> Decision:
    """May this actor see and use the operator's pages?"""
    if actor.scopes is not None:
        return Decision(False, "not with a token")
    return Decision(actor.is_operator, "operator" if actor.is_operator else "needs the operator role")
