import { Config, loadConfig } from '@coffee/platform/config';
import { ChannelSecrets } from './channel-secrets';

const secrets = (secretKey: string): ChannelSecrets =>
  new ChannelSecrets(new Config({ ...loadConfig(), secretKey }));
const now = new Date('2026-03-01T08:00:00Z');
const sealed = (
  secret: string | null,
  oldSecret: string | null = null,
  oldSecretUntil: Date | null = null,
) => ({
  secret,
  oldSecret,
  oldSecretUntil,
});

describe('the secret of a channel', () => {
  const keeper = secrets('a key of some thirty-two characters');
  const made = keeper.make();

  it('is one of Standard Webhooks, and is not kept as it is shown', () => {
    expect(made.shown).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(made.sealed).not.toContain(made.shown.slice(6, 20));
    expect(keeper.make().shown).not.toBe(made.shown);
    expect(keeper.signing(sealed(made.sealed), now)).toEqual([made.shown]);
  });

  it('signs beside the new one for as long as it is good', () => {
    const fresh = keeper.make();
    const later = new Date(now.getTime() + 1);
    expect(keeper.signing(sealed(fresh.sealed, made.sealed, later), now)).toEqual([fresh.shown, made.shown]);
    expect(keeper.signing(sealed(fresh.sealed, made.sealed, now), now)).toEqual([fresh.shown]);
  });

  it('cannot be read with another key of the server, nor when it was touched', () => {
    expect(secrets('another key of some thirty-two characters').signing(sealed(made.sealed), now)).toBeNull();
    const bytes = Buffer.from(made.sealed, 'base64');
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    expect(keeper.signing(sealed(bytes.toString('base64')), now)).toBeNull();
    expect(keeper.signing(sealed(null), now)).toBeNull();
  });
});
