using System.Globalization;
using Reprise.Evaluation.Judging;
using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Evaluation.Scoring;

/// <summary>Scores interactions of the record and puts the scores there as facts. Works through the store's contract alone, page by page.</summary>
public sealed class Scorer(IInteractionStore store, TimeProvider time)
{
    private const int PageSize = 64, JudgedPageSize = 16, Concurrency = 4;

    /// <summary>What is not scored by a filter: what judges say, and what checks of the cache ask.</summary>
    public static bool IsOwnCall(Interaction interaction) => Originals.IsOwnCall(interaction);

    /// <summary>Scores what is asked for, at least one page of it.</summary>
    /// <exception cref="StoreException">The store cannot be read or written; what was scored before is on record.</exception>
    public async Task<EvaluationResult> RunAsync(ScoringRequest request, IReadOnlyList<IEvaluator> evaluators, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(evaluators);
        var began = time.GetTimestamp();
        ScoreTally[] tallies = [.. evaluators.Select(static evaluator => new ScoreTally(evaluator))];
        var pageSize = evaluators.Any(static evaluator => evaluator is JudgeEvaluator) ? JudgedPageSize : PageSize;
        var (looked, leftOut, missing, facts) = (0L, 0L, 0L, 0L);
        request.Cursor?.Resume(evaluators);
        var cursor = request.Cursor?.Place;
        do
        {
            var size = (int)Math.Min(pageSize, request.Limit - looked - leftOut - missing);
            var page = request.Ids is { } ids ? await ReadAsync(request.Project, ids, cursor, size, cancellationToken).ConfigureAwait(false)
                : await ReadAsync(request, cursor, size, cancellationToken).ConfigureAwait(false);
            RecordedInteraction[] records = [.. page.Items.Where(record => request.Ids is not null || !IsOwnCall(record.Interaction))];
            (looked, leftOut, missing) = (looked + records.Length, leftOut + page.Items.Count - records.Length, missing + page.Missing);
            facts += await ScoreAsync(request, records, evaluators, tallies, cancellationToken).ConfigureAwait(false);
            cursor = page.Cursor;
        }
        while (cursor is not null && looked + leftOut + missing < request.Limit && time.GetElapsedTime(began) < request.Patience);
        return new EvaluationResult
        {
            Interactions = looked, LeftOut = leftOut, NotFound = missing, Facts = facts, DryRun = request.DryRun, Cursor = ScoringCursor.Write(cursor, evaluators), Scores = [.. tallies.Select(static tally => tally.Sum())],
        };
    }

    /// <summary>Scores one interaction and puts the scores on record.</summary>
    /// <returns>Scores put there.</returns>
    public async Task<int> ScoreAsync(RecordedInteraction record, IReadOnlyList<IEvaluator> evaluators, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(evaluators);
        var subject = await CaseOfAsync(record, null, evaluators, cancellationToken).ConfigureAwait(false);
        var facts = new List<Fact>(evaluators.Count);
        foreach (var evaluator in evaluators)
        {
            var score = await evaluator.ScoreAsync(subject, cancellationToken).ConfigureAwait(false);
            if (score.ToFact(record, evaluator.Author, time) is { } fact) facts.Add(fact);
        }

        if (facts.Count > 0) await store.AppendAsync(new StoreBatch { Facts = facts }, cancellationToken).ConfigureAwait(false);
        return facts.Count;
    }

    private async Task<int> ScoreAsync(ScoringRequest request, RecordedInteraction[] records, IReadOnlyList<IEvaluator> evaluators, ScoreTally[] tallies, CancellationToken cancellationToken)
    {
        var scores = new Score[records.Length][];
        var limit = new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(Enumerable.Range(0, records.Length), limit, async (index, token) =>
        {
            var subject = await CaseOfAsync(records[index], request.Expected(records[index]), evaluators, token).ConfigureAwait(false);
            scores[index] = new Score[evaluators.Count];
            for (var i = 0; i < evaluators.Count; i++)
            {
                scores[index][i] = request.DryRun && evaluators[i] is JudgeEvaluator
                    ? new Score { Name = evaluators[i].Name, Reason = "a dry run asks no judge" }
                    : await evaluators[i].ScoreAsync(subject, token).ConfigureAwait(false);
            }
        }).ConfigureAwait(false);

        var facts = new List<Fact>();
        foreach (var (record, of) in records.Zip(scores))
        {
            for (var i = 0; i < of.Length; i++)
            {
                tallies[i].Add(record.Interaction.Id.ToString(), of[i]);
                if (!request.DryRun && of[i].ToFact(record, evaluators[i].Author, time) is { } fact) facts.Add(fact);
            }
        }

        if (facts.Count > 0) await store.AppendAsync(new StoreBatch { Facts = facts }, cancellationToken).ConfigureAwait(false);
        return facts.Count;
    }

    private async Task<EvaluationCase> CaseOfAsync(RecordedInteraction record, string? expected, IReadOnlyList<IEvaluator> evaluators, CancellationToken cancellationToken)
    {
        var reference = record.Interaction.Replay?.Of is { } original && evaluators.Any(static evaluator => evaluator.NeedsReference)
            ? await store.FindAsync(record.Interaction.Project, original, cancellationToken).ConfigureAwait(false) : null;
        return EvaluationCase.Of(record, expected, reference);
    }

    private async Task<Page> ReadAsync(ScoringRequest request, string? cursor, int size, CancellationToken cancellationToken)
    {
        var page = await store.ReadAsync(new InteractionQuery { Project = request.Project, Filter = request.Filter, From = request.From, To = request.To, Limit = size, Cursor = cursor }, cancellationToken).ConfigureAwait(false);
        return new Page(page.Items, 0, page.Cursor);
    }

    /// <summary>Reads the next of a list; its cursor is the number of those before.</summary>
    private async Task<Page> ReadAsync(string project, IReadOnlyList<InteractionId> ids, string? cursor, int size, CancellationToken cancellationToken)
    {
        var from = int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var before) ? Math.Min(before, ids.Count) : 0;
        var found = new List<RecordedInteraction>();
        var (to, bytes) = (from, 0L);
        while (to < ids.Count && to - from < size && bytes < RecordPage.MostBytes)
        {
            if (await store.FindAsync(project, ids[to++], cancellationToken).ConfigureAwait(false) is not { } record) continue;
            found.Add(record);
            bytes += record.Request?.Bytes.Length ?? 0;
            bytes += record.Response?.Bytes.Length ?? 0;
        }

        return new Page(found, to - from - found.Count, to < ids.Count ? to.ToString(CultureInfo.InvariantCulture) : null);
    }

    private sealed record Page(IReadOnlyList<RecordedInteraction> Items, int Missing, string? Cursor);
}
