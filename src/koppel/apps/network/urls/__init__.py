"""Addresses of the network pages, one file per noun."""

from django.urls import URLPattern, URLResolver

from koppel.apps.network.urls import contacts, deliveries, organisations, records, review

app_name = "network"
urlpatterns: list[URLPattern | URLResolver] = [
    *organisations.urlpatterns,
    *records.urlpatterns,
    *contacts.urlpatterns,
    *deliveries.urlpatterns,
    *review.urlpatterns,
]
