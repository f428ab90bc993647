"""What residents follow and send in. What was shown of it was written anew without them and is nobody's."""

from linli.plumbing.held import YEAR, Goes, Held, Hold, Keep, declare, not_held

declare(
    Held("publications_follower", "said", "consent", Goes()),
    Held("publications_submission", "said", "consent", Goes(), holds=(Hold("being_decided", "t.state = 'waiting'"),),
         keep=Keep(3 * YEAR, "t.decided"), lines="submission"),
)  # fmt: skip
not_held("words that everybody may read, by a unit or by nobody named",
         "publications_publication", "publications_wording", "publications_reply")  # fmt: skip
