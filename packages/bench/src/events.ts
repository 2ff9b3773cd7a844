export type Amount = { readonly amount: string; readonly currency: string }

type CloudEvent<Type extends string, Data> = {
  readonly specversion: '1.0'
  readonly id: string
  readonly source: string
  readonly type: Type
  readonly time: string
  readonly data: Data
}

export type CodeIssued = CloudEvent<
  'earnback.CodeIssued.v1',
  {
    readonly couponId: string
    readonly code: string
    readonly offer: {
      readonly offerId: string
      readonly threshold: Amount
      readonly reward: Amount
      readonly spendWindow: string
      readonly activationWindow: string
      readonly market: string
      readonly channel: string
      readonly dayCount: string
    }
    readonly activationDeadline: string
  }
>

export type CodeActivated = CloudEvent<
  'earnback.CodeActivated.v1',
  { readonly couponId: string; readonly adAccountId: string; readonly code: string }
>

export type SpendRecorded = CloudEvent<
  'earnback.SpendRecorded.v1',
  {
    readonly spendId: string
    readonly adAccountId: string
    readonly amount: Amount
    readonly kind: 'ad_spend'
    readonly campaignId: string
  }
>

export type BenchEvent = CodeIssued | CodeActivated | SpendRecorded

/** What one durable commit takes in. `lines[i]` is `events[i]` as JSON: an engine uses whichever its own append takes. */
export type Batch = {
  readonly events: ReadonlyArray<BenchEvent>
  readonly lines: ReadonlyArray<string>
}
