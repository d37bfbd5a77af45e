import { Initial1795392000000 } from './1795392000000-initial';
import { Commands1795395600000 } from './1795395600000-commands';
import { Alarms1795399200000 } from './1795399200000-alarms';

/** Every migration, oldest first: nothing is found by a pattern. */
export const MIGRATIONS = [Initial1795392000000, Commands1795395600000, Alarms1795399200000];
