"""The demonstration survey, written as each platform would export it, is ingested as the same tables."""

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from pipeline import codebook, exports, params
from pipeline.ingest import Source, ingest_survey, known_questions
from pipeline.simulate import simulate
from pipeline.simulation import alchemer, layouts, lists

KNOWN = lists.read()
RESPONSES = simulate(params.section("simulate")["demonstration-2024"], 2016, 2024, KNOWN).responses
# What a platform does not record, or words otherwise.
OF_THE_PLATFORM = ["status", "is_test", "submitted_text"]


def ingested(platform: str, path) -> Source:
    """Return the survey's tables with responses numbered 1, 2, … whatever number of header rows the platform has."""
    questionnaire, options = codebook.read("questionnaire"), codebook.read("options")
    export = exports.read(path, platform, "", known_questions(questionnaire, options))
    source = ingest_survey("city_survey", export, questionnaire, options, codebook.read("personal_patterns"))
    headers = int(source.rows["row"].min()) - 1
    return source._replace(responses=numbered(source.responses, headers), reports=numbered(source.reports, headers))


def numbered(table: pd.DataFrame, headers: int) -> pd.DataFrame:
    """Return a table without identifiers and the platform's own columns, rows numbered from 1."""
    columns = [name for name in ("response_id", "report_id", *OF_THE_PLATFORM) if name in table]
    slot = table["report_id"].str.rpartition(":")[2] if "report_id" in table else None
    return table.drop(columns=columns).assign(row=table["row"] - headers, place=slot)


@pytest.fixture(scope="module")
def as_alchemer_writes_it(tmp_path_factory) -> Source:
    path = tmp_path_factory.mktemp("alchemer") / alchemer.FILE_NAME
    alchemer.write(alchemer.table(RESPONSES, KNOWN, noise=1.0), path)
    return ingested("alchemer", path)


@pytest.mark.parametrize("platform", layouts.WRITERS)
def test_every_platform_gives_the_same_tables(platform, as_alchemer_writes_it, tmp_path):
    if platform not in exports.PLATFORMS:
        pytest.skip(f"no reader for {platform} yet")
    other = ingested(platform, layouts.write(platform, RESPONSES, KNOWN, tmp_path))
    assert_frame_equal(other.responses, as_alchemer_writes_it.responses)
    assert_frame_equal(other.reports, as_alchemer_writes_it.reports)


@pytest.mark.parametrize("platform", layouts.WRITERS)
def test_a_layout_is_the_same_bytes_each_time(platform, tmp_path):
    (tmp_path / "again").mkdir()
    first = layouts.write(platform, RESPONSES[:20], KNOWN, tmp_path)
    assert first.read_bytes() == layouts.write(platform, RESPONSES[:20], KNOWN, tmp_path / "again").read_bytes()
