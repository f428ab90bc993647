"""The robots of the journal: the worker under names of their own, each with what it is for and nothing else."""

from linli.plumbing.scope import Hat

SEALER = Hat(surface="worker", role="sealer", label="邻里封存")
VERIFIER = Hat(surface="worker", role="verifier", label="邻里核验")
ERASER = Hat(surface="worker", role="eraser", label="邻里清除")
