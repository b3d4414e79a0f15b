"""How the findings are drawn: one module per kind of chart, on one sheet, in one palette. Used by stage chart only."""
