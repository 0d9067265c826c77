-- Everything that stands, for a resolution from scratch. In: core.engagements, v_losers. Out: r_events.
CREATE OR REPLACE TEMP VIEW r_events AS
SELECT *, true AS fresh, false AS aux, false AS loser FROM core.engagements WHERE seq NOT IN (SELECT seq FROM v_losers);
