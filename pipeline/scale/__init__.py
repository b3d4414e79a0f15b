"""How the stages between raw rows and findings work on millions of rows as on hundreds.

    engine     where the parts of an edition are worked on: here, in several processes, or on Dask
    parts      tables in parts, read and written one after another
    once       answers that come again are decided once
    among      which texts are among others
    distinct   decided once for each distinct text
    spill      rows that wait on disk

docs/benchmark.md says what that brings.
"""
