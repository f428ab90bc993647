"""Addresses of the desk's door."""

from django.urls import path

from linli.gates.identity import desk

urlpatterns = [
    path("login", desk.login, name="login"),
    path("login/post", desk.login_post, name="login_post"),
    path("logout", desk.logout, name="logout"),
]
