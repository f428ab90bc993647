"""Addresses of the residents' door."""

from django.urls import path

from linli.gates.identity import public

urlpatterns = [
    path("login", public.login, name="login"),
    path("login/code", public.login_code, name="login_code"),
    path("login/password", public.login_password, name="login_password"),
    path("logout", public.logout, name="logout"),
]
