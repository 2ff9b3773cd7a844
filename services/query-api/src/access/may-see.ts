import { type Caller, isStaff } from './caller'
import { grants, type Scope } from './scope'

/** Whether a caller may ask for this at all. */
export const mayAsk = ({ scopes }: Caller, needed: Scope): boolean => grants(scopes, needed)

/**
 * Whether a caller may see what belongs to these ad accounts: the one place that decides it. What belongs to nobody is for staff, and
 * nothing is allowed that is not named here.
 */
export const maySee = (caller: Caller, adAccountIds: Iterable<string>): boolean => {
  if (isStaff(caller)) return true
  for (const adAccountId of adAccountIds) if (caller.accounts.has(adAccountId)) return true
  return false
}
