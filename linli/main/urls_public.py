"""Every address of the public surface: residents' pages and the ways in and out that residents use."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from linli.gates.open311 import pages as open311
from linli.kit import offline
from linli.kit.around import data_catalogue, feeds, following, pages, public_figures, tables
from linli.kit.around import matter as public_matter
from linli.kit.around import photos as public_photos
from linli.kit.counter import (
    acts,
    home,
    mandates,
    matter,
    neighbours,
    photos,
    places_search,
    preferences,
    punctuality,
    readers,
    receipts,
    report,
    similar,
)
from linli.plumbing import manifests

handler400 = "linli.kit.counter.too_much.bad_request"
handler404 = "linli.kit.refusals.page_not_found"
handler500 = "linli.kit.refusals.server_error"


urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("report", report.report, name="report"),
    path("report/blank", report.blank, name="report_blank"),
    path("report/done", receipts.done, name="report_done"),
    path("report/places", places_search.search, name="report_places"),
    path("report/similar", similar.similar, name="report_similar"),
    path("kept/<str:name>", photos.kept_photo, name="kept_photo"),
    path("my", home.my, name="my_cases"),
    path("punctuality", punctuality.punctuality, name="punctuality"),
    path("figures", public_figures.public_figures, name="figures"),
    path("figures/data.csv", public_figures.figures_csv, name="figures_csv"),
    path("figures/data.json", public_figures.figures_json, name="figures_json"),
    path("figures/tables", tables.tables, name="tables"),
    path("figures/tables/<str:code>", tables.table, name="table"),
    path("figures/tables/<str:code>/data.csv", tables.table_csv, name="table_csv"),
    path("figures/tables/<str:code>/data.json", tables.table_json, name="table_json"),
    path("open-data/catalogue.jsonld", data_catalogue.data_catalogue, name="data_catalogue"),
    path("track", receipts.track, name="track"),
    path("c/<str:code>", receipts.receipt, name="receipt"),
    path("case/<str:number>", matter.matter, name="matter"),
    path("case/<str:number>/state", matter.state, name="matter_state"),
    path("case/<str:number>/who", readers.who, name="matter_who"),
    path("case/<str:number>/add", acts.add, name="matter_add"),
    path("case/<str:number>/rate", acts.rate, name="matter_rate"),
    path("case/<str:number>/withdraw", acts.withdraw, name="matter_withdraw"),
    path("paper/<str:number>/<int:event>/<int:place>", photos.paper, name="paper"),
    path("paper/<str:number>/<int:event>/<int:place>/<str:size>", photos.paper, name="paper"),
    path("neighbours", neighbours.neighbours, name="neighbours"),
    path("neighbours/new", neighbours.raise_topic, name="raise_topic"),
    path("neighbours/take-back", neighbours.take_back, name="take_back"),
    path("neighbours/<str:number>", neighbours.neighbour, name="neighbour"),
    path("neighbours/<str:number>/reply", neighbours.reply, name="neighbour_reply"),
    path("around", pages.around, name="around"),
    path("around/feed", feeds.feed, name="around_feed"),
    path("around/<str:code>", public_matter.matter, name="public_matter"),
    path("around/<str:code>/feed", feeds.matter_feed, name="public_matter_feed"),
    path("around/<str:code>/follow", following.follow, name="public_follow"),
    path("around/<str:code>/leave", following.leave, name="public_leave"),
    path("around/<str:code>/photo/<str:name>", public_photos.photo, name="public_photo"),
    path("f/<str:code>", following.by_code, name="follower"),
    path("robots.txt", feeds.robots, name="robots"),
    path("sitemap.xml", feeds.sitemap, name="sitemap"),
    path("community", preferences.community, name="community"),
    path("me", preferences.me, name="me"),
    path("me/mandates", mandates.mandates, name="mandates"),
    path("me/mandates/offer", mandates.offer, name="mandate_offer"),
    path("me/mandates/take", mandates.take, name="mandate_take"),
    path("me/mandates/end", mandates.end, name="mandate_end"),
    path("forget", preferences.forget, name="forget"),
    path("edition", preferences.edition, name="edition"),
    path("language", preferences.language, name="language"),
    path("sw.js", offline.worker, name="worker"),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    path("offline", offline.offline, name="offline"),
    path("waiting", offline.waiting, name="waiting"),
    path("now", offline.now, name="now"),
    path("", include("linli.gates.identity.urls_public")),
    path("", include("linli.gates.live.urls")),
    path("api/", include("linli.gates.web_api.urls_public")),
    path("", include("linli.gates.witnesses.urls_public")),
    path("open311", open311.about, name="open311"),
    path("open311/", include("linli.gates.open311.urls_public")),
    path("", include("linli.kit.rights.urls_public")),
    *(path("", include(module)) for module in manifests.modules("urls_public")),
    path("", include("linli.kit.map.urls")),
]
