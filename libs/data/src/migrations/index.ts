import { Initial1795392000000 } from './1795392000000-initial';
import { Commands1795395600000 } from './1795395600000-commands';
import { Payments1795402800000 } from './1795402800000-payments';
import { Refunds1795406400000 } from './1795406400000-refunds';

/** Every migration, oldest first: nothing is found by a pattern. */
export const MIGRATIONS = [
  Initial1795392000000,
  Commands1795395600000,
  Payments1795402800000,
  Refunds1795406400000,
];
