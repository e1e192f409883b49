import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type Configuration,
  calculatePKCECodeChallenge,
  discovery,
  fetchUserInfo,
  None,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { AppError, isAppError, type Role, roles } from '#model/index.ts';
import type { User } from '#store/index.ts';
import type { AuthParts } from './parts.ts';
import type { SecretBox } from './secret-box.ts';

export type OpenIdOptions = {
  /** Address of the provider, as its discovery document calls itself. */
  readonly issuer: string;
  readonly clientId: string;
  /** `null`: a public client, by PKCE alone. */
  readonly clientSecret: string | null;
  /** What people call it. */
  readonly name: string;
  readonly scope: string;
  /** Claim with the groups (or the one group) of a user. */
  readonly roleClaim: string;
  /** Groups that make somebody something; `*`: everybody whom the provider lets in. */
  readonly groups: Readonly<Record<Role, readonly string[]>>;
};

/** What must be known again when the browser comes back; sealed, so that it can neither be read nor made. */
const Journey = Type.Object({
  state: Type.String(),
  nonce: Type.String(),
  verifier: Type.String(),
  redirectUri: Type.String(),
  endsAt: Type.Number(),
});
type Journey = Static<typeof Journey>;

const sealName = 'openid journey';
const journeyMs = 10 * 60_000;
const timeoutSeconds = 10;

/**
 * Log-in by an OpenID Connect provider: authorization code with PKCE, state and nonce (OpenID Connect Core 1.0; RFC 9700).
 * Users are known by issuer and subject, never by a name that they may choose; the role is what the provider says at each
 * log-in.
 */
export class OpenId {
  readonly #parts: AuthParts;
  readonly #secrets: SecretBox;
  readonly #options: OpenIdOptions;
  #configuration: Promise<Configuration> | null = null;

  constructor(parts: AuthParts, secrets: SecretBox, options: OpenIdOptions) {
    this.#parts = parts;
    this.#secrets = secrets;
    this.#options = options;
  }

  get name(): string {
    return this.#options.name;
  }

  /** Where to send the browser, and what it must bring back (`sealed`). Error: `OPENID_FAILED`. */
  async begin(redirectUri: string): Promise<{ readonly url: string; readonly sealed: string }> {
    const configuration = await this.#discover();
    const verifier = randomPKCECodeVerifier();
    const journey: Journey = {
      ...{ verifier, redirectUri, state: randomState(), nonce: randomNonce() },
      endsAt: this.#parts.now().getTime() + journeyMs,
    };
    const url = buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri,
      scope: this.#options.scope,
      state: journey.state,
      nonce: journey.nonce,
      code_challenge: await calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });
    return { url: url.href, sealed: this.#secrets.seal(sealName, JSON.stringify(journey)) };
  }

  /**
   * Who came back, with the query that the provider gave; made, or changed to what the provider says, in the database.
   * Errors: `OPENID_FAILED`; `FORBIDDEN` for people without a role here; `LOGIN_REFUSED` for those who are disabled.
   */
  async finish(query: string, sealed: string | null): Promise<User> {
    const journey = this.#open(sealed);
    const claims = await this.#ask(journey, query);
    const role = this.#roleOf(claims[this.#options.roleClaim]);
    if (role === null) {
      throw new AppError(
        'FORBIDDEN',
        `${this.#options.name} says nothing of you that would give you a role here.`,
      );
    }
    const user = this.#keep(claims, role);
    if (user.isDisabled) throw new AppError('LOGIN_REFUSED', 'You may not log in here.');
    return user;
  }

  #discover(): Promise<Configuration> {
    const { issuer, clientId, clientSecret } = this.#options;
    const url = new URL(issuer);
    // Only this machine can be asked without TLS (config.ts sees to it).
    const execute = url.protocol === 'http:' ? [allowInsecureRequests] : [];
    this.#configuration ??= discovery(
      url,
      clientId,
      clientSecret ?? undefined,
      clientSecret === null ? None() : undefined,
      { execute, timeout: timeoutSeconds },
    );
    return this.#configuration.catch((cause: unknown) => {
      // Whoever tries next asks again.
      this.#configuration = null;
      throw failed(`${this.#options.name} does not answer as an OpenID provider.`, cause);
    });
  }

  #open(sealed: string | null): Journey {
    const text = sealed === null ? null : this.#secrets.open(sealName, sealed);
    const journey: unknown = text === null ? null : JSON.parse(text);
    if (Value.Check(Journey, journey) && this.#parts.now().getTime() < journey.endsAt) return journey;
    throw failed('This log-in was not begun in this browser, or it took too long. Begin again.');
  }

  async #ask(journey: Journey, query: string): Promise<Claims> {
    const configuration = await this.#discover();
    const back = new URL(journey.redirectUri);
    back.search = query;
    try {
      const tokens = await authorizationCodeGrant(configuration, back, {
        pkceCodeVerifier: journey.verifier,
        expectedState: journey.state,
        expectedNonce: journey.nonce,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (claims === undefined) throw failed('The provider did not say who you are.');
      if (configuration.serverMetadata().userinfo_endpoint === undefined) return claims;
      return { ...claims, ...(await fetchUserInfo(configuration, tokens.access_token, claims.sub)) };
    } catch (cause) {
      throw isAppError(cause) ? cause : failed(`${this.#options.name} did not confirm who you are.`, cause);
    }
  }

  #roleOf(claim: unknown): Role | null {
    const groups = [claim].flat().filter((group) => typeof group === 'string');
    const isIn = (role: Role) =>
      this.#options.groups[role].some((group) => group === '*' || groups.includes(group));
    return [...roles].reverse().find(isIn) ?? null;
  }

  #keep(claims: Claims, role: Role): User {
    const { store, audit, changes, now } = this.#parts;
    const externalId = JSON.stringify([this.#options.issuer, claims.sub]);
    const wanted = nameOf(claims);
    const displayName = (textOf(claims.name) ?? wanted).slice(0, 100);
    const user = store.transaction(() => {
      const known = store.users.byExternalId(externalId);
      if (known !== null) return store.users.update(known.id, { role, displayName }) ?? known;
      // Somebody of that name may be somebody else: nobody becomes them by choosing it elsewhere.
      for (let number = 1; ; number += 1) {
        const name = number === 1 ? wanted : `${wanted}-${number}`;
        const made = store.users.insert({
          ...{ name, displayName, role, externalId },
          passwordHash: null,
          isDisabled: false,
          createdAt: now().toISOString(),
        });
        if (made === null) continue;
        audit.done({ name: this.#options.name, role: 'admin' }, 'user.create', `${name} (${role})`);
        return made;
      }
    });
    changes.tell();
    return user;
  }
}

type Claims = { readonly sub: string; readonly [claim: string]: unknown };

/** A name by our rules (`Users`), out of what the provider calls somebody. */
function nameOf(claims: Claims): string {
  const said = textOf(claims.preferred_username) ?? textOf(claims.email) ?? claims.sub;
  const plain = said
    .normalize('NFKD')
    .replaceAll(/[^a-z0-9._-]+/gi, '-')
    .replace(/^[^a-z0-9]+/i, '')
    .slice(0, 50);
  return plain === '' ? 'user' : plain;
}

function textOf(claim: unknown): string | null {
  return typeof claim === 'string' && claim !== '' ? claim : null;
}

function failed(message: string, cause?: unknown): AppError {
  return new AppError('OPENID_FAILED', message, { cause });
}
