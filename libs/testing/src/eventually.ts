/**
 * Waits until the condition holds; for what happens in another process or behind a socket, never for a fixed time.
 * `pollMs`: for a condition that is itself a call which somebody would not repeat at once.
 */
export async function eventually(
  what: string,
  condition: () => boolean | Promise<boolean>,
  timeoutMs = 10_000,
  pollMs = 10,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`It never happened that ${what}`);
    // eslint-disable-next-line no-restricted-syntax -- the one place where specs wait
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}
