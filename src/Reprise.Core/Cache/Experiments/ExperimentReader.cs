using Reprise.Cache.Checks;
using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Cache.Experiments;

/// <summary>
/// Counts over the record what each arm of an experiment did. A call counts in the arm whose tag it was given when it was dealt, whatever its policy did with it
/// then; so whoever names a policy stays outside, and a policy that refuses much has calls without hits.
/// </summary>
public sealed class ExperimentReader(IInteractionStore store)
{
    /// <summary>Calls that are read one by one, the latest.</summary>
    public const int MostCalls = 50_000;

    /// <summary>The counts of both arms, and whether there were more calls than were read.</summary>
    public async Task<(ArmCounts A, ArmCounts B, bool Truncated)> ReadAsync(string project, CacheExperiment experiment, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        var (a, b) = (new Arm(), new Arm());
        var query = new InteractionQuery
        {
            Project = project,
            From = experiment.StartedAt,
            To = experiment.EndedAt,
            Limit = InteractionQuery.MaxLimit,
            Filter = new OrFilter([Is(experiment.TagOf(ExperimentArm.A)), Is(experiment.TagOf(ExperimentArm.B))]),
        };
        var read = 0;
        do
        {
            var page = await store.SearchAsync(query, cancellationToken).ConfigureAwait(false);
            foreach (var item in page.Items)
            {
                var call = item.Interaction;
                var arm = call.Tags.Contains(experiment.TagOf(ExperimentArm.A), StringComparer.Ordinal) ? ExperimentArm.A : ExperimentArm.B;
                if (call.Cache?.Policy == experiment.PolicyOf(arm)) (arm == ExperimentArm.A ? a : b).Add(item, KeyOf(experiment.Unit, call.UserId, call.SessionId, call.InputHash) ?? "");
            }

            read += page.Items.Count;
            query = query with { Cursor = page.Cursor };
        }
        while (query.Cursor is not null && read < MostCalls);
        return (a.Counts, b.Counts, query.Cursor is not null);
    }

    /// <summary>What a call is dealt by, and goes together with others by when it is counted. Null when it has no such thing: it stays outside then, or all of these would be one.</summary>
    /// <param name="unit">The experiment's.</param>
    /// <param name="user">As recorded.</param>
    /// <param name="session">As recorded.</param>
    /// <param name="inputHash">Of the whole request body, as recorded.</param>
    public static string? KeyOf(ExperimentUnit unit, string? user, string? session, string? inputHash) => unit switch
    {
        ExperimentUnit.User => user,
        ExperimentUnit.Session => session,
        _ => inputHash,
    };

    private static FieldFilter Is(string tag) => new(FilterFields.Find("tag")!, FilterOperator.Equal, tag);

    private sealed class Arm
    {
        private readonly Dictionary<string, (long Calls, long Hits)> _units = new(StringComparer.Ordinal);
        private ArmCounts _sums = new();

        public ArmCounts Counts => _sums with { Clusters = _units.Values.Aggregate(ClusterCounts.None, static (clusters, unit) => clusters.With(unit.Calls, unit.Hits)) };

        public void Add(InteractionSummary item, string key)
        {
            var call = item.Interaction;
            var isHit = call.Cache!.Status is "hit" or "semantic";
            _sums = _sums.With(isHit, isHit ? (double)(call.SavedCostUsd ?? 0) : 0, call.LatencyMs, call.Cache.Status == "semantic");
            if (call.Cache.Status == "semantic" && FactFold.Of(item.Facts).Scores.TryGetValue(ShadowChecks.FactName, out var score)) _sums = _sums.WithCheck(score >= 0.5);
            var (calls, hits) = _units.GetValueOrDefault(key);
            _units[key] = (calls + 1, hits + (isHit ? 1 : 0));
        }
    }
}
