"""The review desk: what needs a person as rows of a workbook, and what a person typed there as lines of the codebook.

Used by `python -m pipeline.review_desk` only.
"""
