"""Sections of the findings: what their shares are shares of, and how a sentence says it."""

from typing import NamedTuple

RESOURCES = {
    "has_staff": "staff who manage international affairs among their duties",
    "has_director": "a dedicated director or manager",
    "has_office": "an office for international affairs",
    "has_budget": "a budget for international activities",
}


class Section(NamedTuple):
    """How the shares of one section are said; {label} is the category, {group} that within which they are taken."""

    unit: str
    predicate: str
    is_ranked: bool = True  # the largest first, with ranks; else in the order of the codes


_IN_COUNTRY = "are with partners in {label}"
_OF_PRIORITY = "have the priority area {label}"
_OF_METHOD = "are of the method {label}"
_HAVE = "have {label}"

SECTIONS = {
    "country": Section("engagements with a known partner country", _IN_COUNTRY),
    "region": Section("engagements with a known partner country", _IN_COUNTRY),
    "priority": Section("engagements with a known priority area", _OF_PRIORITY),
    "mention": Section("mentions of a priority area", "are of {label}"),
    "method": Section("engagements with a known method", _OF_METHOD),
    "network": Section("memberships of a network in the codebook", "are in {label}"),
    "partner_kind": Section("engagements with a partner of a known kind", "have a partner of the kind {label}"),
    "state": Section("engagements", "are by cities in {label}"),
    "year": Section("engagements with a known year", "began or took place in {label}", is_ranked=False),
    "priority_by_method": Section("engagements of the method {group} with a known priority area", _OF_PRIORITY),
    "country_by_region": Section("engagements with partners in {group}", _IN_COUNTRY),
    "method_by_size": Section("engagements with a known method of cities of {group}", _OF_METHOD),
    "priority_by_country": Section("engagements with partners in {group} and a known priority area", _OF_PRIORITY),
    "priority_by_size": Section("engagements with a known priority area of cities of {group}", _OF_PRIORITY),
    "method_by_state": Section("engagements with a known method of cities in {group}", _OF_METHOD),
    "country_by_state": Section("engagements with a known partner country of cities in {group}", _IN_COUNTRY),
    "decided_by_method": Section("reports of engagements", "had their method decided by: {label}"),
    "decided_by_priority": Section("reports of engagements", "had their priority areas decided by: {label}"),
    "staffing": Section("responding cities that answered", _HAVE),
    "staffing_by_size": Section("responding cities of {group} that answered", _HAVE),
    "staffing_by_region": Section("responding cities in the {group} that answered", _HAVE),
    "item_nonresponse": Section("responding cities", "did not say whether they have {label}"),
}
