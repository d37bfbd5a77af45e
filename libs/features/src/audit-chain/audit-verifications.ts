import type { AuditVerification } from '@coffee/contract/audit';
import type { Actor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import { VerificationGivenUp, VerifiedByAllMerchants } from './audit-chain.errors';
import { AuditVerifier } from './audit-verifier';

interface Run {
  result: Promise<AuditVerification>;
  abort: AbortController;
  waiting: number;
}

/** One pass at a time for however many people ask; when the last of them has gone it ends. */
@Injectable()
export class AuditVerifications {
  private run: Run | null = null;

  constructor(private readonly verifier: AuditVerifier) {}

  async verify(actor: Actor, hungUp: AbortSignal): Promise<AuditVerification> {
    if (actor.merchantId !== null) throw new VerifiedByAllMerchants();
    const run = (this.run ??= this.begin());
    run.waiting += 1;
    const leave = (): void => this.leave(run);
    hungUp.addEventListener('abort', leave, { once: true });
    try {
      return await run.result;
    } finally {
      hungUp.removeEventListener('abort', leave);
    }
  }

  private begin(): Run {
    const abort = new AbortController();
    const run: Run = { result: this.verifier.verify(abort.signal), abort, waiting: 0 };
    const end = (): void => {
      if (this.run === run) this.run = null;
    };
    run.result.then(end, end);
    return run;
  }

  private leave(run: Run): void {
    run.waiting -= 1;
    if (run.waiting > 0) return;
    // Who comes now begins anew.
    if (this.run === run) this.run = null;
    run.abort.abort(new VerificationGivenUp());
  }
}
