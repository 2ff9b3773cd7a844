import { type Broker } from '../src/testing'

/** From the set-up to the tear-down of one run; jest loads the two apart, so a variable of a module would not do. */
export const held: { broker?: Broker | undefined } = ((globalThis as { earnbackBroker?: { broker?: Broker } }).earnbackBroker ??=
  {})
