from linli.kernel.places import queries
from linli.kernel.places.tests.conftest import Town
from linli.kernel.places.models import Place

def test_label(town: Town) -> None:
    assert queries.label(town["301"]) == "桃源路36号院2栋2单元301"
    print(list(Place.objects.values_list("name","lo","hi","scope_id","cell")))
    print(queries.standing(town["301"]), queries.search("36号"), queries.search("桃源路36号院2栋2单元301"), queries.near(108.3312,22.8123))
    print(queries.community_of_point(108.345,22.815), queries.scopes_under(town["青秀区"]), queries.ancestors_of_scope(town["桃源社区"]), queries.path(town["301"]), queries.division_at(town["桃源社区"],"street"))
