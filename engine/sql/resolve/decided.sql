-- What steps 2 and 3 say of the events that step 1 alone does not place. In: r_lost, r_undone, r_credit.
-- Out: r_decided, one row such an event: `sign` 0 of those that count nowhere, -1 of removes that undo an add, which
-- follow its credit, 1 of credited adds; `fact` where another than the event's own ad's decided, and the event that did.
CREATE OR REPLACE TEMP TABLE r_decided AS
SELECT
    seq, 0::TINYINT AS sign, disposition, NULL::BIGINT AS to_post, NULL::BIGINT AS to_ad, NULL::BIGINT AS fact, cause
FROM r_lost
UNION ALL
SELECT
    u.seq, -1, CASE WHEN c.seq IS NOT NULL THEN 'spark_after_view'::disposition ELSE u.disposition END, u.to_post,
    coalesce(c.to_ad, u.to_ad), coalesce(c.fact, u.fact), u.add_seq
FROM r_undone AS u LEFT JOIN r_credit AS c ON u.add_seq = c.seq
UNION ALL
SELECT seq, 1, 'spark_after_view'::disposition, to_post, to_ad, fact, cause FROM r_credit;
