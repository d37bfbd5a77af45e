export { compileValidator, type Validated } from './compiled-validator';
