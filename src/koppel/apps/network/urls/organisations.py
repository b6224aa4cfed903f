"""Addresses of the list of organisations."""

from django.urls import URLPattern, path

from koppel.apps.network.pages import organisations

urlpatterns: list[URLPattern] = [
    path("organisations/", organisations.organisations, name="organisations"),
    path("organisations/suggest/", organisations.suggest, name="organisations_suggest"),
    path("organisations/map/", organisations.province_table, name="organisations_map"),
    path("organisations/export/", organisations.export, name="organisations_export"),
]
