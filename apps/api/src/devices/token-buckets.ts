import type { Clock } from '@coffee/platform/clock';

interface Bucket {
  tokens: number;
  at: number;
}

const MAX_BUCKETS = 100_000;

/** One token bucket per key, in this process. Full ones are forgotten when there are too many. */
export class TokenBuckets {
  private readonly buckets = new Map<string, Bucket>();
  private readonly perMs: number;

  constructor(
    private readonly limits: { perMinute: number; burst: number },
    private readonly clock: Clock,
  ) {
    this.perMs = limits.perMinute / 60_000;
  }

  /** Takes a token: 0 when there was one, else the seconds until there is. */
  take(key: string): number {
    const now = this.clock.now().getTime();
    const bucket = this.buckets.get(key);
    if (!bucket) {
      if (this.buckets.size >= MAX_BUCKETS) this.forgetFull(now);
      this.buckets.set(key, { tokens: this.limits.burst - 1, at: now });
      return 0;
    }
    const elapsed = Math.max(0, now - bucket.at);
    bucket.tokens = Math.min(this.limits.burst, bucket.tokens + elapsed * this.perMs);
    bucket.at = now;
    if (bucket.tokens < 1) return Math.ceil((1 - bucket.tokens) / this.perMs / 1000);
    bucket.tokens -= 1;
    return 0;
  }

  private forgetFull(now: number): void {
    for (const [key, bucket] of this.buckets) {
      if (bucket.tokens + (now - bucket.at) * this.perMs >= this.limits.burst) this.buckets.delete(key);
    }
  }
}
