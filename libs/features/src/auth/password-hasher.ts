import { Algorithm, hash, verify } from '@node-rs/argon2';
import { Injectable } from '@nestjs/common';
import { HashGate } from './hash-gate';

/** OWASP's minimum for Argon2id: 19 MiB, two passes, one lane. */
const OPTIONS = {
  algorithm: 2 satisfies Algorithm.Argon2id,
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
};

const MAX_RUNNING = 4;
const MAX_WAITING = 50;

/** Argon2id in PHC form, so that the parameters of an old hash travel with it. `Unavailable` when too many wait. */
@Injectable()
export class PasswordHasher {
  private readonly gate = new HashGate(MAX_RUNNING, MAX_WAITING);
  private unmatchable: Promise<string> | null = null;

  hash(password: string): Promise<string> {
    return this.gate.pass(() => hash(password, OPTIONS));
  }

  /** False for a hash that cannot be read, too: nobody signs in by it. */
  verify(passwordHash: string, password: string): Promise<boolean> {
    return this.gate.pass(() => verify(passwordHash, password).catch(() => false));
  }

  /** Takes as long as `verify` and says no: for an account that does not exist. */
  async verifyNothing(password: string): Promise<false> {
    this.unmatchable ??= hash('nobody has this password', OPTIONS);
    await this.verify(await this.unmatchable, password);
    return false;
  }
}
