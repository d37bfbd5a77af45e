import type { FulfilmentStatus } from '@coffee/contract/orders';

/** From where a machine's word may move an order. What arrives late or backward is kept as a fact and moves nothing. */
const ARRIVES_FROM: Record<FulfilmentStatus, readonly FulfilmentStatus[]> = {
  pending: [],
  brewing: ['pending', 'unknown'],
  completed: ['pending', 'brewing', 'unknown'],
  failed: ['pending', 'brewing', 'unknown'],
  unknown: ['pending', 'brewing'],
};

export function statesBefore(next: FulfilmentStatus): readonly FulfilmentStatus[] {
  return ARRIVES_FROM[next];
}
