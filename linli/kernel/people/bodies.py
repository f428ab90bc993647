"""Bodies of the register that hold no duty: what an enterprise list or a list of social organisations brings.

They stand beside the units of the city in one table, and in no list of units.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

REGISTERED = (
    "enterprise",
    "self_employed",
    "social_organisation",
    "institution",
    "stationed_unit",
)  # 企业, 个体工商户, 社会组织, 事业单位, 驻区单位

# The characters of a name, by which any part of it is found. The table has no wall, so its index may be asked.
SIGNS_OF_NAME = models.Func(
    models.F("name"),
    template="regexp_split_to_array(%(expressions)s, '')",
    output_field=ArrayField(models.TextField()),
)
