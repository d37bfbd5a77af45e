import type { LiveTopic } from '@coffee/contract/live';
import type { LiveEvent } from '@coffee/platform/live';

/** What a stream may tell: whose events, and which of them. */
export interface LiveInterest {
  /** Null: every merchant's. */
  readonly merchantId: number | null;
  readonly topics: readonly LiveTopic[];
  /** Only the events of this batch of commands. */
  readonly batchId: string | null;
}

/** Browsers with the same key hear the same bytes. */
export function audienceKey({ merchantId, topics, batchId }: LiveInterest): string {
  return `${merchantId ?? '*'} ${[...topics].sort().join(',')} ${batchId ?? ''}`;
}

/** An event without a merchant is for those who see every merchant. */
export function concerns(interest: LiveInterest, event: LiveEvent): boolean {
  if (interest.merchantId !== null && event.merchantId !== interest.merchantId) return false;
  if (!interest.topics.includes(event.topic)) return false;
  return interest.batchId === null || batchOf(event) === interest.batchId;
}

function batchOf(event: LiveEvent): string | null {
  return event.event === 'batch.progress' || event.event === 'command.updated' ? event.data.batch_id : null;
}
