"""Chinese addresses as ordered parts (after GB/T 23705), whatever way they are written.

    address = parse("青秀区民族大道98号翠竹园3#楼二单元501")
    address.building            "3"
    str(address)                "青秀区民族大道98号翠竹园3栋2单元501室"
    address.key                 what two spellings of one address have in common

Nothing is looked up: where names of divisions or compounds are known, they are handed in and go before the rules.
"""

from .parsing import parse, plain
from .parts import KINDS, Address, Part

__all__ = ["KINDS", "Address", "Part", "parse", "plain"]
