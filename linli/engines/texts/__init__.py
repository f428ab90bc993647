"""Texts: how alike two of them are, and what one is probably about, learnt from texts somebody has sorted before.

    learnt = learn([("楼道灯不亮", "light"), …])
    guess = learnt.guess("三楼的灯坏了")        # a Guess with its label, or None where it is not sure enough

The plain beginning of sorting: complement naive Bayes over single characters and pairs (Rennie et al., ICML 2003),
which needs no segmentation and no library. How sure is sure enough is read off texts it has not learnt from.
"""

from linli.engines.texts.alike import likeness
from linli.engines.texts.bayes import Guess, Learnt, learn
from linli.engines.texts.grams import grams

__all__ = ["Guess", "Learnt", "grams", "learn", "likeness"]
