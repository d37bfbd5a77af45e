export { markedMethods, type MarkedMethod } from './marked-methods';
