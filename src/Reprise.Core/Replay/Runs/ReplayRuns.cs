using System.Collections.Concurrent;
using Reprise.Interactions;
using Reprise.Settings;

namespace Reprise.Replay.Runs;

/// <summary>Keeps runs in the settings, each change that a person made with its entry on the audit log.</summary>
public sealed class ReplayRuns(ISettingsStore settings, RunOwner owner, TimeProvider time)
{
    private readonly ConcurrentDictionary<(string Project, string Id), bool> _living = [];

    public RunOwner Owner { get; } = owner;

    /// <summary>Runs of a project, or of all, the latest first.</summary>
    public async Task<IReadOnlyList<ReplayRun>> ListAsync(string? project, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var living = _living.Keys.ToHashSet();
        var found = await settings.ListAsync(project, ReplayRun.SettingKind, cancellationToken).ConfigureAwait(false);
        return [.. found.Select(Read).OfType<ReplayRun>().Select(run => Owner.Seen(run, now, living.Contains((run.Project, run.Id)) || IsLiving(run))).OrderByDescending(static run => run.Id, StringComparer.Ordinal)];
    }

    public async Task<ReplayRun?> FindAsync(string project, string id, CancellationToken cancellationToken)
    {
        if (!SettingRules.IsValidKey(id)) return null;
        // Asked before and after: what is read as running and ends in between is not interrupted.
        var wasLiving = _living.ContainsKey((project, id));
        var setting = await settings.FindAsync(project, ReplayRun.SettingKind, id, cancellationToken).ConfigureAwait(false);
        return setting is not null && Read(setting) is { } run ? Owner.Seen(run, time.GetUtcNow(), wasLiving || IsLiving(run)) : null;
    }

    /// <summary>Keeps it as this server's own. Null when somebody else changed it meanwhile.</summary>
    /// <param name="run">With the version it was read with, 0 for a new one.</param>
    /// <param name="audit">What a person did; null for what the run does by itself.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<ReplayRun?> PutAsync(ReplayRun run, RunDeed? audit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        var setting = new Setting { Project = run.Project, Kind = ReplayRun.SettingKind, Key = run.Id, Value = RunJson.Write(run) };
        var kept = await settings.PutAsync(setting, run.Version, audit is null ? null : Entry(run, audit), cancellationToken).ConfigureAwait(false);
        return kept is null ? null : run with { Version = kept.Version };
    }

    /// <summary>Keeps it as one that this process runs from now on, until <see cref="Release"/>. Null when somebody else changed it meanwhile.</summary>
    /// <remarks>Not to be broken off: a caller that hangs up just then would leave a run behind that says it is running and that nobody runs.</remarks>
    public async Task<ReplayRun?> TakeAsync(ReplayRun run, RunDeed audit)
    {
        ArgumentNullException.ThrowIfNull(run);
        _living[(run.Project, run.Id)] = true;
        ReplayRun? kept = null;
        try
        {
            return kept = await PutAsync(run, audit, CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            if (kept is null) Release(run);
        }
    }

    /// <summary>This process runs it no more, however it ended.</summary>
    public void Release(ReplayRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        _living.TryRemove((run.Project, run.Id), out _);
    }

    private bool IsLiving(ReplayRun run) => _living.ContainsKey((run.Project, run.Id));

    private static ReplayRun? Read(Setting setting) => RunJson.Read(setting.Value) is { } run ? run with { Version = setting.Version } : null;

    private AuditEntry Entry(ReplayRun run, RunDeed deed)
    {
        var now = time.GetUtcNow();
        return new AuditEntry { Id = InteractionId.At(now), Timestamp = now, Project = run.Project, Actor = deed.Actor, Action = deed.Action, Subject = run.Id };
    }
}

/// <param name="Actor">Who.</param>
/// <param name="Action">What, such as <c>replay.run.start</c>.</param>
public sealed record RunDeed(string Actor, string Action);
