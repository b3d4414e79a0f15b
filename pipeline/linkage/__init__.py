"""When two reports are about one engagement, what the engagement then is, and whether it counts.

    knowledge   what analysts know and chose
    cities      which cities are looked at together, since people tied them
    evidence    what two reports are compared by: partner, method, year, wording
    pairs       which reports are compared at all: those of one U.S. city that may have one partner
    rules       same, asked, possible or different, each with its rule
    groups      reports that are one engagement, none of them contradicting another
    linking     the groups, from rules and from what persons and cities said
    links       why a report is about its engagement, with which other report, and how often that is right
    doubts      the pairs that only a person can settle
    identity    the identifier of an engagement, from what it is
    speaking    which report speaks for an engagement
    survival    which value survives from which report, and what other reports say instead
    updates     what cities answered to their record: which engagement each answer is about, what it changes
    answered    the reports before cities answered, after each answer, and after all
    status      whether a source calls an engagement ended, active or planned
    exclusion   which engagements do not count, and why
    responding  the responding cities
    related     engagements of two cities that are one journey or agreement

docs/linkage.md says the rules in order, and what they were measured to do.
"""
