import { accountStream, activationFindings, type AccountState, inStableOrder } from '@earnback/coupon'
import { accountState, type Standings, type Times, within } from '@earnback/projections'
import { loggedStream } from './logged'
import type { ReadSide } from './read-side'
import { couponCredit } from './view-account'

/**
 * A coupon's standings with what the facts about its account add, folded from the log at the two times: what charges have left of
 * its credit, and what speaks against activations that the platform reported (R11 to R13, R17, R18).
 */
export const withAccountFacts = async (
  readSide: ReadSide,
  standings: Standings,
  question: { readonly times: Times; readonly position: number },
): Promise<Standings> => {
  const { couponId, state } = standings
  const { times, position } = question
  const reported = state.activations.filter(({ request }) => request === undefined)
  const accounts = new Map<string, AccountState>()
  for (const adAccountId of new Set(reported.map((activation) => activation.adAccountId))) {
    const events = (await loggedStream(readSide.store, accountStream(adAccountId), position)).filter(within(times))
    if (events.length > 0) accounts.set(adAccountId, accountState(events))
  }
  const against = activationFindings(state, (adAccountId) => accounts.get(adAccountId))
  return {
    ...standings,
    credit: await couponCredit(readSide, couponId, state, question),
    findings: against.length === 0 ? standings.findings : inStableOrder([...standings.findings, ...against]),
  }
}
