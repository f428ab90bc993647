"""Bodies of the register that hold no duty: what an enterprise list or a list of social organisations brings.

They stand beside the units of the city in one table, and in no list of units.
"""

REGISTERED = (
    "enterprise",
    "self_employed",
    "social_organisation",
    "institution",
    "stationed_unit",
)  # 企业, 个体工商户, 社会组织, 事业单位, 驻区单位
