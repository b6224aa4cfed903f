"""Addresses of review: questions, answers, the evidence between two records."""

from django.urls import URLPattern, path

from koppel.apps.network.pages import review

urlpatterns: list[URLPattern] = [
    path("review/", review.questions, name="review"),
    path("review/verdicts/", review.verdicts, name="verdicts"),
    path("verdicts/<uuid:address>/undo/", review.undo, name="verdict_undo"),
    path("pair/<uuid:record>/<uuid:other>/", review.pair, name="pair"),
    path("review/<uuid:address>/", review.question, name="question"),
]
