"""What is made of the coded descriptions of data/gold/, as texts that nothing else is known of: no box, no answer."""

import pandas as pd
from pandera.typing.pandas import DataFrame

from pipeline.classification import deciding
from pipeline.classification.deciding import Limits
from pipeline.classification.knowledge import Knowledge
from pipeline.tables.trained import Descriptions


def decided(told: pd.DataFrame, known: Knowledge, limits: Limits) -> DataFrame[Descriptions]:
    """Return the method and the priority areas of each description; told: description_id and text."""
    methods = [
        one.decision for one in deciding.methods([("record", "", "", text) for text in told["text"]], known, limits)
    ]
    areas = [one.decided for one in deciding.areas([("", text) for text in told["text"]], known, limits)]
    made = pd.DataFrame(
        {
            "description_id": told["description_id"].to_numpy(),
            "method_code": [one.code or "" for one in methods],
            "method_rule": [one.rule for one in methods],
            "priority_codes": ["; ".join(sorted(held)) for held in areas],
            "priority_rule": [", ".join(sorted({rule for rule, _ in held.values()})) for held in areas],
        }
    )
    return Descriptions.validate(made.astype("str"), lazy=True)
