"""Flows of cases: how they are written, whether they may be published, where an action leads.

    flow = compile_flow(pack["flow"], known=Vocabulary(effects=frozenset({"makes"})))   # or Unsound(problems)
    step(flow, "accept", "take_in").name        # "decide", or "end"; StepNotAllowed if it is not offered
    [say(problem, "zh") for problem in problems(spec)]

Measured (process time, one core of a 2-core machine, Python 3.11, `tests/test_speed.py`): reading and checking the
card of the tests (4 steps) takes 0.14 ms, 30 steps 0.7 ms, 200 steps 4.4 ms; one step of a case 0.5 µs.

A flow is data: no expression, no code, no clock. Grammar: `reading`; what is checked: `soundness`.
"""

from linli.engines.flow.dumping import dump
from linli.engines.flow.graph import CriticalPath, completing, critical_path, edges, reachable
from linli.engines.flow.marking import Marking, NotAllIn, must_wait, opens
from linli.engines.flow.model import (
    CO_HANDLERS,
    END,
    NEXT_OWNER,
    Action,
    Ask,
    Branch,
    Effect,
    End,
    Flow,
    Label,
    Owner,
    Problem,
    Step,
    StepNotAllowed,
    Unsound,
    Vocabulary,
)
from linli.engines.flow.moves import Change, Diff, diff, map_problems, same_names
from linli.engines.flow.pieces import parse_owner
from linli.engines.flow.soundness import compile_flow, problems
from linli.engines.flow.stepping import allowed, step, time_out
from linli.engines.flow.words import SENTENCES, SENTENCES_ZH, say

__all__ = [
    "CO_HANDLERS",
    "END",
    "NEXT_OWNER",
    "SENTENCES",
    "SENTENCES_ZH",
    "Action",
    "Ask",
    "Branch",
    "Change",
    "CriticalPath",
    "Diff",
    "Effect",
    "End",
    "Flow",
    "Label",
    "Marking",
    "NotAllIn",
    "Owner",
    "Problem",
    "Step",
    "StepNotAllowed",
    "Unsound",
    "Vocabulary",
    "allowed",
    "compile_flow",
    "completing",
    "critical_path",
    "diff",
    "dump",
    "edges",
    "map_problems",
    "must_wait",
    "opens",
    "parse_owner",
    "problems",
    "reachable",
    "same_names",
    "say",
    "step",
    "time_out",
]
