/** This process's environment with changes, for a process that it starts: its own `Config` reads it anew. */
export function childEnvironment(changes: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  return { ...process.env, ...changes };
}
