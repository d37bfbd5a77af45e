import type { Fact } from './device-api';

/** What the lines of a queue file add up to. */
export interface JournalContent {
  facts: Map<number, Fact>;
  nextSeq: number;
  /** Lines that say nothing, without the torn one that a power cut leaves at the end. */
  damaged: string[];
}

/** Reads the text of a queue file; never throws. */
export function readJournal(text: string): JournalContent {
  const content: JournalContent = { facts: new Map(), nextSeq: 1, damaged: [] };
  const lines = text.split('\n');
  lines.forEach((line, index) => {
    if (line === '' || apply(content, line)) return;
    const isTornEnd = index === lines.length - 1;
    if (!isTornEnd) content.damaged.push(line);
  });
  return content;
}

function apply(content: JournalContent, line: string): boolean {
  const entry = parse(line);
  if (isFact(entry)) {
    content.facts.set(entry.seq, entry);
    content.nextSeq = Math.max(content.nextSeq, entry.seq + 1);
    return true;
  }
  if (Array.isArray(entry?.done)) {
    for (const seq of entry.done as number[]) content.facts.delete(seq);
    return true;
  }
  if (typeof entry?.next !== 'number') return false;
  content.nextSeq = Math.max(content.nextSeq, entry.next);
  return true;
}

function parse(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function isFact(entry: unknown): entry is Fact {
  const fact = entry as Partial<Fact> | null;
  return (
    Number.isSafeInteger(fact?.seq) &&
    typeof fact?.type === 'string' &&
    typeof fact.occurred_at === 'string' &&
    typeof fact.payload === 'object' &&
    fact.payload !== null
  );
}
