"""The desk's addresses of shared data."""

from django.urls import path

from linli.scenarios.data_commons.desk import asking, entry, listing, manual, using, writing

urlpatterns = [
    path("open-list", listing.open_list, name="open_list"),
    path("open-list/new", writing.new_item, name="open_item_new"),
    path("open-list/<str:number>", entry.open_item, name="open_item"),
    path("open-list/<str:number>/do", entry.open_item_do, name="open_item_do"),
    path("open-list/<str:number>/ask", asking.ask, name="open_item_ask"),
    path("data-requests/<str:number>", asking.data_request, name="data_request"),
    path("data-requests/<str:number>/do", asking.data_request_do, name="data_request_do"),
    path("grants/<str:number>", using.grant, name="grant"),
    path("grants/<str:number>/do", using.grant_do, name="grant_do"),
    path("grants/<str:number>/data", using.grant_data, name="grant_data"),
    path("grants/<str:number>/data.xlsx", using.grant_sheet, name="grant_sheet"),
    path("collection-manual", manual.manual, name="collection_manual"),
    path("collection-manual/read", manual.acknowledge, name="acknowledge_manual"),
]
