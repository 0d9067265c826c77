-- All of $facts (standing ones) of the codes in $codes (a relation with auth_code). Out: a row a fact: auth_code and
-- what engine.codes asks.
SELECT auth_code, seq, event_id, type::VARCHAR, occurred_at, post_id, duration_days FROM $facts
WHERE type IN ('authorization_granted', 'authorization_extended', 'authorization_revoked')
    AND auth_code IN (SELECT auth_code FROM $codes);
