-- What kind of event it is that the steps look at. Out: temporary macros. Source: SEMANTICS 2, steps 2 and 3.
CREATE OR REPLACE TEMP MACRO is_stateful(type, comment_id) AS
    type IN ('like', 'favorite', 'follow') OR (type = 'comment' AND comment_id IS NOT NULL);
-- What one_day_view can move to an ad, where it is an organic add.
CREATE OR REPLACE TEMP MACRO is_creditable(type) AS type IN ('like', 'favorite', 'comment', 'share', 'follow');
