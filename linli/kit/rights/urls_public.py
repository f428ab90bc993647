"""The addresses of a person's rights over their data, on the residents' surface."""

from django.urls import path

from linli.kit.rights import consents, erasing, held, learning, looks, taking

urlpatterns = [
    path("my/data", held.my_data, name="my_data"),
    path("my/looks", looks.my_looks, name="my_looks"),
    path("my/data/copy", taking.my_copy, name="my_copy"),
    path("my/data/copy/ask", taking.ask_copy, name="my_copy_ask"),
    path("my/data/copy.zip", taking.copy_file, name="my_copy_file"),
    path("my/data/erase", erasing.my_erasure, name="my_erasure"),
    path("my/data/erase/ask", erasing.ask_erasure, name="my_erasure_ask"),
    path("my/data/erase/take-back", erasing.take_back, name="my_erasure_back"),
    path("my/data/consents", consents.my_consents, name="my_consents"),
    path("my/data/consents/give", consents.give, name="my_consent_give"),
    path("my/data/consents/withdraw", consents.withdraw, name="my_consent_withdraw"),
    path("data-copy.schema.json", taking.copy_schema, name="copy_schema"),
    path("privacy", learning.privacy, name="privacy"),
]
