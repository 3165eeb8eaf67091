/**
 * What is known after a call to the provider.
 * - `accepted`: the provider has the notice
 * - `rejected`: it certainly does not have it, and the same notice would be refused again
 * - `not_accepted`: it certainly does not have it, and the same notice may be offered again
 * - `unknown`: nobody knows; the only safe next step is a person's
 */
export type Outcome =
  | { readonly kind: 'accepted'; readonly providerMessageId: string }
  | { readonly kind: 'rejected'; readonly reason: RejectionReason; readonly detail: string }
  | { readonly kind: 'not_accepted'; readonly detail: string; readonly retryAfterSeconds?: number }
  | { readonly kind: 'unknown'; readonly detail: string }

/** Why the provider will not take a notice, in the contract's words. */
export type RejectionReason = 'provider_rejected' | 'message_too_long' | 'text_not_encodable'
