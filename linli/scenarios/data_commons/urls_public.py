"""The public addresses of shared data."""

from django.urls import path

from linli.scenarios.data_commons import public

urlpatterns = [path("open-data", public.open_list, name="open_data")]
