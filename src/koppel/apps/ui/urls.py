"""Addresses of the pages that ui itself has."""

from django.urls import path

from . import pages

app_name = "ui"
urlpatterns = [
    path("menu/", pages.menu, name="menu"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("privacy/", pages.privacy, name="privacy"),
    path("components/", pages.components, name="components"),
]
