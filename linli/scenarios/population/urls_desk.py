"""The desk's addresses of the register."""

from django.urls import path

from linli.scenarios.population.desk import building, community, person, proposals, search, taking_out
from linli.scenarios.population.quality import pages, pages_due, pages_findings
from linli.scenarios.population.visits import sending, walking

urlpatterns = [
    path("register", search.search, name="register"),
    path("register/export", taking_out.export, name="register_export"),
    path("register/person/<str:at>", person.person, name="register_person"),
    path("register/person/<str:at>/whole", person.reveal, name="register_reveal"),
    path("register/door/<int:number>", building.door, name="register_door"),
    path("register/building/<int:number>", building.building, name="register_building"),
    path("register/community/<int:number>", community.community, name="register_community"),
    path("register/quality", pages.quality, name="quality"),
    path("register/quality/table", pages.quality_table, name="quality_table"),
    path("register/quality/building/<int:number>", pages_due.building, name="quality_building"),
    path("register/quality/due", pages_due.due, name="quality_due"),
    path("register/quality/due/table", pages_due.due_table, name="quality_due_table"),
    path("register/quality/confirm", pages_due.confirm, name="quality_confirm"),
    path("register/quality/findings", pages_findings.contradictions, name="quality_findings"),
    path("register/quality/findings/table", pages_findings.findings_table, name="quality_findings_table"),
    path("register/quality/unplaced", pages_due.unplaced, name="quality_unplaced"),
    path("register/proposals", proposals.proposals, name="proposals"),
    path("register/proposals/<str:at>", proposals.proposal, name="proposal"),
    path("register/proposals/<str:at>/decide", proposals.decide, name="proposal_decide"),
    path("visits", walking.visits, name="visits"),
    path("visits/begin", walking.begin, name="visit_begin"),
    path("visits/end", walking.end, name="visit_end"),
    path("visits/sync", sending.sync, name="visit_sync"),
    path("visits/building/<int:number>", walking.building, name="visit_building"),
    path("visits/door/<int:number>", walking.door, name="visit_door"),
]
