// Tells a token that Cloudflare Access signed for this application from any other, and who it says is asking.

import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose'
import { isEmail } from '../../rules/parse-directory.ts'
import { quoted } from '../../rules/quoted.ts'
import { err, ok, type Result } from '../../rules/result.ts'
import type { AccessSettings } from './access-settings.ts'

export type Identity = {
  /** A machine signs in by a service token. */
  readonly kind: 'person' | 'machine'
  /** E-mail address in small letters, or the client id of the service token. */
  readonly name: string
}

export type TokenFault =
  | { readonly kind: 'refused'; readonly why: string }
  /** No key could be had, so nothing is known of the token. */
  | { readonly kind: 'no-keys'; readonly why: string }

/** Access's clock and ours may differ by so much. */
const toleranceSeconds = 30

/** Who asks. A token that is refused is never quoted. */
export async function verifyToken(
  token: string,
  { issuer, audiences }: AccessSettings,
): Promise<Result<Identity, TokenFault>> {
  try {
    const { payload } = await jwtVerify(token, keysOf(issuer), {
      // Named here and never taken from the token: that would let it choose `none`, or the public key as a secret.
      algorithms: ['RS256'],
      issuer,
      audience: [...audiences],
      requiredClaims: ['exp'],
      clockTolerance: toleranceSeconds,
    })
    const identity = identityIn(payload)
    return identity ? ok(identity) : err({ kind: 'refused', why: 'it names nobody' })
  } catch (error) {
    if (error instanceof KeysMissing) return err({ kind: 'no-keys', why: error.message })
    if (error instanceof errors.JOSEError) return err({ kind: 'refused', why: whyOf(error) })
    throw error
  }
}

function identityIn({ email, common_name: commonName }: JWTPayload): Identity | undefined {
  if (typeof email === 'string' && isEmail(email) && quoted(email, longestName) === email)
    return { kind: 'person', name: inSmallLetters(email) }
  // A name that looks like an address would be taken for a person's.
  if (typeof commonName !== 'string' || !/^[\w.-]{1,200}$/.test(commonName)) return undefined
  return { kind: 'machine', name: commonName.toLowerCase() }
}

/** An address in the audit log reads as what it is. */
const longestName = 254

/** Of ASCII alone: `toLowerCase` makes a `k` of the sign for kelvin, too, and one person's address of another's. */
const inSmallLetters = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())

class KeysMissing extends Error {}

/**
 * Kept for the life of the isolate: read again after ten minutes, or for a key not seen before, when they are half a
 * minute old. No request can wait for the answer to another's, so each that comes meanwhile asks for itself.
 */
const keysByIssuer = new Map<string, JWTVerifyGetKey>()

function keysOf(issuer: string): JWTVerifyGetKey {
  const known = keysByIssuer.get(issuer)
  if (known) return known
  const remote = createRemoteJWKSet(new URL('/cdn-cgi/access/certs', issuer), {
    timeoutDuration: 5_000,
    cooldownDuration: 30_000,
    cacheMaxAge: 600_000,
  })
  const keys: JWTVerifyGetKey = async (header, input) => {
    try {
      return await remote(header, input)
    } catch (error) {
      if (isOfToken(error)) throw error
      const why = error instanceof Error ? error.message : String(error)
      throw new KeysMissing(`the keys of ${issuer} can not be read: ${why}`)
    }
  }
  keysByIssuer.set(issuer, keys)
  return keys
}

const isOfToken = (error: unknown): boolean =>
  error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys

const whyByClaim: Readonly<Record<string, string>> = {
  aud: 'it is for another application',
  iss: 'it is from another team',
  nbf: 'it is not valid yet',
  exp: 'it has no end',
}

function whyOf(error: errors.JOSEError): string {
  if (error instanceof errors.JWTExpired) return 'it has expired'
  if (error instanceof errors.JWTClaimValidationFailed)
    return whyByClaim[error.claim] ?? 'it is not as Access makes it'
  if (error instanceof errors.JOSEAlgNotAllowed) return 'it is not signed with RS256'
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'it is forged'
  return isOfToken(error) ? 'it is signed with a key that Access does not have' : 'it is no token'
}
