"""Which texts are among others, and where: as pandas says it, whatever holds the texts."""

import pandas as pd
import pytest

from pipeline.scale.among import among, places


@pytest.mark.parametrize("kind", ["str", "string"])
@pytest.mark.parametrize("values", [["Kobe", "Lyon"], ["Kobe", None], []])
def test_it_says_what_isin_says(kind, values):
    texts = pd.Series(["Kobe", None, "Osaka", "Kobe"], index=[7, 3, 3, 1], dtype=kind)
    wanted = pd.Series(values, dtype="str")
    pd.testing.assert_series_equal(among(texts, wanted), texts.isin(wanted))


def test_where_a_text_stands_among_others_is_told():
    texts, values = (pd.Series(cells, dtype="str") for cells in (["Lyon", None, "Osaka", "Kobe"], ["Kobe", "Lyon"]))
    assert places(texts, values).tolist() == [1, -1, -1, 0]
