using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Retention;

/// <summary>
/// Removes the oldest of a selection, some hundred at a time, and rests in between for as long as leaves recording its share. Each step asks for the holds in
/// force and finds what it removes anew, so it can end at any moment and another one goes on.
/// </summary>
internal sealed class RemovalSteps(IInteractionStore store, Holds holds, RetentionOptions options, TimeProvider time)
{
    // Identities of one millisecond in one condition; engines limit how long one may be.
    private const int IdsTogether = 100;

    // Steps after which a limit is counted again in any case, since other servers remove too.
    private const int StepsPerCount = 20;

    /// <param name="removal">What is to go.</param>
    /// <param name="mayGoOn">Asked before each step.</param>
    /// <param name="afterStep">Told what went so far.</param>
    /// <param name="cancellationToken">Ends it between steps, or while one looks for what to remove.</param>
    public async Task<Removed> RunAsync(Removal removal, Func<CancellationToken, Task<bool>> mayGoOn, Func<Removed, Task>? afterStep, CancellationToken cancellationToken)
    {
        var progress = new Removed(0, 0, IsWhole: true);
        var atLast = new List<InteractionId>();
        string? cursor = null;
        var free = removal.Filter;
        var (mine, seen) = (0, -1L);
        do
        {
            if (!await mayGoOn(cancellationToken).ConfigureAwait(false)) return progress with { IsWhole = false };
            var began = time.GetTimestamp();
            (progress, cursor) = await holds.StepAsync(
                removal.Project,
                async held =>
                {
                    if (removal is { Recount: { } recount, DryRun: false } && (holds.StepCount != seen + 1 || mine % StepsPerCount == 0))
                        removal = Lower(removal, progress, await recount(cancellationToken).ConfigureAwait(false));
                    (mine, seen) = (mine + 1, holds.StepCount);
                    return await StepAsync(removal, free = Holds.Free(removal.Filter, held), progress, cursor, atLast, cancellationToken).ConfigureAwait(false);
                },
                cancellationToken).ConfigureAwait(false);
            if (afterStep is not null) await afterStep(progress).ConfigureAwait(false);
            if (cursor is not null && !removal.DryRun) await RestAsync(time.GetElapsedTime(began), cancellationToken).ConfigureAwait(false);
        }
        while (cursor is not null);

        return progress with { Selection = progress.Last is { } last ? UpTo(free, last, atLast) : new OrFilter([]) };
    }

    private async Task<(Removed Progress, string? Cursor)> StepAsync(
        Removal removal, Filter free, Removed progress, string? cursor, List<InteractionId> atLast, CancellationToken cancellationToken)
    {
        var limit = (int)Math.Min(options.StepSize, removal.MostInteractions - progress.Interactions);
        if (limit <= 0 || progress.Bytes >= removal.EnoughBytes) return (progress, null);
        var query = new InteractionQuery { Project = removal.Project, Filter = free, From = removal.From, To = removal.To, Ascending = true, Limit = limit, Cursor = cursor };
        var page = await store.SearchAsync(query, cancellationToken).ConfigureAwait(false);
        var (taken, bytes) = Oldest(page.Items, removal.EnoughBytes - progress.Bytes);
        if (taken.Count == 0) return (progress, null);
        var last = taken[^1].Timestamp;
        if (progress.Last != last) atLast.Clear();
        atLast.AddRange(taken.Where(interaction => interaction.Timestamp == last).Select(interaction => interaction.Id));
        var count = removal switch
        {
            // Not to be cancelled half-way: what went is to be counted.
            { DryRun: false } => await TakeAsync(removal, free, taken, CancellationToken.None).ConfigureAwait(false),
            { BodiesOnly: true } => await CountWithBodiesAsync(taken, cancellationToken).ConfigureAwait(false),
            _ => taken.Count,
        };
        var next = progress with { Interactions = progress.Interactions + count, Bytes = progress.Bytes + (removal.BodiesOnly ? 0 : bytes), Last = last };
        return (next, taken.Count == page.Items.Count ? page.Cursor : null);
    }

    /// <summary>All between the first and the last, which is one range, and those of the last one's millisecond by name, since others may share it.</summary>
    private async Task<long> TakeAsync(Removal removal, Filter free, IReadOnlyList<Interaction> taken, CancellationToken cancellationToken)
    {
        var (first, last) = (taken[0].Timestamp, taken[^1].Timestamp);
        var query = new InteractionQuery { Project = removal.Project, Filter = free, From = first, To = last, Reason = removal.Reason, Actor = removal.Actor };
        var count = first < last ? await RemoveAsync(removal, query, cancellationToken).ConfigureAwait(false) : 0;
        foreach (var ids in taken.Where(interaction => interaction.Timestamp == last).Select(interaction => interaction.Id).Chunk(IdsTogether))
        {
            var named = query with { Filter = new AndFilter([Any(ids), free]), From = last, To = last.AddMilliseconds(1) };
            count += await RemoveAsync(removal, named, cancellationToken).ConfigureAwait(false);
        }

        return count;
    }

    private Task<long> RemoveAsync(Removal removal, InteractionQuery query, CancellationToken cancellationToken) =>
        removal.BodiesOnly ? store.DropBodiesAsync(query, cancellationToken) : store.DeleteAsync(query, cancellationToken);

    /// <summary>A preview shows that bodies are there; where there is none, the whole record says.</summary>
    private async Task<long> CountWithBodiesAsync(IReadOnlyList<Interaction> taken, CancellationToken cancellationToken)
    {
        var count = 0L;
        foreach (var interaction in taken)
        {
            if (interaction is { PromptPreview: null, ContentPreview: null })
            {
                var whole = await store.FindAsync(interaction.Project, interaction.Id, cancellationToken).ConfigureAwait(false);
                if (whole is null or { Request: null, Response: null, ResponseHeaders.Count: 0 }) continue;
            }

            count++;
        }

        return count;
    }

    /// <summary>No more than is too much now, and no more than was at first: what is recorded meanwhile is for the next run.</summary>
    private static Removal Lower(Removal removal, Removed progress, long excess) => removal.EnoughBytes == long.MaxValue
        ? removal with { MostInteractions = Math.Min(removal.MostInteractions, progress.Interactions + excess) }
        : removal with { EnoughBytes = Math.Min(removal.EnoughBytes, progress.Bytes + excess) };

    private Task RestAsync(TimeSpan worked, CancellationToken cancellationToken)
    {
        var rest = worked * (1 / options.Share - 1);
        return rest > TimeSpan.Zero ? Task.Delay(rest, time, cancellationToken) : Task.CompletedTask;
    }

    private static (IReadOnlyList<Interaction> Taken, long Bytes) Oldest(IReadOnlyList<InteractionSummary> items, long enough)
    {
        var taken = new List<Interaction>(items.Count);
        var bytes = 0L;
        foreach (var item in items)
        {
            if (bytes >= enough) break;
            taken.Add(item.Interaction);
            bytes += item.Interaction.RequestBytes + item.Interaction.ResponseBytes;
        }

        return (taken, bytes);
    }

    private static AndFilter UpTo(Filter selection, DateTimeOffset last, IReadOnlyList<InteractionId> atLast) =>
        new([selection, new OrFilter([new FieldFilter(FilterFields.Timestamp, FilterOperator.Less, last), Any(atLast)])]);

    private static OrFilter Any(IReadOnlyList<InteractionId> ids) => new([.. ids.Select(id => new FieldFilter(FilterFields.Find("id")!, FilterOperator.Equal, id.ToString()))]);
}
