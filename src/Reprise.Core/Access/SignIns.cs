using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Reprise.Settings;
using Reprise.Store;

namespace Reprise.Access;

/// <summary>How long somebody stays signed in.</summary>
/// <param name="Idle">Without a request.</param>
/// <param name="Lifetime">Whatever happens.</param>
public sealed record SignInRules(TimeSpan Idle, TimeSpan Lifetime);

/// <summary>Who is signed in. A sign-in that is ended lets nobody in from the next request on. Safe for use from many threads.</summary>
public sealed class SignIns : IDisposable
{
    /// <summary>Of one user; the oldest goes when another comes.</summary>
    public const int MostOfUser = 50;

    private const int MostRemembered = 10_000;
    private const int TokenBytes = 32;
    private const int TokenLength = 43;
    private readonly ISettingsStore _settings;
    private readonly SignInRules _rules;
    private readonly TimeProvider _time;
    private readonly IDisposable _watch;
    private readonly ConcurrentDictionary<string, SignIn> _remembered = new(StringComparer.Ordinal);
    private long _changes;

    public SignIns(ISettingsStore settings, SignInRules rules, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(settings);
        (_settings, _rules, _time) = (settings, rules, time);
        _watch = settings.Watch(Changed);
    }

    /// <summary>Signs somebody in.</summary>
    /// <returns>The sign-in, and the token for the browser.</returns>
    public async Task<(SignIn SignIn, string Token)> BeginAsync(string user, string way, string? address, string? agent, CancellationToken cancellationToken)
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
        var now = _time.GetUtcNow();
        var signIn = new SignIn { Hash = HashOf(token), User = user, At = now, SeenAt = now, Address = address, Agent = Short(agent) };
        await TidyAsync(user, cancellationToken).ConfigureAwait(false);
        var entry = AccessDetails.Entry(_time, "", $"user:{user}", "sign_in.create", signIn.Id, new AccessDetails { Address = address, Way = way });
        await _settings.PutAsync(AccessJson.Write(signIn), 0, entry, cancellationToken).ConfigureAwait(false);
        return (signIn, token);
    }

    /// <summary>The sign-in of a token; null when there is none or it is over.</summary>
    public async ValueTask<SignIn?> FindAsync(string? token, CancellationToken cancellationToken)
    {
        if (token is not { Length: TokenLength } || !Base64Url.IsValid(token)) return null;
        var hash = HashOf(token);
        if (!_remembered.TryGetValue(hash, out var signIn))
        {
            var changes = Interlocked.Read(ref _changes);
            if (await _settings.FindAsync("", SignIn.SettingKind, hash, cancellationToken).ConfigureAwait(false) is not { } found || AccessJson.ReadSignIn(found) is not { } read) return null;
            signIn = read;
            if (_remembered.Count >= MostRemembered) _remembered.Clear();
            _remembered[hash] = signIn;
            // Ended while it was read.
            if (changes != Interlocked.Read(ref _changes)) _remembered.TryRemove(hash, out _);
        }

        var now = _time.GetUtcNow();
        if (IsOver(signIn, now)) return null;
        if (now - signIn.SeenAt > Step) await SeeAsync(signIn, now, cancellationToken).ConfigureAwait(false);
        return signIn;
    }

    /// <summary>Where somebody is signed in, the latest first.</summary>
    public async Task<IReadOnlyList<SignIn>> ListAsync(string user, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        return [.. (await AllAsync(cancellationToken).ConfigureAwait(false)).Where(signIn => signIn.User == user && !IsOver(signIn, now)).OrderByDescending(static signIn => signIn.At)];
    }

    /// <summary>Ends a sign-in of a user; false when there is none of that id.</summary>
    public async Task<bool> EndAsync(string user, string id, string actor, CancellationToken cancellationToken)
    {
        var found = (await AllAsync(cancellationToken).ConfigureAwait(false)).FirstOrDefault(signIn => signIn.User == user && signIn.Id == id);
        return found is not null && await EndAsync(found, actor, cancellationToken).ConfigureAwait(false);
    }

    public Task<bool> EndAsync(SignIn signIn, string actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(signIn);
        return _settings.RemoveAsync("", SignIn.SettingKind, signIn.Hash, AccessDetails.Entry(_time, "", actor, "sign_in.end", signIn.Id, signIn.User == actor ? null : new AccessDetails { Name = signIn.User }), cancellationToken);
    }

    /// <summary>Ends all sign-ins of a user but one.</summary>
    public async Task<int> EndAllAsync(string user, SignIn? except, string actor, CancellationToken cancellationToken)
    {
        var count = 0;
        foreach (var signIn in await AllAsync(cancellationToken).ConfigureAwait(false))
        {
            if (signIn.User == user && signIn.Hash != except?.Hash && await EndAsync(signIn, actor, cancellationToken).ConfigureAwait(false)) count++;
        }

        return count;
    }

    public void Dispose() => _watch.Dispose();

    /// <summary>How exact the time of the last use is kept.</summary>
    private TimeSpan Step => _rules.Idle / 12 > TimeSpan.FromMinutes(5) ? TimeSpan.FromMinutes(5) : _rules.Idle / 12;

    private static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(token)));

    private static string? Short(string? agent) => string.IsNullOrEmpty(agent) ? null : new string([.. agent.Where(static c => c is >= ' ' and <= '~').Take(200)]);

    private bool IsOver(SignIn signIn, DateTimeOffset now) => now - signIn.SeenAt >= _rules.Idle || now - signIn.At >= _rules.Lifetime;

    private async Task SeeAsync(SignIn signIn, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var seen = signIn with { SeenAt = now };
        try
        {
            // With its version: one that was ended meanwhile must not come back.
            if (await _settings.PutAsync(AccessJson.Write(seen), signIn.Version, null, cancellationToken).ConfigureAwait(false) is null) _remembered.TryRemove(signIn.Hash, out _);
        }
        catch (StoreException)
        {
            // It counts as used the next time that the store can be written.
        }
    }

    private async Task TidyAsync(string user, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var all = await AllAsync(cancellationToken).ConfigureAwait(false);
        var tooMany = all.Where(signIn => signIn.User == user).OrderByDescending(static signIn => signIn.At).Skip(MostOfUser - 1);
        foreach (var signIn in all.Where(signIn => IsOver(signIn, now)).Concat(tooMany).DistinctBy(static signIn => signIn.Hash))
            await _settings.RemoveAsync("", SignIn.SettingKind, signIn.Hash, null, cancellationToken).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<SignIn>> AllAsync(CancellationToken cancellationToken) =>
        [.. (await _settings.ListAsync("", SignIn.SettingKind, cancellationToken).ConfigureAwait(false)).Select(AccessJson.ReadSignIn).OfType<SignIn>()];

    private void Changed(SettingChange change)
    {
        if (change.Kind is not ("" or SignIn.SettingKind)) return;
        Interlocked.Increment(ref _changes);
        if (change.Kind.Length == 0) _remembered.Clear();
        else _remembered.TryRemove(change.Key, out _);
    }
}
