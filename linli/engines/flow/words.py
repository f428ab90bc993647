"""The sentences for each problem, English and Chinese: what is wrong and what to write instead.

The engine itself tells only codes and values; a caller shows these, or its own words for the same codes.
"""

from types import MappingProxyType

from linli.engines.flow.model import Problem

SENTENCES = MappingProxyType(
    {
        # slips of writing
        "not_a_mapping": "Names with something behind them belong here, not {found}.",
        "not_a_list": "A list belongs here, not {found}: put it in square brackets.",
        "not_text": "A word belongs here, not {found}. Put yes, no, on, off and numbers in quotes.",
        "bad_name": "“{name}” cannot be a name: small letters, digits and _, a letter first.",
        "reserved_name": "“{name}” is where every case finishes and cannot name anything else.",
        "unknown_key": "“{key}” is not a word of this place.",
        "only_at_a_wait": "“{key}” belongs to a step that waits; “{step}” does not say waits_for.",
        "not_at_a_wait": "“{step}” waits and has no “{key}”: write waits_for and max.",
        "no_steps": "The flow has no steps.",
        "too_many_steps": "The flow has {count} steps; {most} are the most. Split it into several items.",
        "unknown_start": "The flow starts at “{start}”, and there is no such step.",
        "duplicate_step": "There are two steps named “{step}”.",
        "duplicate_action": "Step “{step}” offers “{action}” twice.",
        "duplicate_effect": "The effect “{name}” is written twice here.",
        "no_actions": "Nothing can be done at step “{step}”: give it actions, or waits_for.",
        "no_target": "“{action}” at step “{step}” leads nowhere: name its target in goes, for example {action}: end.",
        "unknown_target": "There is no step named “{target}” to go to.",
        "unknown_step": "There is no step named “{step}”.",
        "unknown_action": "No step here offers “{action}”.",
        "bad_owner": "“{text}” does not name an owner: write a role, role of level, or any role.",
        "unknown_role": "There is no role “{name}”.",
        "unknown_level": "There is no level “{name}”.",
        "unknown_effect": "There is no effect “{name}”.",
        "unknown_field": "There is no field “{name}”.",
        "unknown_clock": "There is no clock “{name}” to pause.",
        "bad_limit": "{found} is no limit: write a time above nought, for example 3 working days.",
        "bad_flag": "Write true or false here, not {found}.",
        "bad_ask": "Field “{field}” is either required or optional, not {found}.",
        "wait_without_limit": "Step “{step}” waits without an end: say max, for example max: 15 working days.",
        "wait_without_after": "Step “{step}” does not say where the case goes when the wait runs out: say after.",
        "duplicate_branch": "There are two branches named “{branch}”.",
        "empty_branch": "Branch “{branch}” has no steps: name them in a list.",
        "step_in_two_branches": "Step “{step}” stands in two branches: give each its own.",
        "fork_in_branch": "“{step}” opens branches and cannot lie in one: make that part a case of its own.",
        "unknown_branch": "There is no branch “{branch}” here.",
        "bad_join": "{found} is no rule of a join: write all, or lead.",
        "not_a_fork": "“{key}” belongs to a step with branches or cases; “{step}” has neither.",
        "returns_without_after": "“{action}”: say both how often a case may be returned and where it goes then, "
        "for example returns: 3, after: coordinate.",
        "return_without_owner": "“{action}” returns the case and must ask for the next owner: "
        "write asks: {{next_owner: required}}.",
        # an unsound flow
        "dead_step": "No way leads from “{start}” to step “{step}”: lead an action there, or take it out.",
        "cannot_complete": "A case that comes to step “{step}” can never finish: lead one of its actions on.",
        "start_in_branch": "The flow starts at “{start}”, which lies in a branch: start on the main line.",
        "leaves_branch": "Step “{step}” of branch “{branch}” leads to “{target}” outside it: lead it to end, "
        "where the branches join.",
        "enters_branch": "“{step}” leads to “{target}”, in the middle of branch “{branch}”: lead it to “{fork}”.",
        "units_not_asked": "“{step}” leads to “{fork}”, where each chosen unit has a branch, without asking for them: "
        "write asks: {{co_handlers: required}} at every action that leads there.",
        "effect_in_branch": "“{effect}” speaks for the whole case and cannot stand at “{step}”, in branch “{branch}”.",
        "loop_of_waits": "Waits that lead round to each other, where nobody acts: {steps}. Put a worked step between.",
        # moving running cases
        "no_image": "The map does not say where cases at step “{step}” go.",
        "image_elsewhere": "Cases at “{step}” cannot go to “{target}”: several units are at work there or here, and "
        "a branch goes to the branch of the same name.",
        "image_unknown": "Cases at “{step}” are to go to “{target}”, and the new flow has no such step.",
    }
)
SENTENCES_ZH = MappingProxyType(
    {
        "not_a_mapping": "这里应是“名称: 内容”的形式，不能是 {found}。",
        "not_a_list": "这里应是列表，不能是 {found}，请用方括号括起来。",
        "not_text": "这里应是文字，不能是 {found}。yes、no、on、off 和数字请加引号。",
        "bad_name": "“{name}”不能作名称：只用小写字母、数字和下划线，以字母开头。",
        "reserved_name": "“{name}”表示办结，不能作其他名称。",
        "unknown_key": "这里没有“{key}”这个词。",
        "only_at_a_wait": "“{key}”只用于等待环节；“{step}”没有写 waits_for。",
        "not_at_a_wait": "“{step}”是等待环节，不能写“{key}”，请写 waits_for 和 max。",
        "no_steps": "流程没有环节。",
        "too_many_steps": "流程有 {count} 个环节，最多 {most} 个，请拆成几个事项。",
        "unknown_start": "流程从“{start}”开始，但没有这个环节。",
        "duplicate_step": "有两个环节都叫“{step}”。",
        "duplicate_action": "环节“{step}”重复列出操作“{action}”。",
        "duplicate_effect": "这里重复写了效果“{name}”。",
        "no_actions": "环节“{step}”没有可办的操作，请写 actions 或 waits_for。",
        "no_target": "环节“{step}”的操作“{action}”没有去向，请在 goes 里写明，例如 {action}: end。",
        "unknown_target": "没有可去的环节“{target}”。",
        "unknown_step": "没有环节“{step}”。",
        "unknown_action": "这里没有环节提供操作“{action}”。",
        "bad_owner": "“{text}”没有写明责任方：请写 角色、角色 of 层级 或 any 角色。",
        "unknown_role": "没有角色“{name}”。",
        "unknown_level": "没有层级“{name}”。",
        "unknown_effect": "没有效果“{name}”。",
        "unknown_field": "没有字段“{name}”。",
        "unknown_clock": "没有可暂停的时限“{name}”。",
        "bad_limit": "{found} 不是时限：请写大于零的时间，例如 3 working days。",
        "bad_flag": "这里只能写 true 或 false，不能是 {found}。",
        "bad_ask": "字段“{field}”只能是 required（必填）或 optional（选填），不能是 {found}。",
        "wait_without_limit": "环节“{step}”的等待没有期限，请写 max，例如 max: 15 working days。",
        "wait_without_after": "环节“{step}”没有写等待到期后去哪里，请写 after。",
        "duplicate_branch": "有两条分支都叫“{branch}”。",
        "empty_branch": "分支“{branch}”没有环节，请用列表写明。",
        "step_in_two_branches": "环节“{step}”在两条分支里，请各写各的环节。",
        "fork_in_branch": "环节“{step}”自己会分开办理，不能放在分支里，请把这一部分作为单独的办件。",
        "unknown_branch": "这里没有分支“{branch}”。",
        "bad_join": "{found} 不是汇合规则，只能写 all（全部回齐）或 lead（牵头单位决定）。",
        "not_a_fork": "“{key}”只用于有 branches 或 cases 的环节；“{step}”两样都没有。",
        "returns_without_after": "操作“{action}”要同时写明最多退几次和之后去哪里，例如 returns: 3, after: coordinate。",
        "return_without_owner": "操作“{action}”是退单，必须填写下一个责任单位：请写 asks: {{next_owner: required}}。",
        "dead_step": "从“{start}”走不到环节“{step}”：请让某个操作通向它，或删去它。",
        "cannot_complete": "走到环节“{step}”的办件永远无法办结：请让它的某个操作通向后面。",
        "start_in_branch": "流程从“{start}”开始，但它在分支里，请从主线开始。",
        "leaves_branch": "分支“{branch}”的环节“{step}”通向分支外的“{target}”，请让它通向 end，也就是汇合处。",
        "enters_branch": "“{step}”通向分支“{branch}”中间的“{target}”，请让它通向“{fork}”。",
        "units_not_asked": "“{step}”通向“{fork}”，那里每个协办单位一条分支，但没有填协办单位："
        "请在每个通向它的操作写 asks: {{co_handlers: required}}。",
        "effect_in_branch": "“{effect}”代表整个办件，不能写在分支“{branch}”的环节“{step}”里。",
        "loop_of_waits": "这些等待环节互相循环，没有人办理：{steps}。请在中间加一个办理环节。",
        "no_image": "对应表没有写明停在环节“{step}”的办件去哪里。",
        "image_elsewhere": "停在“{step}”的办件不能去“{target}”：那里或这里有几个单位同时在办，分支只能对应同名的分支。",
        "image_unknown": "停在“{step}”的办件要去“{target}”，但新流程没有这个环节。",
    }
)
NEAREST = " Did you mean “{nearest}”?"
NEAREST_ZH = "是不是“{nearest}”？"


def say(problem: Problem, language: str = "en") -> str:
    """The sentence for a problem, with the nearest right name where there is one: Chinese for "zh", "zh-hans" and the
    like, else English."""
    chinese = language.startswith("zh")
    sentence = (SENTENCES_ZH if chinese else SENTENCES)[problem.code]
    if problem.values.get("nearest"):
        sentence += NEAREST_ZH if chinese else NEAREST
    return sentence.format(**problem.values)
