"""Addresses of deliveries."""

from django.urls import URLPattern, path

from koppel.apps.network.pages import deliveries

urlpatterns: list[URLPattern] = [
    path("deliveries/", deliveries.deliveries, name="deliveries"),
    path("deliveries/new/", deliveries.delivery_new, name="delivery_new"),
    path("deliveries/settings/", deliveries.delivery_settings, name="delivery_settings"),
    path("deliveries/<uuid:address>/", deliveries.delivery, name="delivery"),
    path("deliveries/<uuid:address>/columns/", deliveries.delivery_columns, name="delivery_columns"),
    path("deliveries/<uuid:address>/progress/", deliveries.delivery_progress, name="delivery_progress"),
    path("deliveries/<uuid:address>/rows.csv", deliveries.delivery_report, name="delivery_report"),
    path("deliveries/<uuid:address>/approve/", deliveries.delivery_approve, name="delivery_approve"),
    path("deliveries/<uuid:address>/withdraw/", deliveries.delivery_withdraw, name="delivery_withdraw"),
    path("deliveries/<uuid:address>/restore/", deliveries.delivery_restore, name="delivery_restore"),
]
