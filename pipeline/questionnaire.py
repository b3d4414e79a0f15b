"""Write the questionnaire as people and platforms use it: `python -m pipeline.questionnaire`.

An XLSForm for KoboToolbox, ODK and Enketo, a page and a PDF to print, a sheet to build it by in Alchemer or Qualtrics,
and the codebook page; all from the tables of the codebook that ingest reads.
"""

from pipeline import codebook, params, paths, stage
from pipeline.forms import build_sheet, printed, xlsform
from pipeline.forms.questionnaire import Form, form

# No partner of a U.S. city that is asked for.
HOME = "US"


def read() -> Form:
    """Return the form that the codebook and params.yaml describe. Raises FormError when they contradict each other."""
    countries = codebook.labels("countries")
    del countries[HOME]
    return form(
        codebook.read("questionnaire"),
        codebook.read("options"),
        codebook.read("questionnaire_pages"),
        {"countries": countries, "us_states": codebook.labels("us_states")},
        params.section("questionnaire"),
    )


def main() -> None:
    """Write reports/questionnaire/."""
    folder = paths.REPORTS / "questionnaire"
    asked = read()
    xlsform.write(asked, folder / "xlsform")
    build_sheet.write(asked, folder)
    printed.write(asked, folder)


if __name__ == "__main__":
    stage.run_for_all(main, "questionnaire", __doc__)
