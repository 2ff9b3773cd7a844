/** What the topics are called; operators may name them otherwise. */
export interface Topics {
  readonly billing: string
  readonly review: string
}

export const TOPICS_DEFAULT: Topics = { billing: 'earnback.billing.v1', review: 'earnback.review.v1' }
