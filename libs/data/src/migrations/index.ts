import { Initial1795392000000 } from './1795392000000-initial';
import { Commands1795395600000 } from './1795395600000-commands';
import { Listening1795396800000 } from './1795396800000-listening';
import { Payments1795402800000 } from './1795402800000-payments';
import { CommandReasons1795413600000 } from './1795413600000-command-reasons';

/** Every migration, oldest first: nothing is found by a pattern. */
export const MIGRATIONS = [
  Initial1795392000000,
  Commands1795395600000,
  Listening1795396800000,
  Payments1795402800000,
  CommandReasons1795413600000,
];
