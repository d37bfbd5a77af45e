import { type Actor, cliActor } from '@coffee/platform/context';
import os from 'node:os';

/** The account of the machine stands in the audit trail: whoever has a shell here is not known by another name. */
export function operator(): Actor {
  try {
    return cliActor(os.userInfo().username);
  } catch {
    // A container may run under a number that has no name.
    return cliActor(`uid ${process.getuid?.() ?? 'unknown'}`);
  }
}
