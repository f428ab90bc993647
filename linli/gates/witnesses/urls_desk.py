"""The auditor's page."""

from django.urls import path

from linli.gates.witnesses import pages_desk

urlpatterns = [path("audit", pages_desk.audit, name="audit")]
