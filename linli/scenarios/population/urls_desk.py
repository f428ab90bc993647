"""The desk's addresses of the register."""

from django.urls import path

from linli.scenarios.population.desk import building, community, person, search

urlpatterns = [
    path("register", search.search, name="register"),
    path("register/person/<str:at>", person.person, name="register_person"),
    path("register/person/<str:at>/whole", person.reveal, name="register_reveal"),
    path("register/door/<int:number>", building.door, name="register_door"),
    path("register/building/<int:number>", building.building, name="register_building"),
    path("register/community/<int:number>", community.community, name="register_community"),
]
