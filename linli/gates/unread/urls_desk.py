"""The pages of what could not be read, for the city's own desks."""

from django.urls import path

from linli.gates.unread import pages

urlpatterns = [
    path("unread", pages.unread, name="unread"),
    path("unread/<str:mark>", pages.message, name="unread_one"),
    path("unread/<str:mark>/settle", pages.settle, name="settle_unread"),
]
