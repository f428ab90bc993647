"""The public surface's addresses of the register: a resident's own part of it."""

from django.urls import path

from linli.scenarios.population.desk import readers
from linli.scenarios.population.home import mine

urlpatterns = [
    path("my/home", mine.my_home, name="my_home"),
    path("my/home/who", readers.of_me, name="my_home_who"),
    path("my/home/<str:act>", mine.say, name="my_home_say"),
]
