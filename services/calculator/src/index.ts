export {
  calculate,
  type Calculated,
  type CalculationContended,
  type CalculationPolicy,
  decideRun,
  type ReadSide,
} from './calculate'
