// A webhook's secret must be read again at each signature, so it cannot be hashed: it lies sealed with a key of the server.
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { Config } from '@coffee/platform/config';
import { Injectable } from '@nestjs/common';

const PREFIX = 'whsec_';
/** Standard Webhooks asks for 24 to 64. */
const SECRET_BYTES = 32;
const CIPHER = 'aes-256-gcm';
const [IV_BYTES, TAG_BYTES] = [12, 16];

/** The sealed secrets of a channel. */
interface Sealed {
  secret: string | null;
  oldSecret: string | null;
  oldSecretUntil: Date | null;
}

@Injectable()
export class ChannelSecrets {
  private readonly key: Buffer;

  constructor(config: Config) {
    this.key = createHmac('sha256', config.secretKey).update('webhook secrets').digest();
  }

  /** A new secret as it is shown, once, and as it is kept. */
  make(): { shown: string; sealed: string } {
    const shown = PREFIX + randomBytes(SECRET_BYTES).toString('base64');
    return { shown, sealed: this.seal(shown) };
  }

  /** Those that sign at that moment, the present one first; null when it cannot be read. */
  signing({ secret, oldSecret, oldSecretUntil }: Sealed, at: Date): string[] | null {
    const present = secret === null ? null : this.unseal(secret);
    if (present === null) return null;
    const isOldGood = oldSecret !== null && oldSecretUntil !== null && oldSecretUntil > at;
    const old = isOldGood ? this.unseal(oldSecret) : null;
    return old === null ? [present] : [present, old];
  }

  private seal(text: string): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(CIPHER, this.key, iv);
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64');
  }

  /** Null: sealed by another key. */
  private unseal(sealed: string): string | null {
    const bytes = Buffer.from(sealed, 'base64');
    const decipher = createDecipheriv(CIPHER, this.key, bytes.subarray(0, IV_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    try {
      return Buffer.concat([
        decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)),
        decipher.final(),
      ]).toString('utf8');
    } catch {
      return null;
    }
  }
}
