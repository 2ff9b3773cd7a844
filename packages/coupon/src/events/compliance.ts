import { PositiveAmount, Text } from '@earnback/kernel'
import * as t from 'io-ts'

const About = { couponId: Text, adAccountId: Text, reason: Text }
/** What the decision is about, such as a violation's id; a release names the hold that it ends by it. */
const Ref = t.partial({ ref: Text })

/** No credit is granted while a hold stands (R47, R51, D8). */
export const CreditHeld = t.intersection([t.type(About), Ref], 'CreditHeld')
export type CreditHeld = t.TypeOf<typeof CreditHeld>

/** Ends the hold with the same `ref`, or every hold where it names none. */
export const HoldReleased = t.intersection([t.type(About), Ref], 'HoldReleased')
export type HoldReleased = t.TypeOf<typeof HoldReleased>

/** The credit will not be granted, though the threshold may be met (R48); terminal unless reinstated. */
export const CreditWithheld = t.intersection([t.type(About), Ref], 'CreditWithheld')
export type CreditWithheld = t.TypeOf<typeof CreditWithheld>

/** An appeal was won (R50): the withheld grant may follow, or `amount` of what was withdrawn comes back; all of it where it says none. */
export const CreditReinstated = t.intersection(
  [t.type(About), Ref, t.partial({ creditId: Text, amount: PositiveAmount })],
  'CreditReinstated',
)
export type CreditReinstated = t.TypeOf<typeof CreditReinstated>
