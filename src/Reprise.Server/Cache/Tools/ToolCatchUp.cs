using System.Globalization;
using Reprise.Cache;
using Reprise.Cache.Entries;
using Reprise.Cache.Policies;
using Reprise.Cache.Tools;
using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Server.Cache.Tools;

/// <summary>
/// Finds logged calls in the record that should be entries here and are not: those a crash lost on their way, other servers', and all of them after the entries
/// were lost. A page at a time, with rests between.
/// </summary>
internal sealed class ToolCatchUp(
    CacheIndex index, CacheOpening opening, ToolFill fill, ToolKeys keys, IInteractionStore store, CacheOptions options, TimeProvider time, ILogger<ToolCatchUp> log) : BackgroundService
{
    private const int PageSize = 100;

    private static readonly TimeSpan s_overlap = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_rest = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_alone = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(500);

    /// <summary>Of the overlap: looked at and settled, one way or another.</summary>
    private readonly Dictionary<InteractionId, DateTimeOffset> _settled = [];
    private readonly SemaphoreSlim _running = new(1, 1);
    private int _epoch;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var isShared = store.Engine is not ("sqlite" or "memory");
        var pause = isShared || options.SyncInterval > s_alone ? options.SyncInterval : s_alone;
        long? looked = null;
        using var timer = new PeriodicTimer(s_tick, time);
        do
        {
            // What was logged before the entries were open is asked for soon after.
            if (!opening.IsOpen || (!fill.TakeMissed() && looked is { } last && time.GetElapsedTime(last) < pause)) continue;
            looked = time.GetTimestamp();
            await TryRunAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>One round over all projects.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await _running.WaitAsync(cancellationToken);
        try
        {
            foreach (var project in await store.ProjectsAsync(cancellationToken))
                if (keys.PolicyOf(project) is { } policy) await RunAsync(project, policy, cancellationToken);
            foreach (var (id, at) in _settled.ToArray())
                if (time.GetUtcNow() - at > 2 * s_overlap) _settled.Remove(id);
        }
        finally
        {
            _running.Release();
        }
    }

    public override void Dispose()
    {
        _running.Dispose();
        base.Dispose();
    }

    private async Task TryRunAsync(CancellationToken stoppingToken)
    {
        try
        {
            await RunAsync(stoppingToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
        {
            CacheLog.NotSynced(log, e.Message);
        }
    }

    private async Task RunAsync(string project, PolicyInForce policy, CancellationToken cancellationToken)
    {
        // Entries that were begun anew have nothing of what was settled.
        var epoch = index.Epoch;
        if (epoch != _epoch) _settled.Clear();
        _epoch = epoch;
        var note = $"tools-caught-up:{project}";
        var now = time.GetUtcNow();
        var came = long.TryParse(index.Entries.Note(note), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : now - options.RebuildFrom;
        if (came > now) came = now;
        var query = new InteractionQuery { Project = project, Filter = LoggedCalls.Filter, From = came - s_overlap, Ascending = true, Limit = PageSize };
        while (true)
        {
            var page = await store.SearchAsync(query, cancellationToken);
            var entries = new List<CacheEntry>();
            foreach (var item in page.Items)
            {
                if (_settled.ContainsKey(item.Interaction.Id) || index.Entries.FindBySource(project, item.Interaction.Id).Count > 0) continue;
                if (await store.FindAsync(project, item.Interaction.Id, cancellationToken) is { } record && keys.EntryOf(record) is { } entry
                    && Ranking.WhyNot(policy.Policy, entry, now) != CacheReasons.TooOld) entries.Add(entry);
            }

            if (entries.Count > 0 && !await opening.AddAsync(entries, cancellationToken)) return;
            if (index.Epoch != epoch) return;
            foreach (var item in page.Items) _settled[item.Interaction.Id] = now;
            if (page.Items is [.., var last])
            {
                var reached = last.Interaction.Timestamp < now ? last.Interaction.Timestamp : now;
                if (reached > came) index.Entries.SetNote(note, reached.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
            }

            if (page.Cursor is null) return;
            query = query with { Cursor = page.Cursor };
            await Task.Delay(s_rest, time, cancellationToken);
        }
    }
}
