"""The addresses of erasures and impact assessments, at the desk."""

from django.urls import path

from linli.kit.rights import assessments, desk

urlpatterns = [
    path("erasures", desk.erasures, name="erasures"),
    path("erasures/<str:at>", desk.erasure, name="erasure"),
    path("erasures/<str:at>/decide", desk.decide, name="erasure_decide"),
    path("assessments", assessments.assessments, name="assessments"),
    path("assessments/new", assessments.new_assessment, name="assessment_new"),
    path("assessments/keep", assessments.keep_assessment, name="assessment_keep"),
    path("assessments/<str:at>", assessments.assessment, name="assessment"),
]
