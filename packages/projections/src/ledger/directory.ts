import { canonicalCode, type Event } from '@earnback/coupon'

const PREFIX = { account: 'account:', business: 'business:', code: 'code:', recipient: 'recipient:' } as const

/** The rows' keys under which a coupon is found by something else than its id. */
export const directoryKeys = {
  account: (adAccountId: string): string => `${PREFIX.account}${adAccountId}`,
  business: (businessAccountId: string): string => `${PREFIX.business}${businessAccountId}`,
  /** By the code's canonical form; whoever asks compares the code itself. */
  code: (code: string): string => `${PREFIX.code}${canonicalCode(code)}`,
  /** By the hash of the email that a code was sent to. */
  recipient: (emailHash: string): string => `${PREFIX.recipient}${emailHash}`,
} as const

/** What belongs to one ad account, one business account or one code. */
export interface Entry {
  readonly couponIds: ReadonlyArray<string>
  readonly adAccountIds: ReadonlyArray<string>
  readonly businessAccountIds: ReadonlyArray<string>
}

type Member = keyof Entry

export const EMPTY_ENTRY: Entry = { couponIds: [], adAccountIds: [], businessAccountIds: [] }

/** Reads an entry back from its row; one without a row is empty. */
export const entryFrom = (json: string | undefined): Entry => (json === undefined ? EMPTY_ENTRY : (JSON.parse(json) as Entry))

/** Who belongs to whom, as the log names it, valid or not: coupons by account, by business account and by code. */
export class Directory {
  private readonly entries = new Map<string, Entry>()
  /** The keys that changed since somebody last cleared this. */
  readonly changed = new Set<string>()

  get keys(): Iterable<string> {
    return this.entries.keys()
  }

  entry(key: string): Entry {
    return this.entries.get(key) ?? EMPTY_ENTRY
  }

  note(event: Event): void {
    switch (event.name) {
      case 'CodeIssued': {
        const { couponId, code, recipient } = event.data
        this.add(directoryKeys.code(code), 'couponIds', couponId)
        if (recipient?.businessAccountId !== undefined) {
          this.add(directoryKeys.business(recipient.businessAccountId), 'couponIds', couponId)
        }
        if (recipient?.emailHash !== undefined) this.add(directoryKeys.recipient(recipient.emailHash), 'couponIds', couponId)
        return
      }
      case 'CodeActivated': {
        const { couponId, adAccountId, businessAccountId } = event.data
        this.add(directoryKeys.account(adAccountId), 'couponIds', couponId)
        if (businessAccountId !== undefined) this.belong(adAccountId, businessAccountId)
        return
      }
      case 'CreditGranted':
        this.add(directoryKeys.account(event.data.adAccountId), 'couponIds', event.data.couponId)
        return
      case 'AccountRegistered':
        this.belong(event.data.adAccountId, event.data.businessAccountId)
        return
      default:
    }
  }

  private belong(adAccountId: string, businessAccountId: string): void {
    this.add(directoryKeys.account(adAccountId), 'businessAccountIds', businessAccountId)
    this.add(directoryKeys.business(businessAccountId), 'adAccountIds', adAccountId)
  }

  private add(key: string, member: Member, id: string): void {
    const entry = this.entry(key)
    if (entry[member].includes(id)) return
    this.entries.set(key, { ...entry, [member]: [...entry[member], id] })
    this.changed.add(key)
  }
}
