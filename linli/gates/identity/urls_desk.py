"""Addresses of the desk's door."""

from django.urls import path

from linli.gates.identity import desk, own, second

urlpatterns = [
    path("login", desk.login, name="login"),
    path("login/second", second.login_second, name="login_second"),
    path("login/enrol", second.login_enrol, name="login_enrol"),
    path("login/passkey", second.login_passkey, name="login_passkey"),
    path("login/again", second.login_again, name="login_again"),
    path("login/post", desk.login_post, name="login_post"),
    path("me/keys", own.own_keys, name="own_keys"),
    path("me/keys/add", own.add_key, name="add_key"),
    path("me/keys/end", own.end_own_key, name="end_own_key"),
    path("me/keys/codes", own.new_codes, name="new_codes"),
    path("me/password", own.own_password, name="own_password"),
    path("me/sessions/end", own.end_session, name="end_session"),
    path("logout", desk.logout, name="logout"),
]
