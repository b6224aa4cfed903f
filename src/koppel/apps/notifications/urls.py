"""Addresses of the operator's pages about mails."""

from django.urls import path

from koppel.apps.notifications import pages

app_name = "notifications"
urlpatterns = [
    path("mails/", pages.mails, name="mails"),
    path("mails/<uuid:mail_uuid>/", pages.mail, name="mail"),
    path("mails/<uuid:mail_uuid>/retry/", pages.retry, name="retry"),
]
