export { FLEET_DEFAULTS } from './fleet-defaults';
