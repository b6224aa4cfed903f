"""Counts over the whole network, for the operator's command."""

from __future__ import annotations

from typing import Any

from django.db.models import Count

from koppel.apps.network.models import Candidate, Delivery, Organisation, Record
from koppel.apps.sharing.owned import viewing_all


def statistics() -> dict[str, Any]:
    """Records, organisations, how many two or more partners know, questions to judge, and records per partner."""
    with viewing_all(because="the operator counts the whole network"):
        records = Record.objects.filter(gone_at=None)
        known = records.exclude(organisation=None).values("organisation").annotate(owners=Count("owner", distinct=True))
        return {
            "records": records.count(),
            "organisations": known.count(),
            "organisations_known_to_two_or_more_partners": known.filter(owners__gte=2).count(),
            "candidates_to_judge": Candidate.objects.count(),
            "tombstones": Organisation.objects.exclude(merged_into=None).count(),
            "deliveries": Delivery.objects.count(),
            "records_per_partner": dict(
                records.values_list("owner__code").annotate(number=Count("id")).order_by("owner__code")
            ),
        }
