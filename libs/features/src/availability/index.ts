export {
  type AvailabilityExport,
  AvailabilityExports,
  EXPORT_AVAILABILITY,
} from './availability-exports.service';
export { AvailabilityModule } from './availability.module';
export { SellableDays } from './sellable-days.service';
export { type SellableDifference, SellableRecount } from './sellable-recount.service';
export { SellableTimeReader } from './sellable-time.reader';
export { SellableWatch } from './sellable-watch.service';
