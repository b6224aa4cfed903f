"""The operator's pages about mails."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from koppel.apps.notifications import actions, queries
from koppel.apps.notifications.models import Mail
from koppel.apps.sharing.rules import NotFound, Policy, Refused, allow
from koppel.apps.ui.notes import tell
from koppel.apps.ui.pages import render_page

MAILS_PER_PAGE = 50


@allow(Policy.OPERATOR)
def mails(request: HttpRequest) -> HttpResponse:
    """All mails with their state, or those in one state."""
    state = request.GET.get("state", "")
    if state and state not in Mail.State.values:
        raise Http404
    context = {
        "page": Paginator(queries.mails(state), MAILS_PER_PAGE).get_page(request.GET.get("page")),
        "state": state,
        "states": [("", _("all")), ("waiting", _("waiting")), ("sent", _("sent")), ("failed", _("failed"))],
    }
    return render_page(request, "notifications/mails.html", context)


@allow(Policy.OPERATOR)
def mail(request: HttpRequest, mail_uuid: UUID) -> HttpResponse:
    """One mail; its text only on a demonstration, because mails hold links that let somebody in."""
    try:
        shown = queries.mail(mail_uuid)
    except NotFound:
        raise Http404 from None
    return render_page(request, "notifications/mail.html", {"mail": shown, "shows_text": settings.IS_DEMONSTRATION})


@allow(Policy.OPERATOR)
@require_POST
def retry(request: HttpRequest, mail_uuid: UUID) -> HttpResponse:
    """Try to send a failed mail again."""
    try:
        actions.retry_mail(request.viewer, mail_uuid)  # type: ignore[attr-defined]
    except NotFound:
        raise Http404 from None
    except Refused as refusal:
        tell(request, refusal.sentence, kind="no")
    else:
        tell(request, _("The mail is in the queue again."))
    return redirect("notifications:mail", mail_uuid=mail_uuid)
