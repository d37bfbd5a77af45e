import { Initial1795392000000 } from './1795392000000-initial';
import { Commands1795395600000 } from './1795395600000-commands';
import { Packages1795417200000 } from './1795417200000-packages';

/** Every migration, oldest first: nothing is found by a pattern. */
export const MIGRATIONS = [Initial1795392000000, Commands1795395600000, Packages1795417200000];
