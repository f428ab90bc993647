"""Addresses of the lists that are taken in, at the desk."""

from django.urls import path

from linli.kit.imports import deeds, handing_in, leaving, one

urlpatterns = [
    path("imports", handing_in.imports_page, name="imports"),
    path("imports/new", handing_in.hand_in, name="import_new"),
    path("imports/new/<str:code>", handing_in.choose_sheet, name="import_sheet"),
    path("imports/empty/<str:kind>.xlsx", handing_in.empty_table, name="import_empty"),
    path("imports/<str:at>", one.import_one, name="import_one"),
    path("imports/<str:at>/columns", deeds.columns, name="import_columns"),
    path("imports/<str:at>/look", deeds.look_again, name="import_look"),
    path("imports/<str:at>/start", deeds.start, name="import_start"),
    path("imports/<str:at>/stop", deeds.stop, name="import_stop"),
    path("imports/<str:at>/undo", deeds.undo, name="import_undo"),
    path("imports/<str:at>/refused.<str:form>", leaving.refused_rows, name="import_refused"),
]
