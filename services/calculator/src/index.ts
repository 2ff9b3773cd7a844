export { calculate, type Calculated, type CalculationContended, type CalculationPolicy, type ReadSide } from './calculate'
