"""Addresses of the desk app."""

from django.urls import URLPattern, path

from koppel.apps.desk.pages import activities, search, start

app_name = "desk"
urlpatterns: list[URLPattern] = [
    path("", start.start, name="start"),
    path("search/", search.search, name="search"),
    path("search/suggest/", search.suggest, name="suggest"),
    path("activity/", activities.activities, name="activity"),
]
