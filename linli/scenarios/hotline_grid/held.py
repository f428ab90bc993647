"""Where grid workers were."""

from linli.plumbing.held import not_held

not_held("a member of staff's round: where it began and ended", "hotline_grid_patrol_entry")
