using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Reprise.Access;
using Reprise.Settings;

namespace Reprise.Server.Access.External;

/// <summary>
/// Lets people in on the word of a provider: OpenID Connect's code flow with PKCE, a state that is good once and for the browser it was given to, and a nonce. Those under way are
/// in memory, bounded. Safe for use from many threads.
/// </summary>
internal sealed class ExternalSignIn(IOptions<AccessOptions> options, IdentityProvider provider, AccessBook book, Users users, SignIns signIns, ISettingsStore settings, TimeProvider time)
{
    private const int Most = 5_000;
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(10);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Pending> _pending = new(StringComparer.Ordinal);

    public IdentityProviderOptions? Find(string name) => options.Value.Providers.GetValueOrDefault(name);

    /// <summary>Where the browser goes, and the secret that it must come back with.</summary>
    public async Task<(string Address, string Secret)> BeginAsync(string name, IdentityProviderOptions of, string redirect, string back, CancellationToken cancellationToken)
    {
        var description = await provider.DescribeAsync(of, cancellationToken);
        var (state, secret) = (Random(), Random());
        var pending = new Pending(name, HashOf(secret), Random(), Random(), redirect, back, time.GetUtcNow() + s_patience);
        lock (_lock)
        {
            if (_pending.Count >= Most) Forget();
            _pending[state] = pending;
        }

        var authorize = IdentityProvider.Address(description, "authorization_endpoint");
        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(pending.Verifier)));
        (string Name, string Value)[] query =
        [
            ("response_type", "code"), ("client_id", of.ClientId), ("redirect_uri", redirect), ("scope", of.Scopes), ("state", state), ("nonce", pending.Nonce), ("code_challenge", challenge), ("code_challenge_method", "S256"),
        ];
        return ($"{authorize}{(authorize.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{string.Join('&', query.Select(static pair => $"{pair.Name}={Uri.EscapeDataString(pair.Value)}"))}", secret);
    }

    /// <summary>Ends what <see cref="BeginAsync"/> began: the token for the browser, and the page it wanted.</summary>
    public async Task<(string Token, string Back)> EndAsync(HttpContext http, string name, IdentityProviderOptions of, string? code, string? state, string? secret, CancellationToken cancellationToken)
    {
        Pending? pending;
        lock (_lock)
        {
            // Good once, also when it goes wrong.
            if (!_pending.Remove(state ?? "", out pending)) pending = null;
        }

        if (pending is null || pending.Provider != name || pending.Until <= time.GetUtcNow() || !CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(HashOf(secret ?? "")), Encoding.ASCII.GetBytes(pending.SecretHash)))
            throw new RefusedIdentityException("This sign-in was begun elsewhere, or too long ago. Begin again.");
        if (string.IsNullOrEmpty(code)) throw new RefusedIdentityException("The provider did not let you in.");
        var description = await provider.DescribeAsync(of, cancellationToken);
        var answer = await provider.RedeemAsync(description, of, code, pending.Verifier, pending.Redirect, cancellationToken);
        var token = IdentityToken.Text(answer, "id_token") ?? throw new RefusedIdentityException("The provider sent no identity token.");
        var identity = Identity.Of(await CheckedAsync(description, of, token, pending.Nonce, cancellationToken), of);
        if (IdentityToken.Text(answer, "access_token") is { } access && identity.IsIncomplete) identity = identity.With(await provider.UserAsync(description, access, cancellationToken), of);
        var user = await UserOfAsync(name, of, identity, cancellationToken);
        var (_, session) = await signIns.BeginAsync(user.Name, name, http.Connection.RemoteIpAddress?.ToString(), http.Request.Headers.UserAgent.ToString(), cancellationToken);
        return (session, pending.Back);
    }

    /// <summary>Writes down that somebody was not let in.</summary>
    public Task NoteRefusalAsync(HttpContext http, string name, CancellationToken cancellationToken) => settings.AppendAuditAsync(
        [AccessDetails.Entry(time, "", Caller.Nobody.Actor, "sign_in.refuse", null, new AccessDetails { Address = http.Connection.RemoteIpAddress?.ToString(), Way = name, Reason = "provider" })], cancellationToken);

    private static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    private static string HashOf(string secret) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    private void Forget()
    {
        var now = time.GetUtcNow();
        foreach (var state in _pending.Where(pending => pending.Value.Until <= now).Select(static pending => pending.Key).ToList()) _pending.Remove(state);
        if (_pending.Count < Most) return;
        foreach (var state in _pending.OrderBy(static pending => pending.Value.Until).Take(Most / 4).Select(static pending => pending.Key).ToList()) _pending.Remove(state);
    }

    private async Task<JsonElement> CheckedAsync(JsonElement description, IdentityProviderOptions of, string token, string nonce, CancellationToken cancellationToken)
    {
        var issuer = IdentityToken.Text(description, "issuer")!;
        try
        {
            return IdentityToken.Check(token, await provider.KeysAsync(description, isFresh: false, cancellationToken), issuer, of.ClientId, nonce, time.GetUtcNow());
        }
        catch (RefusedIdentityException)
        {
            // The provider may have changed its keys.
            return IdentityToken.Check(token, await provider.KeysAsync(description, isFresh: true, cancellationToken), issuer, of.ClientId, nonce, time.GetUtcNow());
        }
    }

    private async Task<User> UserOfAsync(string name, IdentityProviderOptions of, Identity identity, CancellationToken cancellationToken)
    {
        var list = await book.GetAsync(cancellationToken);
        var external = $"{name} {identity.Subject}";
        if (list.FindExternal(external) is { } known)
        {
            if (known.IsDisabled) throw new RefusedIdentityException("This user is disabled here.");
            var isAdministrator = of.Administrators.Count > 0 ? identity.IsAdministrator : known.IsAdministrator;
            return await users.ChangeAsync(known.Name, user => user with { Granted = identity.Roles, IsAdministrator = isAdministrator, DisplayName = identity.DisplayName ?? user.DisplayName }, known.IsAdministrator == isAdministrator ? null : "user.change", "reprise", cancellationToken)
                ?? throw new RefusedIdentityException("This user was removed just now.");
        }

        if (!identity.IsWelcome) throw new RefusedIdentityException("The provider vouches for you, and nobody here has let you in.");
        if (identity.Name is not { } wanted || !AccessNames.IsUser(wanted)) throw new RefusedIdentityException($"The provider names you in a way that cannot be a user's name here; expected {AccessNames.UserRule} in the claim '{of.NameClaim}'.");
        var user = new User { Name = wanted, DisplayName = identity.DisplayName, External = external, Granted = identity.Roles, IsAdministrator = identity.IsAdministrator };
        // Whoever can choose a name at the provider must not become somebody who is here already.
        return await users.CreateAsync(user, "reprise", cancellationToken) ?? throw new RefusedIdentityException("There is another user of your name here. Ask an administrator.");
    }

    private sealed record Pending(string Provider, string SecretHash, string Nonce, string Verifier, string Redirect, string Back, DateTimeOffset Until);
}
