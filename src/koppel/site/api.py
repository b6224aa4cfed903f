"""The REST API under ``/api/v1``: one router per app, tokens, and problem documents for everything that is refused."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.security import HttpBearer

from koppel.apps.network.api import router as network
from koppel.apps.network.api.records import InvalidFields
from koppel.apps.network.api.shapes import Problem
from koppel.apps.sharing.rules import NotAllowed, NotFound, NotSignedIn, Refused


class Token(HttpBearer):
    """Documents the token in OpenAPI; the middleware has already found out whose it is."""

    openapi_description = "A token of your account page, with the scopes that the endpoint asks for."

    def __call__(self, request: HttpRequest) -> Any:
        """Let every call through: each endpoint declares who may call it, and public ones need no token."""
        return True

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """Unused: see ``__call__``."""
        return token


api = NinjaAPI(
    title="Koppel",
    version="1",
    description=(
        "Everything on the pages of Koppel. An answer holds only what the token's user may see; what is hidden and what does"
        " not exist give the same 404. Lists are paged by cursor: follow `next` until it is null."
    ),
    urls_namespace="api",
    auth=Token(),
    docs_url=None,
)
api.add_router("", network)


def problem(request: HttpRequest, status: int, title: str, detail: str = "", **more: Any) -> HttpResponse:
    """One refusal as a problem document.

    Source:
        RFC 9457, Problem Details for HTTP APIs.
    """
    answer = api.create_response(
        request, {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}, status=status
    )
    answer["Content-Type"] = "application/problem+json"
    if status == 401:
        answer["WWW-Authenticate"] = "Bearer"
    return answer


@api.exception_handler(NotSignedIn)
def not_signed_in(request: HttpRequest, trouble: Exception) -> HttpResponse:
    """No token, or one that does not count."""
    return problem(request, 401, "Not signed in", "Send a valid token: Authorization: Bearer …")


@api.exception_handler(NotAllowed)
def not_allowed(request: HttpRequest, trouble: Exception) -> HttpResponse:
    """A token that may not do this."""
    return problem(request, 403, "Not allowed", str(trouble))


@api.exception_handler(NotFound)
@api.exception_handler(Http404)
def not_found(request: HttpRequest, trouble: Exception) -> HttpResponse:
    """Hidden and missing look the same."""
    return problem(request, 404, "Not found", "That is not here, or you may not see it.")


@api.exception_handler(Refused)
def refused(request: HttpRequest, trouble: Refused) -> HttpResponse:
    """An action that cannot be done now, with its sentence."""
    return problem(request, 409, "Refused", trouble.sentence)


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, trouble: ValidationError) -> HttpResponse:
    """Fields that do not fit, each with its place."""
    errors = [
        {"place": ".".join(str(part) for part in error["loc"]), "detail": error["msg"]} for error in trouble.errors
    ]
    return problem(request, 422, "Invalid", "Some fields do not fit.", errors=errors)


@api.exception_handler(InvalidFields)
def invalid_fields(request: HttpRequest, trouble: InvalidFields) -> HttpResponse:
    """Values that the pages would refuse too, each with its sentence."""
    errors = [{"place": f"body.{field}", "detail": text} for field, texts in trouble.errors.items() for text in texts]
    return problem(request, 422, "Invalid", "Some fields do not fit.", errors=errors)


@api.exception_handler(HttpError)
def http_error(request: HttpRequest, trouble: HttpError) -> HttpResponse:
    """A body that is no JSON, or another fault of the call itself."""
    return problem(request, trouble.status_code, "Bad request", str(trouble))


def open_api(request: HttpRequest) -> HttpResponse:
    """The description of the API, with the refusals that every endpoint can give declared once."""
    return HttpResponse(api_description(), content_type="application/json")


def api_description() -> bytes:
    """OpenAPI 3.1 as JSON."""
    import json

    schema = api.get_openapi_schema()
    schema.setdefault("components", {}).setdefault("schemas", {})["Problem"] = Problem.model_json_schema()
    reference = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    sentences = {
        "401": "No token, or one that does not count",
        "403": "The token may not do this",
        "404": "Not here, or hidden",
        "409": "Refused, with the reason",
        "422": "Fields do not fit",
        "400": "The call itself is broken",
    }
    for operations in schema["paths"].values():
        for operation in operations.values():
            for status, sentence in sentences.items():
                operation["responses"].setdefault(status, {"description": sentence, "content": reference})
    return json.dumps(schema, default=str).encode()
