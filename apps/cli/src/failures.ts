/** Wrong usage: the process ends with 2. */
export class UsageError extends Error {}

/** The command understood and could not: the process ends with 1. The message is all that a person needs. */
export class CommandFailed extends Error {}
