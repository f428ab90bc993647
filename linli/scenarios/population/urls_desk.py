"""The desk's addresses of the register."""

from django.urls import path

from linli.scenarios.population.desk import building, community, division, naming, person, proposals, search, taking_out
from linli.scenarios.population.quality import pages, pages_due, pages_findings, pages_rules, pages_waiting
from linli.scenarios.population.registers import bodies, body, body_new, vehicle, vehicle_new, vehicles
from linli.scenarios.population.visits import sending, walking

urlpatterns = [
    path("register", search.search, name="register"),
    path("register/export", taking_out.export, name="register_export"),
    path("register/person/<str:at>", person.person, name="register_person"),
    path("register/person/<str:at>/whole", person.reveal, name="register_reveal"),
    path("register/door/<int:number>", building.door, name="register_door"),
    path("register/building/<int:number>", building.building, name="register_building"),
    path("register/community/<int:number>", community.community, name="register_community"),
    path("register/division/<int:number>", division.division, name="register_division"),
    path("register/grid/<int:number>", division.grid, name="register_grid"),
    path("register/bodies", bodies.bodies, name="register_bodies"),
    path("register/bodies/table", bodies.bodies_table, name="register_bodies_table"),
    path("register/bodies/new", body_new.body_new, name="register_body_new"),
    path("register/bodies/<int:number>", body.body, name="register_body"),
    path("register/bodies/<int:number>/say", body.say, name="register_body_say"),
    path("register/vehicles", vehicles.vehicles, name="register_vehicles"),
    path("register/vehicles/table", vehicles.vehicles_table, name="register_vehicles_table"),
    path("register/vehicles/new", vehicle_new.vehicle_new, name="register_vehicle_new"),
    path("register/vehicles/<str:at>", vehicle.vehicle, name="register_vehicle"),
    path("register/vehicles/<str:at>/say", vehicle.say, name="register_vehicle_say"),
    path("register/rules", pages_rules.rules_of, name="register_rules"),
    path("register/rules/set", pages_rules.set_rules, name="register_rules_set"),
    path("register/places/<int:number>/names", naming.called, name="register_names"),
    path("register/places/<int:number>/names/<int:alias>/end", naming.end, name="register_name_end"),
    path("register/quality", pages.quality, name="quality"),
    path("register/quality/table", pages.quality_table, name="quality_table"),
    path("register/quality/building/<int:number>", pages_due.building, name="quality_building"),
    path("register/quality/due", pages_due.due, name="quality_due"),
    path("register/quality/due/table", pages_due.due_table, name="quality_due_table"),
    path("register/quality/confirm", pages_due.confirm, name="quality_confirm"),
    path("register/quality/findings", pages_findings.contradictions, name="quality_findings"),
    path("register/quality/findings/table", pages_findings.findings_table, name="quality_findings_table"),
    path("register/quality/unplaced", pages_due.unplaced, name="quality_unplaced"),
    path("register/waiting", pages_waiting.waiting, name="register_waiting"),
    path("register/waiting/assign", pages_waiting.assign, name="register_assign"),
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
