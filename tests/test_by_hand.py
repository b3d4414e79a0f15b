"""What a person has decided of single reports is read, or refused with a sentence."""

import pytest

from pipeline.classification import by_hand
from pipeline.core import codebook, paths

CODES = {"method": ["sister_city", "other"], "priority": ["public_health", "tourism_sport"]}
HEADER = "edition,report_id,decision,codes,text,reason,decided_by,decided_on"


def lines(project, *told: str):
    """Return the lines of the edition spring."""
    path = project / paths.CODEBOOK / "coded_by_hand.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    (project / "params.yaml").write_text("edition: {spring: {}}\n", encoding="utf-8")
    path.write_text("\n".join([HEADER, *(f"spring,{one},text,reason,AB,2026-11-25" for one in told)]), encoding="utf-8")
    return by_hand.read("spring", CODES)


def test_lines_of_the_edition_are_read(project):
    found = lines(project, "a:2:record-1,priority,public_health; tourism_sport", "a:3:record-1,priority,")
    assert found["codes"].map(by_hand.listed).tolist() == [["public_health", "tourism_sport"], []]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("a:2:record-1,country,JP", "decides 'country'; it decides method or priority"),
        ("a:2:record-1,priority,health", "gives 'health', which is no priority of the codebook"),
        ("a:2:record-1,method,", "gives 0 methods; a report has one"),
        ("a:2:record-1,method,other; sister_city", "gives 2 methods; a report has one"),
    ],
)
def test_a_line_that_cannot_be_meant_is_named(project, line, message):
    with pytest.raises(codebook.CodebookError, match=message):
        lines(project, line)
