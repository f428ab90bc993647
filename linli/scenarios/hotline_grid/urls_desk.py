"""The desk's addresses of a patrol."""

from django.urls import path

from linli.scenarios.hotline_grid import pages, sending

urlpatterns = [
    path("patrol", pages.patrol, name="patrol"),
    path("patrol/shell", pages.shell, name="patrol_shell"),
    path("patrol/data", pages.data, name="patrol_data"),
    path("patrol/sync", sending.sync, name="patrol_sync"),
    path("patrol/report", pages.report, name="patrol_report"),
    path("patrol/coverage", pages.coverage, name="patrol_coverage"),
]
