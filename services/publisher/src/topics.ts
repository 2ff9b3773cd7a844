/** What the topics are called; operators may name them otherwise. */
export interface Topics {
  readonly billing: string
  readonly review: string
  /** Records of the input topics that could not be taken in. */
  readonly deadLetters: string
}

export const TOPICS_DEFAULT: Topics = {
  billing: 'earnback.billing.v1',
  review: 'earnback.review.v1',
  deadLetters: 'earnback.dead-letters.v1',
}
