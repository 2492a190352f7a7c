using System.Diagnostics.CodeAnalysis;
using Reprise.Cache.Experiments;
using Reprise.Settings;

namespace Reprise.Cache.Policies;

/// <summary>
/// Says which requests take part in the cache and under which policy: presets, configuration over them, and what people set over both. Answers from memory; what
/// is set on another server counts within seconds. Safe for any number of threads.
/// </summary>
public sealed class CachePolicies : IDisposable
{
    /// <summary>The kind of settings that hold a policy; the key is its name, the value a <see cref="CachePolicyValues"/>.</summary>
    public const string SettingKind = "cache.policy";

    /// <summary>The kind of settings that count generations.</summary>
    public const string GenerationKind = "cache.generation";

    /// <summary>The kind of settings that say which requests take part.</summary>
    public const string UseKind = "cache.use";
    public const string UseKey = "use";

    /// <summary>What a policy's name is, in words.</summary>
    public const string NameRule = "1 to 64 of a-z, 0-9, '-' and '_'";

    // As long as it may take until another server's change is told at all. What was purged must not be given for longer than that.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private readonly ISettingsStore _settings;
    private readonly CacheUseOptions _options;
    private readonly TimeProvider _time;
    private readonly IDisposable _watching;
    private readonly SemaphoreSlim _reading = new(1, 1);
    private readonly SemaphoreSlim _told = new(0, 1);
    private volatile PolicySnapshot? _snapshot;
    private long _wanted = 1;
    private long _read;
    private long _toldAt;

    /// <param name="settings">May be unopened yet.</param>
    /// <param name="options">Without mistakes.</param>
    /// <param name="time">The clock.</param>
    public CachePolicies(ISettingsStore settings, CacheUseOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        (_settings, _options, _time) = (settings, options, time);
        _toldAt = time.GetTimestamp();
        _watching = settings.Watch(OnChanged);
    }

    /// <summary>False until the settings have been read, and again when a change that was told could not be read for two seconds. Nothing takes part then.</summary>
    public bool IsCurrent => _snapshot is not null && (Interlocked.Read(ref _read) >= Interlocked.Read(ref _wanted) || _time.GetElapsedTime(Interlocked.Read(ref _toldAt)) < s_patience);

    /// <summary>1 to 64 of a–z, 0–9, <c>-</c>, <c>_</c>.</summary>
    public static bool IsValidName([NotNullWhen(true)] string? name)
    {
        if (name is not { Length: > 0 and <= 64 }) return false;
        foreach (var c in name)
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c is not ('-' or '_')) return false;
        return true;
    }

    /// <summary>Whether a request takes part, and under which policy. Takes well under a microsecond.</summary>
    /// <param name="project">The request's project.</param>
    /// <param name="asked">True when the request asks for the cache, false when it refuses it, null when it says nothing.</param>
    /// <param name="policy">The policy the request names, which asks for the cache too; null for none.</param>
    public CacheUse Decide(string project, bool? asked, string? policy)
    {
        var wants = asked == true || (asked is null && policy is not null);
        if (_snapshot is not { } snapshot || !IsCurrent) return new CacheUse(false, null, 0, wants ? CacheReasons.Busy : null);
        var here = snapshot.Of(project);
        if (asked == false) return new CacheUse(false, null, 0, null);
        if (here.Use == CacheParticipation.Never) return new CacheUse(false, null, 0, wants ? CacheReasons.Off : null);
        if (!wants && here.Use == CacheParticipation.Asked) return new CacheUse(false, null, 0, null);
        // Logged calls have their own way in; what it selects by would miss what a request kept there.
        var name = policy ?? here.PolicyName;
        if (name == CachePresets.ToolsName || !here.Policies.TryGetValue(name, out var found)) return new CacheUse(false, null, 0, CacheReasons.UnknownPolicy);
        return found.Policy.Mode == CacheMode.Off ? new CacheUse(false, null, 0, CacheReasons.Off) : new CacheUse(true, found.Policy, found.Generation, null);
    }

    /// <summary>The policy of that name in a project; null when there is none, and while nothing has been read.</summary>
    public PolicyInForce? Find(string project, string name) => _snapshot?.Of(project).Policies.GetValueOrDefault(name);

    /// <summary>The experiment that runs in a project; null for none. It deals out the requests that name no policy: <see cref="Decide"/> is asked again with the arm's.</summary>
    public CacheExperiment? ExperimentOf(string project) => _snapshot?.Of(project).Experiment;

    /// <summary>All policies of a project by name; empty while nothing has been read.</summary>
    public IReadOnlyList<PolicyInForce> List(string project) =>
        _snapshot is { } snapshot ? [.. snapshot.Of(project).Policies.Values.OrderBy(static found => found.Policy.Name, StringComparer.Ordinal)] : [];

    /// <summary>Which requests of a project take part, and the policy of those that name none.</summary>
    public (CacheParticipation Use, string Policy) UseOf(string project) =>
        _snapshot?.Of(project) is { } here ? (here.Use, here.PolicyName) : (CacheParticipation.Never, CachePresets.DefaultName);

    /// <summary>Reads everything again. Throws a <c>StoreException</c> when it cannot be read; what was read before stays.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // A change told while we read is read once more.
            var wanted = Interlocked.Read(ref _wanted);
            var policies = await _settings.ListAsync(null, SettingKind, cancellationToken).ConfigureAwait(false);
            var generations = await _settings.ListAsync(null, GenerationKind, cancellationToken).ConfigureAwait(false);
            var uses = await _settings.ListAsync(null, UseKind, cancellationToken).ConfigureAwait(false);
            var experiments = await _settings.ListAsync(null, CacheExperiments.SettingKind, cancellationToken).ConfigureAwait(false);
            _snapshot = new PolicySnapshot(_options, [.. policies, .. generations, .. uses, .. experiments]);
            Interlocked.Exchange(ref _read, wanted);
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>Waits until something was told that has not been read.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        while (Interlocked.Read(ref _read) >= Interlocked.Read(ref _wanted)) await _told.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Dispose()
    {
        _watching.Dispose();
        _reading.Dispose();
        _told.Dispose();
    }

    private void OnChanged(SettingChange change)
    {
        if (change.Kind is not (SettingKind or GenerationKind or UseKind or CacheExperiments.SettingKind or "")) return;
        if (Interlocked.Read(ref _read) >= Interlocked.Read(ref _wanted)) Interlocked.Exchange(ref _toldAt, _time.GetTimestamp());
        Interlocked.Increment(ref _wanted);
        try
        {
            if (_told.CurrentCount == 0) _told.Release();
        }
        catch (Exception e) when (e is SemaphoreFullException or ObjectDisposedException)
        {
            // Told twice at once, or after the end: in either case nobody is left to wake.
        }
    }
}
