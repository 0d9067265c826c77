-- In:  the macros. Out: table told (kind, n, at_ms, arrives_ms, p): which facts there are, p their order of arrival.
-- kind says what is told of n: a post's rank, an advertiser's number, an ad's number.

CREATE TABLE told AS
SELECT *, row_number() OVER (ORDER BY arrives_ms, kind, n) - 1 AS p
FROM (
    SELECT 'post' AS kind, k AS n, published_ms(k) AS at_ms, at_ms AS arrives_ms
    FROM range(getvariable('posts')) AS r(k) WHERE u(k, 'never published') >= 0.01
    UNION ALL
    SELECT 'advertiser', n, getvariable('start_ms') - 1000000000, getvariable('start_ms') - 1000000000
    FROM range(1, 1 + advertisers()) AS r(n) WHERE u(n, 'never registered') >= 0.05
    UNION ALL
    SELECT
        'ad', a, begins_ms(a) - 3600000,
        begins_ms(a) - 3600000
        + CASE WHEN u(a, 'late') < getvariable('late_ads') THEN (u(a, 'how late') * 3 * 86400000.0)::BIGINT ELSE 0 END
    FROM range(getvariable('ads')) AS r(a) WHERE u(a, 'never created') >= getvariable('unknown_ads')
    UNION ALL
    -- the same ad told otherwise, later
    SELECT 'ad again', a, begins_ms(a) + 3600000, begins_ms(a) + 3600000
    FROM range(getvariable('ads')) AS r(a) WHERE u(a, 'told again') < getvariable('odd_facts')
    UNION ALL
    SELECT 'grant', a, begins_ms(a) - 7200000, begins_ms(a) - 7200000
    FROM range(getvariable('ads')) AS r(a) WHERE has_code(a)
    UNION ALL
    SELECT 'extension', a, begins_ms(a) + 400000000, begins_ms(a) + 400000000
    FROM range(getvariable('ads')) AS r(a) WHERE has_code(a) AND u(a, 'extended') < getvariable('extended_share')
    UNION ALL
    SELECT 'revocation', a, begins_ms(a) + 300000000, begins_ms(a) + 300000000
    FROM range(getvariable('ads')) AS r(a) WHERE has_code(a) AND u(a, 'revoked') < getvariable('revoked_share')
)
ORDER BY p;
