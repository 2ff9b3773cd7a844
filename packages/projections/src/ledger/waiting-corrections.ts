import type { Correction } from '@earnback/coupon'

/** Corrections that came before the spend that they name, by account and spend id. */
export class WaitingCorrections {
  private readonly byAccount = new Map<string, Map<string, Correction[]>>()
  /** Fingerprints of what was ever waited for, so that only likely lines are read. */
  private readonly awaited = new Set<number>()

  get isEmpty(): boolean {
    return this.byAccount.size === 0
  }

  get isAnyAwaited(): boolean {
    return this.awaited.size > 0
  }

  isAwaited(fingerprint: number): boolean {
    return this.awaited.has(fingerprint)
  }

  expect(fingerprint: number): void {
    this.awaited.add(fingerprint)
  }

  add(adAccountId: string, correction: Correction): void {
    const ofAccount = this.byAccount.get(adAccountId) ?? new Map<string, Correction[]>()
    const earlier = ofAccount.get(correction.spendId) ?? []
    this.byAccount.set(adAccountId, ofAccount.set(correction.spendId, [...earlier, correction]))
  }

  /** What waits for a spend, which has come now. */
  take(adAccountId: string, spendId: string): ReadonlyArray<Correction> | undefined {
    const ofAccount = this.byAccount.get(adAccountId)
    const corrections = ofAccount?.get(spendId)
    ofAccount?.delete(spendId)
    if (ofAccount?.size === 0) this.byAccount.delete(adAccountId)
    return corrections
  }

  /** The spend ids that something still waits for. */
  namedIn(adAccountId: string): ReadonlyArray<string> {
    return [...(this.byAccount.get(adAccountId)?.keys() ?? [])]
  }
}
