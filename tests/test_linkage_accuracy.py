import pytest

from tests import measure_linkage

pytestmark = pytest.mark.skipif(
    not measure_linkage.SHARED.exists(), reason=f"the shared fixtures are not at {measure_linkage.SHARED}"
)


def test_simulated_reports_are_joined_as_they_truly_are():
    reports, truth = measure_linkage.simulated_reports(standardised=True)
    precision, _, score = measure_linkage.pair_scores(measure_linkage.our_rules(reports).group, truth)
    assert precision >= 0.975
    assert score >= 0.96


def test_sister_cities_of_the_public_record_are_merged_as_a_careful_person_merged_them():
    reports, truth, sure = measure_linkage.public_record()
    precision, _, score = measure_linkage.pair_scores(measure_linkage.our_rules(reports).group[sure], truth[sure])
    assert precision >= 0.99
    assert score >= 0.99
