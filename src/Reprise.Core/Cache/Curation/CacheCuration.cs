using System.Text.Json;
using Reprise.Cache.Policies;
using Reprise.Interactions;
using Reprise.Settings;
using Reprise.Store;

namespace Reprise.Cache.Curation;

/// <summary>Changes what the cache gives, by facts about the interactions that hold the answers, each with its entry on the audit log.</summary>
public sealed class CacheCuration(IInteractionStore store, ISettingsStore settings, PolicyChanges changes, TimeProvider time)
{
    private const int PageSize = 500;

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
        await AuditAsync(answer.Project, actor, "cache.edit", answer.Id.ToString(), Json(("characters", content.Length)), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Says how good an answer is, 0 to 1; the latest word counts.</summary>
    public Task<Fact> JudgeAsync(Interaction answer, double quality, string? author, string? reason, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(answer);
        if (quality is not (>= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(quality), quality, "A quality runs from 0 to 1.");
        return OneAsync(Fact(answer, FactKind.Evaluation, CacheMarks.QualityScore, author) with { Value = quality, Text = reason }, cancellationToken);
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
        var query = selection.Query(PageSize);
        var isWhole = false;
        while (!isWhole && mayGoOn())
        {
            var page = await store.SearchAsync(query, cancellationToken).ConfigureAwait(false);
            var facts = page.Items.Where(static item => !CacheMarks.Of(item.Facts).IsEvicted)
                .Select(item => Fact(item.Interaction, FactKind.Label, CacheMarks.Label, actor) with { Text = CacheMarks.Evicted }).ToList();
            if (!dryRun && facts.Count > 0) await AppendAsync(facts, cancellationToken).ConfigureAwait(false);
            evicted += facts.Count;
            query = query with { Cursor = page.Cursor };
            isWhole = page.Cursor is null;
        }

        if (!dryRun && evicted > 0)
        {
            var details = Json(("q", FilterText.Of(selection.Filter)), ("policy", selection.Policy), ("from", selection.From), ("before", selection.To), ("interactions", evicted));
            await AuditAsync(selection.Project, actor, "cache.evict", null, details, cancellationToken).ConfigureAwait(false);
        }

        return new EvictionResult { DryRun = dryRun, Evicted = evicted, Complete = isWhole };
    }

    /// <summary>Leaves behind everything kept so far by one policy, or by all, at once.</summary>
    public async Task<EvictionResult> PurgeAsync(string project, string? policy, bool dryRun, string actor, CancellationToken cancellationToken) => new()
    {
        DryRun = dryRun,
        Evicted = 0,
        Complete = true,
        Generation = dryRun ? null : await changes.PurgeAsync(project, policy, actor, cancellationToken).ConfigureAwait(false),
    };

    private async Task LabelAsync(Interaction answer, string? value, string actor, string action, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(answer);
        // A label without text and with value 0 is taken away.
        var fact = Fact(answer, FactKind.Label, CacheMarks.Label, actor) with { Text = value, Value = value is null ? 0 : null };
        await AppendAsync([fact], cancellationToken).ConfigureAwait(false);
        await AuditAsync(answer.Project, actor, action, answer.Id.ToString(), null, cancellationToken).ConfigureAwait(false);
    }

    private Fact Fact(Interaction about, FactKind kind, string name, string? author)
    {
        var now = time.GetUtcNow();
        return new Fact { FactId = InteractionId.At(now), InteractionId = about.Id, Project = about.Project, Kind = kind, Timestamp = now, Name = name, Author = author };
    }

    private async Task<Fact> OneAsync(Fact fact, CancellationToken cancellationToken)
    {
        await AppendAsync([fact], cancellationToken).ConfigureAwait(false);
        return fact;
    }

    private Task<AppendResult> AppendAsync(IReadOnlyList<Fact> facts, CancellationToken cancellationToken) => store.AppendAsync(new StoreBatch { Facts = facts }, cancellationToken);

    private Task AuditAsync(string project, string actor, string action, string? subject, string? details, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var entry = new AuditEntry { Id = InteractionId.At(now), Timestamp = now, Project = project, Actor = actor, Action = action, Subject = subject, Details = details };
        return settings.AppendAuditAsync([entry], cancellationToken);
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
