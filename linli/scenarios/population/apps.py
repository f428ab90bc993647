from django.apps import AppConfig


class PopulationConfig(AppConfig):
    name = "linli.scenarios.population"
    label = "population"

    def ready(self) -> None:
        from linli.kernel.places import moves
        from linli.scenarios.population import open_data  # noqa: F401  offers what flows back to the communities
        from linli.scenarios.population.intake import offered  # noqa: F401  registers the kinds of lists it takes in
        from linli.scenarios.population.quality import checking, rules  # noqa: F401  register their kinds of pack
        from linli.scenarios.population.visits import redrawn

        moves.register("population", redrawn.on_moved)
