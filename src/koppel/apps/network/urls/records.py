"""Addresses of the organisation page and of records."""

from django.urls import URLPattern, path

from koppel.apps.network.pages import organisation, records

urlpatterns: list[URLPattern] = [
    path("organisations/<uuid:address>/", organisation.organisation, name="organisation"),
    path("records/add/", records.record_add, name="record_add"),
    path("records/add/similar/", records.record_similar, name="record_similar"),
    path("records/<uuid:address>/edit/", records.record_edit, name="record_edit"),
    path("records/<uuid:address>/audience/", records.record_audience, name="record_audience"),
    path("records/<uuid:address>/share/", records.record_share, name="record_share"),
    path("records/<uuid:address>/withdraw/", records.record_withdraw, name="record_withdraw"),
    path("records/<uuid:address>/share-again/<uuid:audience>/", records.record_share_again, name="record_share_again"),
    path("records/<uuid:address>/remove/", records.record_remove, name="record_remove"),
    path("records/<uuid:address>/restore/", records.record_restore, name="record_restore"),
]
