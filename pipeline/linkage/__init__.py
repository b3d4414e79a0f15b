"""When two reports are about one engagement: what is compared, the rules, and the groups they make.

    knowledge   what analysts know and chose
    cities      which cities are looked at together, since people tied them
    status      whether a source calls an engagement ended, active or planned
    evidence    what two reports are compared by: partner, method, year, wording
    pairs       which reports are compared at all: those of one U.S. city that may have one partner
    rules       same, asked, possible or different, each with its rule
    links       why a report is about its engagement, with which other report, and how often that is right
    doubts      the pairs that only a person can settle
    survival    which value survives from which report, and what other reports say instead
    related     engagements of two cities that are one journey or agreement
    groups      reports that are one engagement, none of them contradicting another
    identity    the identifier of an engagement, from what it is

docs/linkage.md says the rules in order, and what they were measured to do.
"""
