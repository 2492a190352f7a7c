using System.Collections.Concurrent;
using System.Collections.Frozen;
using Reprise.Encryption;
using Reprise.Privacy.Detection;
using Reprise.Settings;

namespace Reprise.Privacy.Policies;

/// <summary>
/// Says which policy is in force in a project and who opted out there. Answers from memory, in well under a microsecond; what is set on another server counts within a
/// second or two. Safe for any number of threads.
/// </summary>
public sealed class PrivacyPolicies : IDisposable
{
    /// <summary>The kind of settings that hold a policy; the key is <see cref="PolicyKey"/>, and a project that is empty speaks for all that say nothing.</summary>
    public const string SettingKind = "privacy.policy";
    public const string PolicyKey = "policy";

    /// <summary>The kind of settings that name users who opted out; the key is a keyed hash of the user's id.</summary>
    public const string OptOutKind = "privacy.opt_out";

    // As long as it may take until another server's change is told at all.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private readonly ISettingsStore _settings;
    private readonly Detector _detector;
    private readonly IProjectSecrets _secrets;
    private readonly TimeProvider _time;
    private readonly IDisposable _watching;
    private readonly SemaphoreSlim _reading = new(1, 1);
    private readonly SemaphoreSlim _told = new(0, 1);
    private volatile Snapshot? _snapshot;
    private long _wanted = 1;
    private long _read;
    private long _toldAt;

    /// <param name="settings">May be unopened yet.</param>
    /// <param name="detector">What finds personal data and secrets.</param>
    /// <param name="secrets">What keyed hashes are made with.</param>
    /// <param name="time">The clock.</param>
    public PrivacyPolicies(ISettingsStore settings, Detector detector, IProjectSecrets secrets, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(time);
        (_settings, _detector, _secrets, _time) = (settings, detector, secrets, time);
        Users = new UserPseudonyms(secrets);
        _toldAt = time.GetTimestamp();
        _watching = settings.Watch(OnChanged);
    }

    /// <summary>What hides users.</summary>
    public UserPseudonyms Users { get; }

    /// <summary>False until the settings have been read, and again when a change that was told could not be read for two seconds. No content is recorded then.</summary>
    public bool IsCurrent => _snapshot is not null && (Interlocked.Read(ref _read) >= Interlocked.Read(ref _wanted) || _time.GetElapsedTime(Interlocked.Read(ref _toldAt)) < s_patience);

    /// <summary>What is in force in a project; null while that is not known, and then nothing of a call's content may be recorded.</summary>
    public PolicyInForce? Find(string project) => IsCurrent ? _snapshot?.Of(project) : null;

    /// <summary>A policy ready to be followed, without being set anywhere: for trying it out.</summary>
    public PolicyInForce Compile(string project, PrivacyPolicy policy) => new(project, policy, FrozenSet<string>.Empty, false, _detector, _secrets, Users);

    /// <summary>Reads everything again. Throws a <c>StoreException</c> when it cannot be read; what was read before stays.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // A change told while we read is read once more.
            var wanted = Interlocked.Read(ref _wanted);
            var policies = await _settings.ListAsync(null, SettingKind, cancellationToken).ConfigureAwait(false);
            var optOuts = await _settings.ListAsync(null, OptOutKind, cancellationToken).ConfigureAwait(false);
            _snapshot = new Snapshot(this, policies, optOuts);
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
        if (change.Kind is not (SettingKind or OptOutKind or "")) return;
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

    /// <summary>Everything that is set, as it was read.</summary>
    private sealed class Snapshot(PrivacyPolicies owner, IReadOnlyList<Setting> policies, IReadOnlyList<Setting> optOuts)
    {
        private readonly Dictionary<string, PrivacyPolicy?> _policies = policies.Where(static setting => setting.Key == PolicyKey)
            .ToDictionary(static setting => setting.Project, static setting => PrivacyPolicyJson.Read(setting.Value), StringComparer.Ordinal);

        private readonly Dictionary<string, FrozenSet<string>> _optOuts = optOuts.GroupBy(static setting => setting.Project, StringComparer.Ordinal)
            .ToDictionary(static group => group.Key, static group => group.Select(static setting => setting.Key).ToFrozenSet(StringComparer.Ordinal), StringComparer.Ordinal);

        private readonly ConcurrentDictionary<string, PolicyInForce> _compiled = new(StringComparer.Ordinal);

        public PolicyInForce Of(string project) => _compiled.GetOrAdd(project, static (name, snapshot) => snapshot.Compile(name), this);

        private PolicyInForce Compile(string project)
        {
            var isSet = _policies.TryGetValue(project, out var policy) || _policies.TryGetValue("", out policy);
            // One that this version cannot read may forbid anything, so everything is forbidden.
            var followed = !isSet ? PrivacyPolicy.Open : policy ?? PrivacyPresets.All["metadata-only"] with { Name = "unreadable" };
            return new PolicyInForce(project, followed, _optOuts.GetValueOrDefault(project, FrozenSet<string>.Empty), isSet, owner._detector, owner._secrets, owner.Users);
        }
    }
}
