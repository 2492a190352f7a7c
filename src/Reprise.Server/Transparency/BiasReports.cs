using Reprise.Evaluation.Bias;
using Reprise.Security.Scanning;
using Reprise.Store;

namespace Reprise.Server.Transparency;

/// <summary>Reads answers, newest first, and compares them between groups.</summary>
internal sealed class BiasReports(IInteractionStore store, TimeProvider time)
{
    /// <summary>So many answers one report reads at most.</summary>
    public const int MostAnswers = 20_000;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    public async Task<BiasReport> MakeAsync(InteractionQuery selection, BiasGrouping grouping, string words, CancellationToken cancellationToken)
    {
        var (counter, read, began) = (new BiasCounter(grouping.Name, words), 0, time.GetTimestamp());
        var query = selection with { Limit = 200 };
        while (true)
        {
            var page = await store.ReadAsync(query, cancellationToken);
            foreach (var record in page.Items)
            {
                var texts = ScanTexts.Of(record);
                if (string.IsNullOrWhiteSpace(texts.Answer)) continue;
                counter.Add(grouping.Of(record, texts.Asked), texts.Answer);
                read++;
            }

            if (page.Cursor is null) return counter.Report(isComplete: true);
            if (read >= MostAnswers || time.GetElapsedTime(began) > s_patience) return counter.Report(isComplete: false);
            query = query with { Cursor = page.Cursor };
        }
    }
}
