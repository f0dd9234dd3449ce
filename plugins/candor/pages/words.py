"""The words for what records call by a key, one table a key; they are looked up in the site's catalogue where used."""

from __future__ import annotations

from datetime import timedelta

from candor.model.incidents import (
    Act,
    Category,
    ComponentStatus,
    Element,
    Impact,
    MaintenanceState,
    PromiseState,
    RemedyKind,
    RemedyState,
    ReportedBy,
    UpdateState,
    Violation,
)
from candor.pages.catalogue import Catalogue, mark
from candor.standing.clocks import Indicator

INDICATOR_WORDS = {
    Indicator.NONE: mark("All Systems Operational"),
    Indicator.MAINTENANCE: mark("Maintenance under way"),
    Indicator.MINOR: mark("Minor problem"),
    Indicator.MAJOR: mark("Major problem"),
    Indicator.CRITICAL: mark("Critical problem"),
}
MODERATION_REASONS = {
    "SPAM": mark("spam"),
    "ABUSE": mark("abuse"),
    "PRIVATE": mark("private data"),
    "OFF_TOPIC": mark("off topic"),
    "OUTDATED": mark("out of date"),
    "DUPLICATE": mark("said elsewhere"),
    "RESOLVED": mark("settled"),
}
ALERT_WORDS = {
    "note": mark("Note"),
    "tip": mark("Tip"),
    "important": mark("Important"),
    "warning": mark("Warning"),
    "caution": mark("Caution"),
}
"""What stands above an alert in a member's text; there it is English already."""
STATE_WORDS = {
    UpdateState.INVESTIGATING: mark("Investigating"),
    UpdateState.IDENTIFIED: mark("Cause found"),
    UpdateState.MONITORING: mark("Watching the repair"),
    UpdateState.RESOLVED: mark("Resolved"),
    UpdateState.FALSE_ALARM: mark("False alarm"),
}
IMPACT_WORDS = {
    Impact.NONE: mark("no impact"),
    Impact.MINOR: mark("minor"),
    Impact.MAJOR: mark("major"),
    Impact.CRITICAL: mark("critical"),
}
CATEGORY_WORDS = {
    Category.AVAILABILITY: mark("Availability"),
    Category.DEGRADATION: mark("Slow or faulty"),
    Category.DATA_LOSS: mark("Loss of data"),
    Category.SECURITY: mark("Security"),
    Category.PRODUCT_QUALITY: mark("Product quality"),
    Category.SAFETY_RECALL: mark("Safety recall"),
    Category.BILLING: mark("Billing"),
    Category.DELIVERY: mark("Delivery"),
    Category.SUPPORT_CONDUCT: mark("How we treated you"),
    Category.COMMUNICATION: mark("What we said"),
    Category.POLICY_CHANGE: mark("Change of rules"),
}
VIOLATION_WORDS = {
    Violation.COMPETENCE: mark("that we can do it"),
    Violation.INTEGRITY: mark("that we mean it"),
    Violation.BOTH: mark("that we can do it, and that we mean it"),
    Violation.UNKNOWN: mark("not known yet"),
}
REPORTER_WORDS = {
    ReportedBy.MONITORING: mark("our own monitoring"),
    ReportedBy.STAFF: mark("our staff"),
    ReportedBy.CUSTOMER: mark("a customer"),
    ReportedBy.PRESS: mark("the press"),
    ReportedBy.RESEARCHER: mark("a researcher"),
}
COMPONENT_WORDS = {
    ComponentStatus.OPERATIONAL: mark("works"),
    ComponentStatus.UNDER_MAINTENANCE: mark("under maintenance"),
    ComponentStatus.DEGRADED_PERFORMANCE: mark("slow or faulty"),
    ComponentStatus.PARTIAL_OUTAGE: mark("partly down"),
    ComponentStatus.MAJOR_OUTAGE: mark("down"),
}
MAINTENANCE_WORDS = {
    MaintenanceState.SCHEDULED: mark("Scheduled"),
    MaintenanceState.IN_PROGRESS: mark("In progress"),
    MaintenanceState.VERIFYING: mark("Being checked"),
    MaintenanceState.COMPLETED: mark("Completed"),
    MaintenanceState.CANCELLED: mark("Cancelled"),
    MaintenanceState.OVERRUN: mark("Takes longer than announced"),
}
PROMISE_WORDS = {
    PromiseState.BROKEN: mark("Broken"),
    PromiseState.OVERDUE: mark("Overdue"),
    PromiseState.OPEN: mark("Open"),
    PromiseState.KEPT_LATE: mark("Kept late"),
    PromiseState.KEPT: mark("Kept"),
    PromiseState.WITHDRAWN: mark("Withdrawn"),
}
REMEDY_WORDS = {
    RemedyState.PROPOSED: mark("Proposed"),
    RemedyState.CONSULTING: mark("You decide"),
    RemedyState.COMMITTED: mark("Committed"),
    RemedyState.DELIVERING: mark("Being delivered"),
    RemedyState.DELIVERED: mark("Delivered"),
    RemedyState.WITHDRAWN: mark("Withdrawn"),
}
REMEDY_KIND_WORDS = {
    RemedyKind.REFUND: mark("Refund"),
    RemedyKind.CREDIT: mark("Credit"),
    RemedyKind.REPLACEMENT: mark("Replacement"),
    RemedyKind.REPAIR: mark("Repair"),
    RemedyKind.RESTORATION: mark("Restoration"),
    RemedyKind.CHANGE: mark("Change"),
    RemedyKind.OTHER: mark("Other"),
}
ELEMENT_WORDS = {
    Element.RESPONSIBILITY: mark("Takes responsibility"),
    Element.REPAIR: mark("Puts it right"),
    Element.WHAT_HAPPENED: mark("Says what happened"),
    Element.REGRET: mark("Regrets what we did"),
    Element.CHANGE: mark("Says what changes"),
    Element.FORGIVENESS: mark("Asks for forgiveness"),
    Element.HARM: mark("Names the harm"),
    Element.LISTENED: mark("Has listened first"),
    Element.SPEAKER: mark("Has a speaker with a name"),
}
PITFALL_WORDS = {
    "conditional": mark("“If anyone was affected”"),
    "feelings": mark("“Sorry you feel that way”"),
    "but": mark("“Sorry, but”"),
    "agentless": mark("“Mistakes were made”"),
    "shrinking": mark("Makes the harm small"),
    "self_praise": mark("Praises us"),
    "blame": mark("Blames others"),
    "thanks": mark("Thanks in place of regret"),
}
"""The anti-patterns of an apology, by the name under which one is waived."""
ACT_WORDS = {
    Act.ACKNOWLEDGE: mark("Acknowledge"),
    Act.UPDATE: mark("Post an update"),
    Act.RESOLVE: mark("Resolve"),
    Act.APOLOGY: mark("Apologise"),
    Act.REMEDY: mark("Commit to a remedy"),
    Act.POSTMORTEM: mark("Publish a post-mortem"),
}
EXCLUDED_WORDS = (
    mark("outside the time of the ballot"),
    mark("from an account whose age is not known"),
    mark("from an account that is not a person's"),
    mark("from an account made after it happened"),
)
"""Why a vote does not count, as `candor.sources.ledger_check` says it."""


def duration(catalogue: Catalogue, length: timedelta) -> str:
    """``2 h 10 min``, ``3 days 4 h``, ``45 min``."""
    minutes = max(0, int(length.total_seconds())) // 60
    days, rest = divmod(minutes, 1440)
    hours, minutes = divmod(rest, 60)
    parts = []
    if days:
        parts.append(catalogue.ngettext("%(num)s day", "%(num)s days", days))
    if hours:
        parts.append(catalogue.gettext("%(hours)s h") % {"hours": hours})
    if not days and (minutes or not hours):
        parts.append(catalogue.gettext("%(minutes)s min") % {"minutes": minutes})
    return " ".join(parts)


def posted_late(catalogue: Catalogue, late: timedelta | None) -> str:
    """``posted 2 h 10 min after the fact``, or nothing."""
    if late is None:
        return ""
    return catalogue.gettext("posted %(time)s after the fact") % {"time": duration(catalogue, late)}
