"""Addresses of the residents' door."""

from django.urls import path

from linli.gates.identity import city, own_public, public, second

urlpatterns = [
    path("login", public.login, name="login"),
    path("login/code", public.login_code, name="login_code"),
    path("login/password", public.login_password, name="login_password"),
    path("login/passkey", second.login_passkey, name="login_passkey"),
    path("me/keys", own_public.own_keys, name="own_keys"),
    path("me/keys/add", own_public.add_key, name="add_key"),
    path("me/keys/end", own_public.end_own_key, name="end_own_key"),
    path("me/sessions/end", own_public.end_session, name="end_session"),
    path("login/city", city.login_city, name="login_city"),
    path("login/city/back", city.login_city_back, name="login_city_back"),
    path("logout", public.logout, name="logout"),
]
