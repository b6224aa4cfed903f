"""Invite somebody, send the invitation again, withdraw it, accept it."""

from __future__ import annotations

import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from koppel.apps.accounts import queries, rules
from koppel.apps.accounts.actions.letters import invitation_letter, known_already_letter, send_letter
from koppel.apps.accounts.models import Invitation, User
from koppel.apps.sharing import queries as sharing_queries
from koppel.apps.sharing.actions import log_activity
from koppel.apps.sharing.owned import together, viewing
from koppel.apps.sharing.rules import NotFound, Refused, Role, Viewer


def invite(
    actor: Viewer, *, email: str, role: str, party_id: int | None, language: str, now: datetime.datetime
) -> Invitation:
    """Invite an address into one role at one party; an earlier open invitation of that address there is replaced.

    Args:
        actor: who invites.
        email: the only address that the account can get.
        role: what the invited will be.
        party_id: where; none for an operator.
        language: of the mail.
        now: its start; it lasts seven days.

    Raises:
        NotFound: the party is unknown to this actor.
        Refused: the actor may not give this role there, or the party was switched off.
    """
    party = sharing_queries.party(party_id) if party_id is not None else None
    if not rules.may_invite(actor, party_id=party_id, party_kind=party.kind if party else None, role=role):
        raise Refused(_("You may not invite somebody into this role. Ask an operator."))
    if party is not None and not party.is_active:
        raise Refused(_("%(party)s was switched off. Ask an operator to switch it on first.") % {"party": party.name})
    address = rules.normal_address(email)
    with together():
        Invitation.objects.filter(email=address, party=party, used_at=None, withdrawn_at=None).update(withdrawn_at=now)
        secret = rules.new_secret()
        invitation = Invitation.objects.create(
            email=address,
            party=party,
            role=role,
            language=language,
            token_hash=rules.hash_of(secret),
            invited_by_id=actor.user_id,
            created_at=now,
            expires_at=now + rules.INVITATION_LASTS,
        )
        log_activity(actor, "invited", "invitation", invitation.uuid, owner_id=party_id, details={"role": role})
        _send(actor, invitation, secret, party.label if party else "")
    return invitation


def _send(actor: Viewer, invitation: Invitation, secret: str, party: str) -> None:
    # Whether an address has an account is told to its reader only, not to the one who invites.
    if User.objects.filter(email=invitation.email).exists():
        send_letter(invitation.email, invitation.language, known_already_letter, party)
    else:
        send_letter(invitation.email, invitation.language, invitation_letter, secret, party, actor.name)


def resend_invitation(actor: Viewer, invitation_uuid: UUID, now: datetime.datetime) -> Invitation:
    """Send an invitation again with a new link for seven days; the earlier link no longer works.

    Raises:
        NotFound: not an open invitation of this actor.
        Refused: the actor may no longer give this role.
    """
    invitation = queries.invitation(actor, invitation_uuid)
    party = invitation.party
    if not rules.may_invite(
        actor, party_id=invitation.party_id, party_kind=party.kind if party else None, role=invitation.role
    ):
        raise Refused(_("You may not invite somebody into this role. Ask an operator."))
    secret = rules.new_secret()
    with together():
        invitation.token_hash = rules.hash_of(secret)
        invitation.expires_at = now + rules.INVITATION_LASTS
        invitation.invited_by_id = actor.user_id
        invitation.save(update_fields=["token_hash", "expires_at", "invited_by"])
        log_activity(actor, "sent again", "invitation", invitation.uuid, owner_id=invitation.party_id)
        _send(actor, invitation, secret, party.label if party else "")
    return invitation


def withdraw_invitation(actor: Viewer, invitation_uuid: UUID, now: datetime.datetime) -> None:
    """Make an invitation's link useless.

    Raises:
        NotFound: not an open invitation of this actor.
    """
    invitation = queries.invitation(actor, invitation_uuid)
    with together():
        Invitation.objects.filter(pk=invitation.pk).update(withdrawn_at=now)
        log_activity(actor, "withdrew", "invitation", invitation.uuid, owner_id=invitation.party_id)


def check_invitation(invitation: Invitation, now: datetime.datetime) -> None:
    """Refuse an invitation that no longer counts.

    Raises:
        Refused: it was used, withdrawn or replaced, has expired, or its sender may no longer give it.
    """
    if invitation.used_at is not None:
        raise Refused(_("This invitation was used already. Sign in with the account that you made with it."))
    if invitation.withdrawn_at is not None:
        raise Refused(
            _("This invitation was withdrawn or replaced by a newer one. Look in your mail, or ask for a new one.")
        )
    if invitation.expires_at <= now:
        raise Refused(_("This invitation was valid for seven days and has expired. Ask who invited you for a new one."))
    if not _is_still_given(invitation):
        raise Refused(
            _("Who invited you may no longer do so. Ask the administrator of your organisation for a new invitation.")
        )
    if User.objects.filter(email=invitation.email).exists():
        raise Refused(_("This e-mail address has an account already. Sign in with it."))


def _is_still_given(invitation: Invitation) -> bool:
    """Whether the one who invited could do so today; rights are checked again when they are used."""
    inviter = invitation.invited_by
    if inviter is None or not inviter.is_active:
        return False
    kinds = {Role.COMPANY.value: "organisation", Role.OPERATOR.value: None}
    kind = kinds.get(invitation.role, "partner")
    return bool(
        rules.may_invite(
            queries.viewer_of(inviter), party_id=invitation.party_id, party_kind=kind, role=invitation.role
        )
    ) and (invitation.party_id is None or queries.is_party_active(invitation.party_id))


def accept_invitation(secret: str, *, name: str, password: str, language: str, now: datetime.datetime) -> User:
    """Make the account that an invitation is for; its address, party and role come from the invitation alone.

    Args:
        secret: from the link.
        name: of the person.
        password: already checked by the form.
        language: that the person reads now.
        now: for the expiry.

    Raises:
        NotFound: no invitation has this link.
        Refused: it no longer counts.
    """
    with together():
        invitation = Invitation.objects.select_for_update().filter(token_hash=rules.hash_of(secret)).first()
        if invitation is None:
            raise NotFound
        check_invitation(invitation, now)
        user = User.objects.create_user(
            email=invitation.email,
            password=password,
            name=name,
            party_id=invitation.party_id,
            role=invitation.role,
            language=language,
        )
        invitation.used_at = now
        invitation.save(update_fields=["used_at"])
        viewer = queries.viewer_of(user)
        with viewing(viewer):
            log_activity(viewer, "accepted", "invitation", invitation.uuid)
    return user
