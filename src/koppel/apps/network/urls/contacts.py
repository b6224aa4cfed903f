"""Addresses of people and contact moments."""

from django.urls import URLPattern, path

from koppel.apps.network.pages import contacts

urlpatterns: list[URLPattern] = [
    path("records/<uuid:address>/people/add/", contacts.person_add, name="person_add"),
    path("people/<uuid:address>/edit/", contacts.person_edit, name="person_edit"),
    path("people/<uuid:address>/remove/", contacts.person_remove, name="person_remove"),
    path("records/<uuid:address>/contacts/add/", contacts.moment_add, name="moment_add"),
    path("contacts/<uuid:address>/edit/", contacts.moment_edit, name="moment_edit"),
    path("contacts/<uuid:address>/remove/", contacts.moment_remove, name="moment_remove"),
]
