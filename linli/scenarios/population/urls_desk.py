"""The desk's addresses of the register."""

from django.urls import path

from linli.scenarios.population.desk import building, community, person, search
from linli.scenarios.population.visits import sending, walking

urlpatterns = [
    path("register", search.search, name="register"),
    path("register/person/<str:at>", person.person, name="register_person"),
    path("register/person/<str:at>/whole", person.reveal, name="register_reveal"),
    path("register/door/<int:number>", building.door, name="register_door"),
    path("register/building/<int:number>", building.building, name="register_building"),
    path("register/community/<int:number>", community.community, name="register_community"),
    path("visits", walking.visits, name="visits"),
    path("visits/begin", walking.begin, name="visit_begin"),
    path("visits/end", walking.end, name="visit_end"),
    path("visits/sync", sending.sync, name="visit_sync"),
    path("visits/building/<int:number>", walking.building, name="visit_building"),
    path("visits/door/<int:number>", walking.door, name="visit_door"),
]
