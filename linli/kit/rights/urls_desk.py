"""The addresses of erasures and impact assessments, at the desk."""

from django.urls import path

from linli.kit.rights import assessments, desk, holds, terms

urlpatterns = [
    path("erasures", desk.erasures, name="erasures"),
    path("erasures/<str:at>", desk.erasure, name="erasure"),
    path("erasures/<str:at>/decide", desk.decide, name="erasure_decide"),
    path("terms", terms.terms, name="terms"),
    path("holds", holds.holds, name="holds"),
    path("holds/new", holds.new_hold, name="hold_new"),
    path("holds/place", holds.place_hold, name="hold_place"),
    path("holds/<str:at>", holds.hold, name="hold"),
    path("holds/<str:at>/prolong", holds.prolong_hold, name="hold_prolong"),
    path("holds/<str:at>/end", holds.end_hold, name="hold_end"),
    path("assessments", assessments.assessments, name="assessments"),
    path("assessments/new", assessments.new_assessment, name="assessment_new"),
    path("assessments/keep", assessments.keep_assessment, name="assessment_keep"),
    path("assessments/<str:at>", assessments.assessment, name="assessment"),
]
