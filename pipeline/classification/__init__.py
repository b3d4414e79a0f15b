"""Which method and which priority areas a report's words state.

    rules       boxes ticked, and the phrases of the codebook

docs/classification.md says what decides in order, and how good it was measured to be.
"""
