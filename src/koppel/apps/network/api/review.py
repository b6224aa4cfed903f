"""Endpoints for questions and verdicts."""

from ninja import Router

router = Router()
