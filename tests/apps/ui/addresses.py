"""Only the addresses of ui, so that its tests need no other app's pages."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

urlpatterns = [*i18n_patterns(path("", include("koppel.apps.ui.urls")))]
