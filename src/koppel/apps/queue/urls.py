"""Addresses of the operator's pages about jobs."""

from django.urls import path

from koppel.apps.queue import pages

app_name = "queue"
urlpatterns = [
    path("jobs/", pages.jobs, name="jobs"),
    path("jobs/<int:job_id>/", pages.job, name="job"),
    path("jobs/<int:job_id>/retry/", pages.retry, name="retry"),
]
