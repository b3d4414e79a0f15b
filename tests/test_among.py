"""Which texts are among others: as pandas says it, whatever holds the texts."""

import pandas as pd
import pytest

from pipeline.among import among


@pytest.mark.parametrize("kind", ["str", "string"])
@pytest.mark.parametrize("values", [["Kobe", "Lyon"], ["Kobe", None], []])
def test_it_says_what_isin_says(kind, values):
    texts = pd.Series(["Kobe", None, "Osaka", "Kobe"], index=[7, 3, 3, 1], dtype=kind)
    wanted = pd.Series(values, dtype="str")
    pd.testing.assert_series_equal(among(texts, wanted), texts.isin(wanted))
