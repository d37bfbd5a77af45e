import { Logger } from '@nestjs/common';

const DEFAULT_PERIOD_MS = 10_000;

/** One line per topic and period, with the number of those kept back: an outage must not flood the log. */
export class ThrottledLog {
  private readonly logger: Logger;
  private readonly topics = new Map<string, { openedAt: number; suppressed: number }>();

  constructor(
    context: string,
    private readonly periodMs = DEFAULT_PERIOD_MS,
  ) {
    this.logger = new Logger(context);
  }

  warn(topic: string, error?: unknown): void {
    const now = Date.now();
    const seen = this.topics.get(topic);
    if (seen && now - seen.openedAt < this.periodMs) {
      seen.suppressed += 1;
      return;
    }
    this.topics.set(topic, { openedAt: now, suppressed: 0 });
    const reason = error instanceof Error ? error.message || error.name : undefined;
    this.logger.warn({ msg: topic, reason, suppressed: seen?.suppressed || undefined });
  }
}
