import fs from 'node:fs';
import { createRequire } from 'node:module';
import { Config } from '@coffee/platform/config';
import { NotFound } from '@coffee/platform/errors';
import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Request, Response } from 'express';
import { Describe, Public, Raw } from '../http';
import { Asset, sendAsset } from '../http/asset';
import type { EdgeAdapter } from '../http/edge.adapter';
import { DOCS_PAGE, DOCS_SCRIPT } from './docs-page';
import { openApiOf } from './openapi';
import type { Schema } from './schemas';

const SCRIPT = 'text/javascript; charset=utf-8';
const STYLE = 'text/css; charset=utf-8';

/** The description of this API, and a page to read it. Everything is served from here: no address of others, nothing inline. */
@Controller()
@Public()
export class DocsController {
  private document: Schema | null = null;
  private readonly assets = new Map<string, Asset>();

  constructor(
    private readonly adapterHost: HttpAdapterHost<EdgeAdapter>,
    private readonly config: Config,
  ) {}

  @Get('api/docs-json')
  @Describe('This document.')
  @Raw()
  json(): Schema {
    this.document ??= openApiOf(this.adapterHost.httpAdapter.routes, this.config.publicUrl);
    return this.document;
  }

  @Get('api/docs')
  @Describe('This document as a page.')
  @Raw('text/html')
  page(@Req() request: Request, @Res() response: Response): Promise<void> {
    return sendAsset(this.asset('index.html'), request, response);
  }

  @Get('api/docs/:file')
  @Describe('The parts of that page.')
  @Raw('text/plain')
  file(@Param('file') file: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    return sendAsset(this.asset(file), request, response);
  }

  private asset(name: string): Asset {
    const known = this.assets.get(name);
    if (known) return known;
    const made = makeAsset(name);
    this.assets.set(name, made);
    return made;
  }
}

function makeAsset(name: string): Asset {
  const revalidate = 'no-cache';
  if (name === 'index.html') return new Asset('text/html; charset=utf-8', revalidate, Buffer.from(DOCS_PAGE));
  if (name === 'docs.js') return new Asset(SCRIPT, revalidate, Buffer.from(DOCS_SCRIPT));
  if (name !== 'swagger-ui.css' && name !== 'swagger-ui-bundle.js') throw new NotFound();
  // Resolved, not required: its entry would load the whole page into this process.
  const bytes = fs.readFileSync(createRequire(__filename).resolve(`swagger-ui-dist/${name}`));
  return new Asset(name.endsWith('.css') ? STYLE : SCRIPT, revalidate, bytes);
}
