import { HttpCode, SetMetadata, type Type } from '@nestjs/common';

/** What a handler returns when status or headers depend on what happened. */
export class Answer<T> {
  constructor(
    readonly status: number,
    readonly data: T,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {}
}

export interface AnswerShape {
  /** Null: a message-less answer, or one that is no DTO. */
  readonly dto: Type | null;
  readonly page: boolean;
  readonly array: boolean;
  /** Every status that a success may have. */
  readonly statuses: readonly number[];
}

interface AnswersOptions {
  /** The DTO stands in `items`, beside `pagination`. */
  page?: boolean;
  array?: boolean;
  status?: number | readonly number[];
}

const ANSWERS = Symbol('coffee:answers');
const RAW = Symbol('coffee:raw');
const DESCRIPTION = Symbol('coffee:description');

/** Declares the answer's `data`, for OpenAPI and for the specs that check every response against its DTO. */
export function Answers(dto: Type | null, options: AnswersOptions = {}): MethodDecorator {
  const statuses = options.status === undefined ? [] : [options.status].flat();
  const shape: AnswerShape = { dto, page: options.page ?? false, array: options.array ?? false, statuses };
  return SetMetadata(ANSWERS, shape);
}

/** 201. */
export function Created(): MethodDecorator {
  return HttpCode(201);
}

/** Not wrapped in the envelope: health, metrics, files. */
export function Raw(contentType = 'application/json'): MethodDecorator & ClassDecorator {
  return SetMetadata(RAW, contentType);
}

/** What the route does, for OpenAPI. */
export function Describe(text: string): MethodDecorator {
  return SetMetadata(DESCRIPTION, text);
}

export function descriptionOf(handler: object): string | null {
  return (Reflect.getMetadata(DESCRIPTION, handler) as string | undefined) ?? null;
}

export function answerShapeOf(handler: object): AnswerShape | null {
  return (Reflect.getMetadata(ANSWERS, handler) as AnswerShape | undefined) ?? null;
}

/** The content type of a raw answer; null for one in the envelope. */
export function rawTypeOf(controller: Type, handler: object): string | null {
  const type: unknown = Reflect.getMetadata(RAW, handler) ?? Reflect.getMetadata(RAW, controller);
  return (type as string | undefined) ?? null;
}
