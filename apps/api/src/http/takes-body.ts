import { SetMetadata, type Type } from '@nestjs/common';

const TAKES_BODY = Symbol('coffee:takes-body');

/** Declares the body of a route that reads it itself, for OpenAPI: machines' routes. */
export function TakesBody(dto: Type): MethodDecorator {
  return SetMetadata(TAKES_BODY, dto);
}

export function takenBodyOf(handler: object): Type | null {
  return (Reflect.getMetadata(TAKES_BODY, handler) as Type | undefined) ?? null;
}

const TAKES_QUERY = Symbol('coffee:takes-query');

/** The same for its query. */
export function TakesQuery(dto: Type): MethodDecorator {
  return SetMetadata(TAKES_QUERY, dto);
}

export function takenQueryOf(handler: object): Type | null {
  return (Reflect.getMetadata(TAKES_QUERY, handler) as Type | undefined) ?? null;
}

const TAKES_FORM = Symbol('coffee:takes-form');

/** The fields of a form (multipart) that a route takes instead of its JSON body; the file comes in `file`. */
export function TakesForm(dto: Type): MethodDecorator {
  return SetMetadata(TAKES_FORM, dto);
}

export function takenFormOf(handler: object): Type | null {
  return (Reflect.getMetadata(TAKES_FORM, handler) as Type | undefined) ?? null;
}

const TAKES_TEXT = Symbol('coffee:takes-text');

/** A text body that a route takes instead of its JSON body, such as `text/csv`. */
export function TakesText(contentType: string): MethodDecorator {
  return SetMetadata(TAKES_TEXT, contentType);
}

export function takenTextOf(handler: object): string | null {
  return (Reflect.getMetadata(TAKES_TEXT, handler) as string | undefined) ?? null;
}
