"""How right the decisions are, where the truth is known, and how many there are, where it is not.

    scores      precision, recall and F1 of decisions, with intervals
    simulated   an edition's decisions against the simulator's truth
    gold        methods and priority areas against the coded descriptions of data/gold/
    coverage    who decided how many reports, and how many stay open

docs/classification.md says what the coded descriptions are, and what their figures do not show.
"""
