"""What a source says, taken into the columns of our tables: only what the codebook lets in by name.

    fit       do an export and the codebook fit each other?
    source    what one source holds, whatever its kind
    survey    responses, and the reports in their blocks
    records   reports of a record table
    answers   what cities say of their record
    privacy   personal data in free text, and taking it out

Used by ingest, and by the commands that look at raw exports.
"""
