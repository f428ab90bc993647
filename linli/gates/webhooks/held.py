"""Where facts are sent to: addresses of other systems and numbers of cases."""

from linli.plumbing.held import not_held

not_held("addresses of other systems, and numbers of matters on their way there", "webhooks_hook", "webhooks_delivery")
