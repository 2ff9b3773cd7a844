export { type Case, type CaseworkDependencies, decideCase, type Intention } from './decide-case'
