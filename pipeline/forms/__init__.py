"""The questionnaire as platforms and paper want it: a form to import, a sheet to build one by, pages to read."""
