export { SharedRead } from './shared-read';
