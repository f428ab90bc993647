"""The auditor's page, and what an auditor takes along."""

from django.urls import path

from linli.gates.witnesses import pages_bundle, pages_desk

urlpatterns = [
    path("audit", pages_desk.audit, name="audit"),
    path("audit/bundle", pages_bundle.bundle, name="audit_bundle"),
]
