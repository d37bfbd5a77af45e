import { ORDER_STATES, PAYMENT_STATUSES, FULFILMENT_STATUSES, PAID_STATUSES } from '@coffee/contract/orders';
import { REFUND_STATUSES, type RefundStatus } from '@coffee/contract/refunds';
import fc from 'fast-check';
import type { RefundOutcome } from '../payments';
import { joinedState, mayPaymentMove, mayRefundMove, paymentAfterRefunds } from './order-states';
import { afterOutcome, type RefundAtHand, type RefundStep } from './refund-outcome';
import { moneyMoved } from './refund-settlement.service';

const pacing = { nextQueryAfterSeconds: () => 10 };

/** What goes wrong in one look, and whether the worker lives to write what it heard. */
const FAULTS = [
  'none',
  'dropBefore',
  'actThenDrop',
  'turnedAway',
  'killedBefore',
  'killedAfter',
  'zombie',
] as const;
type Fault = (typeof FAULTS)[number];
type Act = { what: 'look'; fault: Fault } | { what: 'settle' | 'notice' | 'stale' };

/** A provider that keeps its numbers: it acts once per number, whatever it answers. */
class Provider {
  state: 'absent' | 'processing' | 'done' | 'refused' = 'absent';
  acted = 0;

  constructor(private readonly plan: 'atOnce' | 'later' | 'refuses' | 'closes') {}

  submit(): void {
    if (this.state !== 'absent') return;
    if (this.plan === 'refuses') {
      this.state = 'refused';
      return;
    }
    this.state = this.plan === 'atOnce' ? 'done' : 'processing';
    if (this.state === 'done') this.acted += 1;
  }

  settle(): void {
    if (this.state !== 'processing') return;
    this.state = this.plan === 'closes' ? 'refused' : 'done';
    if (this.state === 'done') this.acted += 1;
  }

  answer(): RefundOutcome {
    switch (this.state) {
      case 'absent':
        return { state: 'absent' };
      case 'processing':
        return { state: 'processing', providerRefundId: 'P-1' };
      case 'done':
        return { state: 'succeeded', providerRefundId: 'P-1' };
      case 'refused':
        return { state: 'failed', code: 'NO', message: 'refused' };
    }
  }
}

/** The row, moved as the claim and the compare-and-set of the database move it. */
class Row {
  status: RefundStatus = 'requested';
  step: RefundStep = 'submit';
  attempts = 0;
  queries = 0;
  due = true;
  /** What a worker that was thought dead still wants to write. */
  private late: { fence: number; write: () => void } | null = null;
  readonly path: RefundStatus[] = ['requested'];

  constructor(private readonly provider: Provider) {}

  look(fault: Fault): void {
    if (!this.due) return;
    const step = this.step;
    this.attempts += 1;
    this.queries = step === 'query' ? this.queries + 1 : 0;
    this.step = 'query';
    if (fault === 'killedBefore') return;
    const hand = { status: this.status, step, attempts: this.attempts, queries: this.queries, ageSeconds: 0 };
    const outcome = this.call(step, fault);
    const write = (): void => this.write(hand, outcome);
    if (fault === 'killedAfter') return;
    if (fault === 'zombie') this.late = { fence: this.attempts, write };
    else write();
  }

  writeLate(): void {
    if (this.late?.fence === this.attempts) this.late.write();
    this.late = null;
  }

  private call(step: RefundStep, fault: Fault): RefundOutcome {
    if (fault === 'turnedAway') return { state: 'retry', code: 'LIMIT', message: 'slow down' };
    if (step === 'submit' && fault !== 'dropBefore') this.provider.submit();
    if (fault === 'dropBefore' || fault === 'actThenDrop') {
      return { state: 'unknown', code: 'TIMEOUT', message: 'no answer' };
    }
    return this.provider.answer();
  }

  private write(hand: RefundAtHand, outcome: RefundOutcome): void {
    const move = afterOutcome(hand, outcome, pacing);
    if (move.status !== this.status) {
      expect(mayRefundMove(this.status, move.status)).toBe(true);
      this.path.push(move.status);
    }
    Object.assign(this, { status: move.status, step: move.step, queries: move.queries });
    this.due = move.lookAgainAfterSeconds !== null;
  }
}

const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ what: fc.constant('look' as const), fault: fc.constantFrom(...FAULTS) }),
  },
  { weight: 1, arbitrary: fc.constant({ what: 'settle' as const }) },
  { weight: 1, arbitrary: fc.constant({ what: 'notice' as const }) },
  { weight: 1, arbitrary: fc.constant({ what: 'stale' as const }) },
);

function play(row: Row, provider: Provider, acts: readonly Act[]): void {
  for (const one of acts) {
    if (one.what === 'look') row.look(one.fault);
    if (one.what === 'settle') provider.settle();
    if (one.what === 'notice' && row.status !== 'failed') row.due = true;
    if (one.what === 'stale') row.writeLate();
    expect(provider.acted).toBeLessThanOrEqual(1);
    if (row.status === 'succeeded') expect(provider.acted).toBe(1);
    if (row.status === 'failed') expect([provider.state, provider.acted]).toEqual(['refused', 0]);
    if (!row.due) expect(['succeeded', 'failed']).toContain(row.status);
  }
}

describe('a refund', () => {
  it('ends as its provider did, through every order of answers, notices, deaths and late writes', () => {
    const plan = fc.constantFrom('atOnce' as const, 'later' as const, 'refuses' as const, 'closes' as const);
    fc.assert(
      fc.property(plan, fc.array(act, { maxLength: 25 }), (planned, acts) => {
        const provider = new Provider(planned);
        const row = new Row(provider);
        play(row, provider, acts);
        for (let quiet = 0; row.due && quiet < 6; quiet += 1) {
          provider.settle();
          row.look('none');
        }
        const refused = planned === 'refuses' || planned === 'closes';
        expect([row.status, provider.acted]).toEqual(refused ? ['failed', 0] : ['succeeded', 1]);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is asked about, and not told again, after a worker died over it', () => {
    const provider = new Provider('later');
    const row = new Row(provider);
    row.look('killedAfter');
    expect([row.step, provider.state]).toEqual(['query', 'processing']);
    row.look('none');
    expect(row.path).toEqual(['requested', 'processing']);
  });

  it('wants a person when it failed, is in limbo or takes too long', () => {
    const hand = { status: 'unknown', step: 'query', attempts: 3, queries: 2, ageSeconds: 30 } as const;
    const unknown = { state: 'unknown', code: 'TIMEOUT', message: '' } as const;
    expect(afterOutcome(hand, unknown, pacing).needsAttention).toBe(false);
    expect(afterOutcome({ ...hand, ageSeconds: 601 }, unknown, pacing).needsAttention).toBe(true);
    const stuck = { state: 'stuck', code: 'ABNORMAL', message: '', providerRefundId: 'P' } as const;
    expect(afterOutcome(hand, stuck, pacing)).toMatchObject({ status: 'processing', needsAttention: true });
    const closed = { state: 'failed', code: 'CLOSED', message: '' } as const;
    expect(afterOutcome(hand, closed, pacing)).toMatchObject({ status: 'failed', needsAttention: true });
  });

  it('stays what it is when only its query is turned away', () => {
    const hand = { status: 'processing', step: 'query', attempts: 2, queries: 1, ageSeconds: 5 } as const;
    const move = afterOutcome(hand, { state: 'retry', code: 'LIMIT', message: '', afterSeconds: 7 }, pacing);
    expect(move).toMatchObject({ status: 'processing', step: 'query', lookAgainAfterSeconds: 7 });
  });

  it('moves exactly its amount between open and refunded', () => {
    for (const from of REFUND_STATUSES) {
      for (const to of REFUND_STATUSES.filter((next) => mayRefundMove(from, next))) {
        const there = moneyMoved(500, 'failed', from);
        const on = moneyMoved(500, from, to);
        expect({
          refundedMinor: there.refundedMinor + on.refundedMinor,
          openRefundMinor: there.openRefundMinor + on.openRefundMinor,
        }).toEqual(moneyMoved(500, 'failed', to));
      }
    }
  });
});

describe('an order', () => {
  it('has a payment that follows its refunds along allowed moves, back and forth', () => {
    const sums = fc.record({ refunded: fc.nat(1_000), open: fc.nat(1_000), more: fc.nat(1_000) });
    fc.assert(
      fc.property(sums, ({ refunded, open, more }) => {
        const totalMinor = refunded + open + more + 1;
        const before = paymentAfterRefunds({
          totalMinor,
          refundedMinor: refunded,
          openRefundMinor: open + 1,
        });
        const after = paymentAfterRefunds({ totalMinor, refundedMinor: refunded + 1, openRefundMinor: open });
        expect(before).toBe('refund_pending');
        expect(mayPaymentMove(before, after)).toBe(true);
        expect(PAID_STATUSES).toContain(after);
      }),
    );
  });

  it('has one word for people out of every combination, and says first what they must look at', () => {
    for (const payment of PAYMENT_STATUSES) {
      for (const fulfilment of FULFILMENT_STATUSES) {
        expect(ORDER_STATES).toContain(joinedState(payment, fulfilment, false));
        expect(joinedState(payment, fulfilment, true)).toBe('needs_review');
      }
    }
    expect(joinedState('paid', 'unknown', false)).toBe('unknown');
    expect(joinedState('refund_pending', 'failed', false)).toBe('refunding');
  });
});
