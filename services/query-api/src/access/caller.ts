import type { Scope } from './scope'

/** Every ad account: for staff. */
export const EVERY_ACCOUNT = '*'

/** Who asks, as far as it decides what they may see. */
export interface Caller {
  /** `key:<id>`, `jwt:<subject>` or `dev`. */
  readonly id: string
  readonly scopes: ReadonlySet<Scope>
  readonly accounts: ReadonlySet<string>
  /** Without keys nobody is known, and nobody's name can be written down. */
  readonly isKnown: boolean
}

export const isStaff = ({ accounts }: Caller): boolean => accounts.has(EVERY_ACCOUNT)
