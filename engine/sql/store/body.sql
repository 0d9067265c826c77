-- The text of a body for its digest: alike exactly when the bodies are. In: the contract's columns. Out: an expression.
-- Engagements are spelled by column (an id holds no U+001F, and the one free text stands last), which is much cheaper
-- than the contract's canonical text, $canonical, that facts have.
concat(event_id, chr(31), epoch_us(occurred_at), chr(31), CASE
    WHEN actor_id IS NULL THEN $canonical
    ELSE concat(
        type, chr(31), actor_id, chr(31), surface, chr(31), post_id, chr(31), ad_id, chr(31), creator_id, chr(31),
        comment_id, chr(31), new_post_id, chr(31), action, chr(31), element, chr(31), watch_ms, chr(31),
        video_duration_ms, chr(31), channel)
END)
