"""Write the questionnaire as people and platforms use it: `python -m pipeline.questionnaire`.

An XLSForm for KoboToolbox, ODK and Enketo, a page and a PDF to print, a sheet to build it by in Alchemer or Qualtrics,
and the codebook page; all from the tables of the codebook that ingest reads.
"""

from pipeline.core import paths, stage
from pipeline.forms import build_sheet, printed, xlsform
from pipeline.forms.questionnaire import read


def main() -> None:
    """Write reports/questionnaire/."""
    folder = paths.REPORTS / "questionnaire"
    asked = read()
    xlsform.write(asked, folder / "xlsform")
    build_sheet.write(asked, folder)
    printed.write(asked, folder)


if __name__ == "__main__":
    stage.run_for_all(main, "questionnaire", __doc__)
