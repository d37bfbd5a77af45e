import type { Config } from '@coffee/platform/config';
import type { RequestHandler } from 'express';
import helmet from 'helmet';

const SELF = "'self'";
const NONE = "'none'";

/** For everything that a browser shows. Nothing inline, nothing from elsewhere, nobody may frame it. */
export function securityHeaders(config: Config): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: [SELF],
        scriptSrc: [SELF],
        styleSrc: [SELF],
        imgSrc: [SELF, 'data:'],
        fontSrc: [SELF],
        connectSrc: [SELF],
        frameAncestors: [NONE],
        baseUri: [NONE],
        formAction: [SELF],
        objectSrc: [NONE],
      },
    },
    crossOriginEmbedderPolicy: false,
    referrerPolicy: { policy: 'no-referrer' },
    // Only where TLS is promised: on a developer's localhost it would lock the browser out for a year.
    strictTransportSecurity:
      config.isProduction && config.publicUrl.startsWith('https:')
        ? { maxAge: 31_536_000, includeSubDomains: true }
        : false,
    xFrameOptions: { action: 'deny' },
    xPoweredBy: false,
  }) as RequestHandler;
}
