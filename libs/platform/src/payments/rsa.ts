import { createPrivateKey, createPublicKey, createSign, createVerify, type KeyObject } from 'node:crypto';

/** RSA with SHA-256 and PKCS #1 v1.5 padding, which WeChat Pay and Alipay (RSA2) use alike. */
export function signSha256(text: string, key: KeyObject): string {
  return createSign('RSA-SHA256').update(text, 'utf8').sign(key, 'base64');
}

/**
 * The signature must be base64 as an encoder writes it: Node's decoder passes over foreign characters and over the bits
 * after the last byte, so that several texts would be one signature.
 */
export function verifiesSha256(text: string | Buffer, signature: string, key: KeyObject): boolean {
  if (!isCanonicalBase64(signature)) return false;
  return createVerify('RSA-SHA256').update(text).verify(key, signature, 'base64');
}

export function isCanonicalBase64(text: string): boolean {
  return text !== '' && Buffer.from(text, 'base64').toString('base64') === text;
}

/** PEM, or the bare base64 that Alipay's tools give out. Throws for anything that is no RSA key. */
export function rsaPrivateKey(text: string): KeyObject {
  return rsa(firstThatReads(pemForms(text, ['PRIVATE KEY', 'RSA PRIVATE KEY']), createPrivateKey));
}

export function rsaPublicKey(text: string): KeyObject {
  return rsa(firstThatReads(pemForms(text, ['PUBLIC KEY', 'RSA PUBLIC KEY']), createPublicKey));
}

function pemForms(text: string, labels: readonly string[]): string[] {
  const trimmed = text.replaceAll('\\n', '\n').trim();
  if (trimmed.startsWith('-----BEGIN')) return [trimmed];
  const lines = trimmed.replace(/\s+/g, '').match(/.{1,64}/g) ?? [];
  return labels.map((label) => `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----`);
}

function firstThatReads(forms: readonly string[], read: (pem: string) => KeyObject): KeyObject {
  for (const form of forms.slice(0, -1)) {
    try {
      return read(form);
    } catch {
      // The next form is tried; the last one's failure is the caller's.
    }
  }
  return read(forms.at(-1) ?? '');
}

function rsa(key: KeyObject): KeyObject {
  if (key.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= 2048) return key;
  throw new Error('not an RSA key of 2048 bits or more');
}
