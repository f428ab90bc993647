"""The records of this scenario: rounds from door to door and what they found, and how well the register is kept."""

from linli.scenarios.population.intake.models import SurveyFinding
from linli.scenarios.population.quality.models import Counted, Finding, Tally
from linli.scenarios.population.visits.models import Round, Visit

__all__ = ["Counted", "Finding", "Round", "SurveyFinding", "Tally", "Visit"]
