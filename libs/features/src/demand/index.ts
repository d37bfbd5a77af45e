export { DemandModule } from './demand.module';
export { REBUILT_DAYS } from './hour-statements';
export { type HourDifference, SalesHours } from './sales-hours.service';
export { SalesProfiles } from './sales-profiles.reader';
export { expectedBetween, HISTORY_DAYS, slotOf, WEEK_HOURS, weekRates, type WeekRates } from './week-profile';
