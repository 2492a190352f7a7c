using Reprise.Documents;
using Reprise.Interactions;
using Reprise.Pricing;
using Reprise.Store;

namespace Reprise.Server.Prices;

/// <summary>Prices recorded interactions again by the present table. The record stays as it is; a better figure is appended as a correction.</summary>
internal sealed class PriceRecompute(IInteractionStore store, PriceBook prices, TimeProvider time)
{
    /// <summary>Corrections appended together.</summary>
    private const int BatchSize = 500;

    public async Task<RecomputeResultDocument> RunAsync(InteractionQuery query, bool isDryRun, CancellationToken cancellationToken)
    {
        long examined = 0;
        long changed = 0;
        var (before, after) = (0m, 0m);
        string? cursor = null;
        do
        {
            var page = await store.SearchAsync(query with { Limit = BatchSize, Cursor = cursor, Ascending = true }, cancellationToken);
            var corrections = new List<Fact>();
            foreach (var (interaction, facts) in page.Items)
            {
                examined++;
                var shown = FoldedFacts.Of(facts).CostUsd ?? interaction.CostUsd;
                if (CostCorrection.For(interaction with { CostUsd = shown }, prices, time) is not { } correction) continue;
                changed++;
                before += shown ?? 0;
                after += (decimal)correction.Value!.Value;
                corrections.Add(correction);
            }

            if (!isDryRun && corrections.Count > 0) await store.AppendAsync(new StoreBatch { Facts = corrections }, cancellationToken);
            cursor = page.Cursor;
        }
        while (cursor is not null);

        return new RecomputeResultDocument { Examined = examined, Changed = changed, BeforeUsd = before, AfterUsd = after, PriceVersion = prices.Version, DryRun = isDryRun };
    }
}
