export { LocationsReader } from './locations.reader';
export { LocationsService } from './locations.service';
export { DEFAULT_SETTINGS, mergeSettings, toSettings } from './merchant-settings';
export { LocationNotFound, MerchantNotFound, MerchantsOutOfReach, UnknownMerchant } from './merchants.errors';
export { MerchantsModule } from './merchants.module';
export { MerchantsReader } from './merchants.reader';
export { MerchantsService } from './merchants.service';
