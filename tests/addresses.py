"""An address for every page that has something in brackets, leading to what stands in the test city."""

from __future__ import annotations

from dataclasses import dataclass

from linli.kernel.assets.actions import NewVehicle, register_vehicle
from linli.kernel.cases.actions import Opened, calling
from linli.kernel.people import queries as people_queries
from linli.kernel.people.actions import NewBody, NewProposal, propose, register_bodies_many
from linli.kernel.publications.models import PublicFace, PublicPhoto
from linli.kernel.rights import actions as rights
from linli.kit.desk.tokens import mark
from linli.plumbing import scope
from linli.plumbing.days import day_of
from linli.plumbing.pointers import pointer
from linli.plumbing.time import now as clock
from tests import commons, lists
from tests.surfaces import as_login
from tests.world import World


@dataclass(frozen=True, slots=True)
class Matter:
    """The case pages are asked for: answered, with a photo drawn anew."""

    opened: Opened
    event: int
    place: int


# Addresses of what nobody has: the page says so.
NOTHING = {
    "f/<str:code>": "f/0000-0000-0000",
    "kept/<str:name>": "kept/nothing",
    "many/<str:code>": "many/nothing",
    "phrases/<str:mark>": "phrases/nothing",
    "unread/<str:mark>": "unread/nothing",
}


def paths(matter: Matter, world: World) -> dict[str, str]:
    """Values for what an address has in brackets, and queries for pages that need one."""
    topic, call, face = world.a_topic(), a_call(world), a_face(world)
    number, photo = matter.opened.number, f"{matter.event}/{matter.place}"
    return {
        "around/<str:code>": f"around/{face}",
        "around/<str:code>/feed": f"around/{face}/feed",
        "around/<str:code>/photo/<str:name>": f"around/{face}/photo/PHOTO0123456",
        "c/<str:code>": f"c/{matter.opened.receipt}",
        "case/<str:number>": f"case/{number}",
        "case/<str:number>/who": f"case/{number}/who",
        "case/<str:number>/state": f"case/{number}/state",
        "paper/<str:number>/<int:event>/<int:place>": f"paper/{number}/{photo}",
        "paper/<str:number>/<int:event>/<int:place>/<str:size>": f"paper/{number}/{photo}/small",
        "case/<str:number>/photo/<int:event>/<int:place>": f"case/{number}/photo/{photo}",
        "case/<str:number>/photo/<int:event>/<int:place>/<str:size>": f"case/{number}/photo/{photo}/small",
        "neighbours/<str:number>": f"neighbours/{topic}",
        "calls/<str:code>": f"calls/{call}",
        "publications/<str:number>": f"publications/{topic}",
        "ledger/<str:which>.xlsx": "ledger/rectify.xlsx",
        "board/rows": "board/rows?indicator=response",
        "case/<str:number>/beside": f"case/{number}/beside",
        **NOTHING,
        **_register(world),
        **_rights(world),
        **_imports(world),
        **_shared(world),
        **_open311(face),
        **_api(number, face),
        "report/places": "report/places?q=桃源路36",
        "report/similar": f"report/similar?item=hotline.stair_light&place={world.building()}",
        "buildings": "buildings?find=桃源路36",
        "case/<str:number>/give": f"case/{number}/give",
        "case/<str:number>/item": f"case/{number}/item",
        "case/<str:number>/colleagues": f"case/{number}/colleagues?q=黄",
        "case/<str:number>/print": f"case/{number}/print",
        "units/<str:mark>": f"units/{mark('unit', world.bodies['guihe'])}",
        "call-backs/<str:number>": f"call-backs/{number}",
        "catalogue/<str:kind>/<str:code>": "catalogue/items/hotline.stair_light",
        "tiles/<int:z>/<int:x>/<int:y>.mvt": "tiles/14/13122/7122.mvt",
    }


def _register(world: World) -> dict[str, str]:
    """Pages of the register and its map: a person, a door, a building, a community, an area."""
    return {
        "register/person/<str:at>": f"register/person/{pointer('person', world.residents[0].person)}",
        "register/person/<str:at>/twins": f"register/person/{pointer('person', world.residents[0].person)}/twins",
        "register/person/<str:at>/who": f"register/person/{pointer('person', world.residents[0].person)}/who",
        "register/door/<int:number>": f"register/door/{world.residents[0].dwelling}",
        "register/places/<int:number>/names": f"register/places/{world.building()}/names",
        "register/regions": "register/regions?registered_in=天心",
        "register/building/<int:number>": f"register/building/{world.building()}",
        "register/proposals/<str:at>": f"register/proposals/{pointer('proposal', a_proposal(world))}",
        "visits/building/<int:number>": f"visits/building/{world.building()}",
        "visits/door/<int:number>": f"visits/door/{world.residents[0].dwelling}",
        "register/quality/building/<int:number>": f"register/quality/building/{world.building()}",
        "register/community/<int:number>": f"register/community/{world.community()}",
        "register/division/<int:number>": f"register/division/{world.places['xinzhu']}",
        "register/grid/<int:number>": f"register/grid/{world.areas['taoyuanbei-1']}",
        **_kept(world),
        "map/areas/new": f"map/areas/new?kind=grid&place={world.community()}",
        "map/areas/<int:number>": f"map/areas/{world.areas['taoyuanbei-1']}",
        "map/areas/<int:number>/end": f"map/areas/{world.areas['taoyuanbei-1']}/end",
        "map/tiles/<str:code>/<int:z>/<int:x>/<int:y>.mvt": "map/tiles/communities/14/13122/7122.mvt",
    }


def _rights(world: World) -> dict[str, str]:
    """What the first resident asks to have erased, and an impact assessment."""
    asked = pointer("erasure", an_erasure(world))
    return {
        "erasures/<str:at>": f"erasures/{asked}",
        "holds/new": f"holds/new?erasure={asked}",
        "holds/<str:at>": f"holds/{pointer('hold', a_hold(world))}",
        "assessments/<str:at>": f"assessments/{pointer('assessment', an_assessment(world))}",
    }


def an_erasure(world: World) -> int:
    """The first resident asks for what may go."""
    me, now = world.resident(), clock()
    with scope.reading(me, now=now):
        whose = people_queries.whose(me)
    asked = {"whose": whose, "scope_id": world.places["xinzhu"], "with_login": False, "words": "", "found": []}
    return rights.ask_erasure(**asked, by=me, now=now)


def a_hold(world: World) -> int:
    """A court asks that everything about the first resident be kept."""
    now, person = clock(), world.residents[0]
    row = rights.NewHold("青秀区人民法院", "（2026）桂0103民初118号", day_of(now))
    at = world.places["xinzhu"]
    return rights.place_hold(subject_id=person.subject, scope_id=at, row=row, by=world.hat("data_officer"), now=now)


def an_assessment(world: World) -> int:
    """What a data officer thought through before visits to old people began."""
    said = "独居老人的住址和联系人，每周探访用，满一年删除。"
    row = rights.NewAssessment("独居老人探访", "elder_care", "sensitive", said, said, said, said, "conditions")
    return rights.assess(row=row, by=world.hat("data_officer"), now=clock())


def _kept(world: World) -> dict[str, str]:
    """A body of the register with the vehicle it keeps."""
    body, vehicle = a_body(world), a_vehicle(world)
    return {
        "register/bodies/<int:number>": f"register/bodies/{body}",
        "register/vehicles/<str:at>": f"register/vehicles/{pointer('vehicle', vehicle)}",
    }


def a_body(world: World) -> int:
    """A noodle shop in the first resident's building."""
    row = NewBody("enterprise", "桃源米粉店", world.building(), "visit", phone="0771-5550100")
    return register_bodies_many(rows=[row], by=world.hat("clerk", "桃源北社区"), now=clock())[0]


def a_vehicle(world: World) -> int:
    """The car of the first resident, kept at their door."""
    first = world.residents[0]
    row = NewVehicle("桂A12F45", first.dwelling, clock(), "visit", person_id=first.person)
    return register_vehicle(row=row, by=world.hat("clerk", "桃源北社区"), now=clock())


def a_proposal(world: World) -> int:
    """What the first resident says should be put right about their phone."""
    row = NewProposal("change", "person", world.residents[0].person, changes={"phone": "13900002222"})
    return propose(row=row, by=world.resident(), now=clock())


def _api(number: str, face: str) -> dict[str, str]:
    """The addresses of our own API."""
    return {
        "api/v1/public-near": "api/v1/public-near?lon=108.33&lat=22.81&item=hotline.stair_light",
        "api/v1/public/<code>": f"api/v1/public/{face}",
        "api/v1/places": "api/v1/places?q=桃源路36",
        "api/v1/matters/<number>": f"api/v1/matters/{number}",
        "api/v1/cases/<number>": f"api/v1/cases/{number}",
        "api/v1/cases/<number>/owners": f"api/v1/cases/{number}/owners",
        "api/v1/inbox": "api/v1/inbox?limit=15",
    }


def a_call(world: World) -> str:
    """A call that somebody has taken."""
    clerk = world.hat("clerk", "桃源北社区")
    return calling.ring(phone="13912345678", rang=clock(), take=True, by=clerk, now=clock())


def a_face(world: World) -> str:
    """The public face of a matter, with a photo."""
    public = world.an_open_case()
    with as_login(""):
        face = PublicFace.objects.get(case_id=public.case_id).code
        PublicPhoto.objects.create(
            code="PHOTO0123456", case_id=public.case_id, paper_id=1, file="a" * 32, released=clock()
        )
    return face


def _shared(world: World) -> dict[str, str]:
    """Pages of the open list: an entry, and a grant of the clerk's community with the request it came from."""
    grant = commons.a_grant(world, commons.an_entry(world))
    item = f"open-list/{grant.item.number}"
    other = commons.an_entry(world, "matters.by_month").item.number
    return {
        "open-list/new": "open-list/new?of=matters.by_month",
        "open-list/<str:number>": item,
        "open-list/<str:number>/ask": f"open-list/{other}/ask",
        "data-requests/<str:number>": f"data-requests/{grant.request.number}",
        "grants/<str:number>": f"grants/{grant.number}",
        "grants/<str:number>/data": f"grants/{grant.number}/data",
        "grants/<str:number>/data.xlsx": f"grants/{grant.number}/data.xlsx",
    }


def _imports(world: World) -> dict[str, str]:
    at = pointer("import", lists.handed_in(world).id)
    return {
        "imports/new/<str:code>": "imports/new/nothing",
        "imports/empty/<str:kind>.xlsx": "imports/empty/people.xlsx",
        "imports/<str:at>": f"imports/{at}?show=refused",
        "imports/<str:at>/undo": f"imports/{at}/undo",
        "imports/<str:at>/refused.<str:form>": f"imports/{at}/refused.csv",
    }


def _open311(face: str) -> dict[str, str]:
    """The addresses of the other standard, which says its format in the name."""
    versioned = {
        r"^v2/discovery\.(?P<form>xml|json)$": "v2/discovery.json",
        r"^discovery\.(?P<form>xml|json)$": "discovery.json",
        r"^v2/services\.(?P<form>xml|json)$": "v2/services.json",
        r"^v2/services/(?P<code>.+)\.(?P<form>xml|json)$": "v2/services/hotline.stair_light.json",
        r"^v2/requests\.(?P<form>xml|json)$": "v2/requests.json",
        r"^v2/requests/(?P<code>.+)\.(?P<form>xml|json)$": f"v2/requests/{face}.json",
        r"^v2/tokens/(?P<token>.+)\.(?P<form>xml|json)$": "v2/tokens/nothing.json",
    }
    return {f"open311/{pattern}": f"open311/{path}" for pattern, path in versioned.items()}
