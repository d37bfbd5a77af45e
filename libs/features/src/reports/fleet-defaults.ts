/**
 * SQL: zone and currency of what has no merchant (machines that nobody owns, sums over all merchants). They are those of
 * the first merchant, so that a fleet of one owner speaks of one day everywhere; UTC and CNY before there is one.
 */
export const FLEET_DEFAULTS = `select
    coalesce((select settings->>'timeZone' from merchants order by id limit 1), 'UTC') as zone,
    coalesce((select settings->>'currency' from merchants order by id limit 1), 'CNY') as currency`;
