"""Which method and which priority areas a report's words state.

    rules         boxes ticked, and the phrases of the codebook
    features      what the suggester sees of a text
    suggester     how probable each code is for a text, from weights that the stage train has fitted
    evidence      how probable a priority area is, given its phrases and the suggester
    deciding      rules and suggester together
    by_hand       what a person has decided of single reports
    descriptions  what is made of the coded descriptions
    knowledge     all that decides, read once

docs/classification.md says what decides in order, and how good it was measured to be.
"""
