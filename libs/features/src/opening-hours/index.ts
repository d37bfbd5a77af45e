export { intersected, type Interval, type Intervals, lengthOf, normalised, without } from './intervals';
export { openingsOf } from './openings';
