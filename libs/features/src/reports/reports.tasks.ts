import { defineTask } from '../tasks';

/** Days are `YYYY-MM-DD`; without a merchant all are rebuilt. */
export interface RebuildRollupsParams {
  merchant_id: number | null;
  from_day: string;
  to_day: string;
}

/** Writes the day sums of orders anew from the orders themselves. */
export const REBUILD_ROLLUPS = defineTask<RebuildRollupsParams>('rebuild_rollups', {
  permission: 'merchants.manage',
  steps: { day_sums: 2, sales_hours: 1, sellable_time: 1 },
});
