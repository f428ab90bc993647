"""The records of this scenario: rounds from door to door and what they found."""

from linli.scenarios.population.visits.models import Round, Visit

__all__ = ["Round", "Visit"]
