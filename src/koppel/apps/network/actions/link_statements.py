"""The statements with which a re-link writes many rows at once, touching only those that change.

They read four tables that live for one transaction: ``moved`` (record, before, after, because) and ``buried`` (before,
after) about organisations by address, ``weighed`` (evidence) and ``asked`` (questions) about pairs of records.
"""

from __future__ import annotations

MINT = """
INSERT INTO network_organisation (uuid, created_at)
SELECT DISTINCT after, %(now)s::timestamptz FROM moved
WHERE NOT EXISTS (SELECT 1 FROM network_organisation AS known WHERE known.uuid = after)
"""

TELL = """
INSERT INTO network_linkevent (at, kind, record_id, organisation_id, before_id, because)
SELECT %(now)s, CASE WHEN moved.before IS NULL AND after.created_at = %(now)s
                          AND moved.record = min(moved.record) OVER (PARTITION BY moved.after) THEN 'minted'
                     WHEN moved.before IS NULL THEN 'joined'
                     WHEN after.created_at = %(now)s OR after.merged_into_id IS NOT NULL THEN 'split'
                     WHEN moved.before IN (SELECT buried.before FROM buried) THEN 'merged'
                     ELSE 'left' END,
       moved.record, after.id, before.id, moved.because
FROM moved JOIN network_organisation AS after ON after.uuid = moved.after
LEFT JOIN network_organisation AS before ON before.uuid = moved.before
"""

MOVE = """
UPDATE network_record AS record SET organisation_id = organisation.id FROM moved
JOIN network_organisation AS organisation ON organisation.uuid = moved.after WHERE record.id = moved.record
"""

# Whoever has records again is no tombstone any more.
REVIVE = """
UPDATE network_organisation SET merged_into_id = NULL WHERE merged_into_id IS NOT NULL
AND EXISTS (SELECT 1 FROM moved WHERE moved.after = network_organisation.uuid)
"""

# A removed record stays where it was, so that it comes back there: its organisation may live on elsewhere.
BURY = """
WITH pairs AS (
    SELECT gone.id AS gone, living.id AS living FROM buried
    JOIN network_organisation AS gone ON gone.uuid = buried.before
    JOIN network_organisation AS living ON living.uuid = buried.after
), followed AS (
    UPDATE network_record AS record SET organisation_id = pairs.living FROM pairs
    WHERE record.organisation_id = pairs.gone RETURNING record.id, pairs.gone, pairs.living
), told AS (
    INSERT INTO network_linkevent (at, kind, record_id, organisation_id, before_id, because)
    SELECT %(now)s, 'merged', id, living, gone, '' FROM followed
)
UPDATE network_organisation AS organisation SET merged_into_id = pairs.living FROM pairs
WHERE organisation.id = pairs.gone OR organisation.merged_into_id = pairs.gone
"""

# After a split an older tombstone leads to where most of its records went.
LEAD = """
UPDATE network_organisation AS grave SET merged_into_id = heir.organisation FROM (
    SELECT DISTINCT ON (grave.id) grave.id, record.organisation_id AS organisation
    FROM network_organisation AS grave
    JOIN network_linkevent AS event ON event.before_id = grave.id
    JOIN network_record AS record ON record.id = event.record_id AND record.gone_at IS NULL
    WHERE grave.merged_into_id IN (
        SELECT organisation.id FROM moved JOIN network_organisation AS organisation ON organisation.uuid = moved.before
    )
    GROUP BY grave.id, record.organisation_id
    ORDER BY grave.id, count(DISTINCT record.id) DESC, record.organisation_id
) AS heir
WHERE grave.id = heir.id AND heir.organisation IS NOT NULL AND grave.merged_into_id <> heir.organisation
"""

FORGET_EVIDENCE = """
DELETE FROM network_evidence AS kept WHERE NOT EXISTS
    (SELECT 1 FROM weighed WHERE weighed.left_id = kept.left_id AND weighed.right_id = kept.right_id)
"""

KEEP_EVIDENCE = """
INSERT INTO network_evidence (left_id, right_id, probability, weight, contributions, why, decision)
SELECT left_id, right_id, probability, weight, contributions, why, decision FROM weighed
ON CONFLICT (left_id, right_id) DO UPDATE SET probability = excluded.probability, weight = excluded.weight,
    contributions = excluded.contributions, why = excluded.why, decision = excluded.decision
WHERE network_evidence.contributions <> excluded.contributions OR network_evidence.decision <> excluded.decision
   OR network_evidence.why <> excluded.why
"""

FORGET_QUESTIONS = """
DELETE FROM network_candidate AS kept WHERE NOT EXISTS
    (SELECT 1 FROM asked WHERE asked.left_id = kept.left_id AND asked.right_id = kept.right_id)
"""

# What somebody answered while the records were compared is not asked again.
ASK = """
INSERT INTO network_candidate (uuid, left_id, right_id, left_owner_id, right_owner_id, probability, priority, created_at)
SELECT gen_random_uuid(), left_id, right_id, left_owner_id, right_owner_id, probability, priority, %(now)s FROM asked
WHERE NOT EXISTS (
    SELECT 1 FROM network_verdict AS verdict WHERE verdict.left_id = asked.left_id AND verdict.right_id = asked.right_id
    AND verdict.undone_at IS NULL AND verdict.answer <> 'unsure'
)
ON CONFLICT (left_id, right_id) DO UPDATE SET probability = excluded.probability, priority = excluded.priority
WHERE network_candidate.probability <> excluded.probability OR network_candidate.priority <> excluded.priority
"""
