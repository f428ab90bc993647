"""Vehicles are written down with whoever keeps them, for the places of a compound."""

from linli.plumbing.held import YEAR, Goes, Held, Keep, declare

declare(Held("assets_vehicle", "home", "service", Goes(), keep=Keep(3 * YEAR, "t.until"), lines="vehicle"))
