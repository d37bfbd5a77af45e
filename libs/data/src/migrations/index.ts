import { Initial1795392000000 } from './1795392000000-initial';

/** Every migration, oldest first: nothing is found by a pattern. */
export const MIGRATIONS = [Initial1795392000000];
