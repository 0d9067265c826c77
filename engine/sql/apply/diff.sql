-- What moved. In: r_placed (of b_stored), b_stored, b_old (rows of core.packed_bodies), b_fallen, $corrections (rows of
-- core.packed_corrections, those of b_old at least). Out: b_moved(seq, amount, entry): the standing entry taken back (-1)
-- and the new one (1), for stored events that are placed differently now; for those that lost their id only the taking
-- back. Written to core.packed_corrections. The deciding fact and event belong to an entry: one that counts as before but
-- for another reason is corrected too. (b_before is core.standing of b_asked, spelled out: the view would rank all
-- corrections ever made.)
CREATE OR REPLACE TEMP TABLE b_asked AS
SELECT * FROM b_old WHERE seq IN (SELECT seq FROM b_stored) OR seq IN (SELECT seq FROM b_fallen);

CREATE OR REPLACE TEMP TABLE b_corrected AS
SELECT * FROM $corrections SEMI JOIN b_asked USING (seq)
QUALIFY row_number() OVER (PARTITION BY seq ORDER BY batch DESC, amount DESC) = 1;

CREATE OR REPLACE TEMP TABLE b_before AS
SELECT seq, disposition, side, to_post, to_ad, sign, ad_day, milestone, click_class, conflict, fact, cause
FROM b_asked ANTI JOIN b_corrected USING (seq) WHERE disposition IS NOT NULL
UNION ALL
SELECT * EXCLUDE (batch, amount) FROM b_corrected WHERE amount = 1;

CREATE OR REPLACE TEMP TABLE b_same AS
SELECT b.seq FROM b_before AS b INNER JOIN r_placed AS p ON b.seq = p.seq
WHERE (
        b.disposition, b.side, b.to_post, b.to_ad, b.sign, b.ad_day, b.milestone, b.click_class, b.conflict, b.fact,
        b.cause)
    IS NOT DISTINCT FROM (
        p.disposition, p.side, p.to_post, p.to_ad, p.sign, p.ad_day, p.milestone, p.click_class, p.conflict, p.fact,
        p.cause);

CREATE OR REPLACE TEMP TABLE b_moved AS
SELECT seq, -1::TINYINT AS amount, * EXCLUDE (seq) FROM b_before ANTI JOIN b_same USING (seq)
UNION ALL
SELECT
    seq, 1::TINYINT, disposition, side, to_post, to_ad, sign, ad_day, milestone, click_class, conflict, fact, cause
FROM r_placed ANTI JOIN b_same USING (seq);

INSERT INTO core.packed_corrections
SELECT seq, getvariable('batch')::INTEGER, * EXCLUDE (seq) FROM b_moved ORDER BY seq, amount;
