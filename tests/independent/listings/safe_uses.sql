-- Of each table of events, how many records it holds and the day of the newest.
-- key: table
-- (the newest day is asked of those tables whose events are all over)
SELECT 'opportunities' AS "table", count(*) AS n, greatest(max(created_at), max(closed_at))::DATE AS newest FROM raw_opportunities
UNION ALL SELECT 'leads', count(*), greatest(max(created_at), max(qualified_at), max(disqualified_at), max(converted_at))::DATE FROM raw_leads
UNION ALL SELECT 'cases', count(*), greatest(max(opened_at), max(first_response_at), max(resolved_at), max(closed_at))::DATE FROM raw_cases
UNION ALL SELECT 'orders', count(*), max(ordered_at)::DATE FROM raw_orders
UNION ALL SELECT 'quotes', count(*), greatest(max(issued_at), max(decided_at))::DATE FROM raw_quotes
UNION ALL SELECT 'stage_history', count(*), max(entered_at)::DATE FROM raw_stage_history
UNION ALL SELECT 'changes', count(*), max(changed_at)::DATE FROM changes
UNION ALL SELECT 'activities', count(*), greatest(max(occurred_at), max(responded_at))::DATE FROM raw_activities
UNION ALL SELECT 'campaign_touches', count(*), max(touched_at)::DATE FROM campaign_touches
UNION ALL SELECT 'campaigns', count(*), greatest(max(started_at::TIMESTAMPTZ), max(ended_at::TIMESTAMPTZ) FILTER (ended_at::TIMESTAMPTZ < getvariable('seen_until')))::DATE FROM campaigns
UNION ALL SELECT 'contracts', count(*), max(start_date) FROM raw_contracts
UNION ALL SELECT 'accounts', count(*), max(created_at::TIMESTAMPTZ)::DATE FROM accounts
