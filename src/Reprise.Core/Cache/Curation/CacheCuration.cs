using System.Text.Json;
using Reprise.Cache.Policies;
using Reprise.Interactions;
using Reprise.Settings;
using Reprise.Store;

namespace Reprise.Cache.Curation;

/// <summary>Changes what the cache gives, by facts about the interactions that hold the answers, each with its entry on the audit log.</summary>
public sealed class CacheCuration(IInteractionStore store, ISettingsStore settings, CachePolicies policies, PolicyChanges changes, TimeProvider time)
{
    private const int PageSize = 500;

    private static readonly TimeSpan s_longestRequest = TimeSpan.FromMinutes(15);

    /// <summary>Gives this answer whatever its age, before all others to the same question.</summary>
    public Task PinAsync(Interaction answer, string actor, CancellationToken cancellationToken) => LabelAsync(answer, CacheMarks.Pinned, actor, "cache.pin", cancellationToken);

    /// <summary>Takes back a pin or an eviction.</summary>
    public Task UnpinAsync(Interaction answer, string actor, CancellationToken cancellationToken) => LabelAsync(answer, null, actor, "cache.unpin", cancellationToken);

    /// <summary>Gives this text instead of the recorded answer from now on.</summary>
    public async Task EditAsync(Interaction answer, string content, string actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(answer);
        ArgumentException.ThrowIfNullOrEmpty(content);
        await AppendAsync([Fact(answer, FactKind.Correction, CacheMarks.ContentCorrection, actor) with { Text = content }], cancellationToken).ConfigureAwait(false);
        // Never the text: the log outlives what it is about.
        await AuditAsync(answer.Project, actor, "cache.edit", answer.Id.ToString(), Json(("characters", content.Length))).ConfigureAwait(false);
    }

    /// <summary>Says how good an answer is, 0 to 1; the latest word counts. Of a hit it is said of the answer it was given too, or that would be given on and on.</summary>
    /// <returns>What is said of the interaction that was named.</returns>
    public async Task<Fact> JudgeAsync(Interaction answer, double quality, string? author, string? reason, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(answer);
        if (quality is not (>= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(quality), quality, "A quality runs from 0 to 1.");
        List<Interaction> judged = [answer];
        if (answer.Cache is { Status: "hit" or "semantic", SourceInteractionId: { } source } && await store.FindAsync(answer.Project, source, cancellationToken).ConfigureAwait(false) is { } given)
            judged.Add(given.Interaction);
        var facts = judged.ConvertAll(about => Fact(about, FactKind.Evaluation, CacheMarks.QualityScore, author) with { Value = quality, Text = reason });
        await AppendAsync(facts, cancellationToken).ConfigureAwait(false);
        return facts[0];
    }

    /// <summary>
    /// Stops giving what is selected. Works in pages, newest first, and asks before each whether it may go on; what is evicted already is passed over, so that the
    /// same call goes on where this one ended.
    /// </summary>
    public async Task<EvictionResult> EvictAsync(CacheSelection selection, bool dryRun, string actor, Func<bool> mayGoOn, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(selection);
        ArgumentNullException.ThrowIfNull(mayGoOn);
        long evicted = 0;
        var waiting = new Stack<InteractionQuery>(selection.Queries(OldestOf(selection.Project, selection.Policy), PageSize).Reverse());
        try
        {
            while (waiting.Count > 0 && mayGoOn())
            {
                var query = waiting.Pop();
                var page = await store.SearchAsync(query, cancellationToken).ConfigureAwait(false);
                var facts = page.Items.Where(CanBeGiven)
                    .Select(item => Fact(item.Interaction, FactKind.Label, CacheMarks.Label, actor) with { Text = CacheMarks.Evicted }).ToList();
                // Counted first: of a page that fails nobody knows how much was written.
                evicted += facts.Count;
                if (!dryRun && facts.Count > 0) await AppendAsync(facts, cancellationToken).ConfigureAwait(false);
                if (page.Cursor is { } cursor) waiting.Push(query with { Cursor = cursor });
            }
        }
        finally
        {
            if (!dryRun && evicted > 0)
            {
                var details = Json(("q", FilterText.Of(selection.Filter)), ("policy", selection.Policy), ("from", selection.From), ("before", selection.To), ("interactions", evicted));
                await AuditAsync(selection.Project, actor, "cache.evict", null, details).ConfigureAwait(false);
            }
        }

        return new EvictionResult { DryRun = dryRun, Evicted = evicted, Complete = waiting.Count == 0 };
    }

    /// <summary>Leaves behind everything kept so far by one policy, or by all, at once.</summary>
    public async Task<EvictionResult> PurgeAsync(string project, string? policy, bool dryRun, string actor, CancellationToken cancellationToken) => new()
    {
        DryRun = dryRun,
        Evicted = 0,
        Complete = true,
        Generation = dryRun ? null : await changes.PurgeAsync(project, policy, actor, cancellationToken).ConfigureAwait(false),
    };

    /// <summary>Before this no policy gives an answer that is not pinned, of one's own or of any; null where one has no limit.</summary>
    private DateTimeOffset? OldestOf(string project, string? policy)
    {
        var asked = policies.List(project).Where(found => policy is null || found.Policy.Name == policy).ToList();
        return asked.Count == 0 || asked.Exists(static found => found.Policy.MaxAge is null) ? null : time.GetUtcNow() - asked.Max(static found => found.Policy.MaxAge!.Value);
    }

    /// <summary>What is evicted already, has ended, or was left behind, is given to nobody.</summary>
    private bool CanBeGiven(InteractionSummary item)
    {
        var (call, marks) = (item.Interaction, CacheMarks.Of(item.Facts));
        if (marks.IsEvicted) return false;
        if (policies.Find(call.Project, call.Cache is { } outcome ? outcome.Policy ?? "" : CachePresets.ToolsName) is not { } found) return true;
        // A request may have begun before a purge and got its key after it.
        if (call.Timestamp + (call.Cache is null ? TimeSpan.Zero : s_longestRequest) < found.PurgedAt) return false;
        return marks.IsPinned || !(Ranking.Age(call.Timestamp, time.GetUtcNow()) > found.Policy.MaxAge);
    }

    private async Task LabelAsync(Interaction answer, string? value, string actor, string action, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(answer);
        // A label without text and with value 0 is taken away.
        var fact = Fact(answer, FactKind.Label, CacheMarks.Label, actor) with { Text = value, Value = value is null ? 0 : null };
        await AppendAsync([fact], cancellationToken).ConfigureAwait(false);
        await AuditAsync(answer.Project, actor, action, answer.Id.ToString(), null).ConfigureAwait(false);
    }

    private Fact Fact(Interaction about, FactKind kind, string name, string? author)
    {
        var now = time.GetUtcNow();
        return new Fact { FactId = InteractionId.At(now), InteractionId = about.Id, Project = about.Project, Kind = kind, Timestamp = now, Name = name, Author = author };
    }

    private Task<AppendResult> AppendAsync(IReadOnlyList<Fact> facts, CancellationToken cancellationToken) => store.AppendAsync(new StoreBatch { Facts = facts }, cancellationToken);

    /// <summary>Whatever became of whoever asked: what has been done goes on the log.</summary>
    private Task AuditAsync(string project, string actor, string action, string? subject, string? details)
    {
        var now = time.GetUtcNow();
        var entry = new AuditEntry { Id = InteractionId.At(now), Timestamp = now, Project = project, Actor = actor, Action = action, Subject = subject, Details = details };
        return settings.AppendAuditAsync([entry], CancellationToken.None);
    }

    private static string Json(params ReadOnlySpan<(string Name, object? Value)> members)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in members)
            {
                if (value is string { Length: > 0 } text) writer.WriteString(name, text);
                else if (value is DateTimeOffset at) writer.WriteString(name, at);
                else if (value is int or long) writer.WriteNumber(name, Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture));
            }

            writer.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }
}
