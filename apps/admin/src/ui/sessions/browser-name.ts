// What a browser says of itself, in words that its owner knows. Order matters: almost everybody claims to be Chrome
// and Safari too.
const BROWSERS: [string, RegExp][] = [
  ['Edge', /\bEdgA?\/|\bEdgiOS\//],
  ['Opera', /\bOPR\//],
  ['Samsung Internet', /\bSamsungBrowser\//],
  ['WeChat', /\bMicroMessenger\//],
  ['Firefox', /\bFirefox\/|\bFxiOS\//],
  ['Chrome', /\bChrome\/|\bCriOS\/|\bHeadlessChrome\//],
  ['Safari', /\bVersion\/[\d.]+.*\bSafari\//],
];
const SYSTEMS: [string, RegExp][] = [
  ['iPhone', /\biPhone\b/],
  ['iPad', /\biPad\b/],
  ['Android', /\bAndroid\b/],
  ['Windows', /\bWindows\b/],
  ['ChromeOS', /\bCrOS\b/],
  ['macOS', /\bMacintosh\b|\bMac OS X\b/],
  ['Linux', /\bLinux\b/],
];

const find = (known: [string, RegExp][], text: string) =>
  known.find(([, pattern]) => pattern.test(text))?.[0] ?? null;

/** `browser` and `system` are null when the text names none that we know: a program, say. */
export function readUserAgent(text: string | null): { browser: string | null; system: string | null } {
  return { browser: find(BROWSERS, text ?? ''), system: find(SYSTEMS, text ?? '') };
}
