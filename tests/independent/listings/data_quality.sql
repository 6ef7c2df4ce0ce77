-- What is missing, overdue or points nowhere, counted where anything is; and the tables with nothing found.
-- key: table column check
WITH found AS (
    SELECT 'opportunities' AS "table", 'expected_close_date' AS "column", 'overdue' AS "check", count_if(expected_close_date < getvariable('as_of')) AS n, count(expected_close_date) AS among FROM raw_opportunities WHERE status = 'open'
    UNION ALL SELECT 'opportunities', 'source', 'empty', count(*) - count(source), count(*) FROM raw_opportunities
    UNION ALL SELECT 'opportunities', 'owner', 'empty', count(*) - count(owner), count(*) FROM raw_opportunities
    UNION ALL SELECT 'opportunities', 'team', 'no_unit', count(*) - count(team), count(*) FROM units
    UNION ALL SELECT 'opportunities', 'loss_reason', 'empty_loss_reason_lost', count(*) - count(loss_reason), count(*) FROM raw_opportunities WHERE status = 'lost'
    UNION ALL SELECT 'opportunities', 'amount', 'empty_amount_open', count(*) - count(amount), count(*) FROM raw_opportunities WHERE status = 'open'
    UNION ALL SELECT 'opportunities', 'created_at', 'empty_created_at_open', count(*) - count(created_at), count(*) FROM raw_opportunities WHERE status = 'open'
    UNION ALL SELECT 'opportunities', 'expected_close_date', 'empty_expected_close_date_open', count(*) - count(expected_close_date), count(*) FROM raw_opportunities WHERE status = 'open'
    UNION ALL SELECT 'leads', 'owner', 'empty', count(*) - count(owner), count(*) FROM raw_leads
    UNION ALL SELECT 'activities', 'owner', 'empty', count(*) - count(owner), count(*) FROM raw_activities
    UNION ALL SELECT 'activities', '', 'unlinked', count_if(opportunity_id NOT IN (SELECT opportunity_id FROM raw_opportunities)), count(*) FROM raw_activities
)
SELECT * FROM found WHERE n > 0
UNION ALL SELECT 'stage_history', '', 'nothing', 0, count(*) FROM raw_stage_history
UNION ALL SELECT 'changes', '', 'nothing', 0, count(*) FROM changes
UNION ALL SELECT 'opportunity_lines', '', 'nothing', 0, count(*) FROM opportunity_lines
UNION ALL SELECT 'quotes', '', 'nothing', 0, count(*) FROM raw_quotes
UNION ALL SELECT 'orders', '', 'nothing', 0, count(*) FROM raw_orders
UNION ALL SELECT 'contracts', '', 'nothing', 0, count(*) FROM raw_contracts
UNION ALL SELECT 'campaigns', '', 'nothing', 0, count(*) FROM campaigns
UNION ALL SELECT 'campaign_touches', '', 'nothing', 0, count(*) FROM campaign_touches
UNION ALL SELECT 'spend', '', 'nothing', 0, count(*) FROM spend
UNION ALL SELECT 'accounts', '', 'nothing', 0, count(*) FROM accounts
UNION ALL SELECT 'cases', '', 'nothing', 0, count(*) FROM raw_cases
UNION ALL SELECT 'targets', '', 'nothing', 0, count(*) FROM targets
UNION ALL SELECT 'owners', '', 'nothing', 0, count(*) FROM owners
UNION ALL SELECT 'products', '', 'nothing', 0, count(*) FROM products
UNION ALL SELECT 'stages', '', 'nothing', 0, count(*) FROM stages
UNION ALL SELECT 'fx_rates', '', 'nothing', 0, count(*) FROM rates
