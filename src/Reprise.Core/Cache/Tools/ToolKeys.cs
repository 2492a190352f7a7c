using Reprise.Cache.Entries;
using Reprise.Cache.Keys;
using Reprise.Cache.Policies;
using Reprise.Interactions;
using Reprise.Wire;

namespace Reprise.Cache.Tools;

/// <summary>The keys of logged calls: of tools, checks, commands, and of models that were called elsewhere. They are kept under a policy of their own.</summary>
public sealed class ToolKeys(CachePolicies policies)
{
    /// <summary>Whoever asks knows the tool's name and not what kind of thing it was logged as.</summary>
    private const string Kind = "tool";

    /// <summary>Apart from the others, so that no number of failures stands before a call that went well.</summary>
    private const string FailedKind = "failed tool";

    private static readonly IReadOnlyList<KeyValuePair<string, string>> s_noInputs = [];

    /// <summary>The policy of logged calls in a project; null while none take part.</summary>
    public PolicyInForce? PolicyOf(string project)
    {
        if (!policies.IsCurrent || policies.UseOf(project).Use == CacheParticipation.Never) return null;
        return policies.Find(project, CachePresets.ToolsName) is { Policy.Mode: not CacheMode.Off } found ? found : null;
    }

    /// <param name="project">The project.</param>
    /// <param name="toolId">The tool's name.</param>
    /// <param name="input">As <see cref="ToolInput"/> has it.</param>
    /// <param name="inputs">What else the answer depends on; null for nothing.</param>
    /// <param name="policy">From <see cref="PolicyOf"/>.</param>
    /// <param name="ofFailures">Whether calls that failed are meant, rather than those that went well.</param>
    public static CacheKey Key(string project, string toolId, string input, IReadOnlyList<KeyValuePair<string, string>>? inputs, PolicyInForce policy, bool ofFailures = false)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return CacheKeyReader.ReadTool(ofFailures ? FailedKind : Kind, toolId, input, new CacheScope(project, policy.Policy.Name, policy.Generation, "", inputs ?? s_noInputs), policy.Policy);
    }

    /// <summary>
    /// The entry of a call somebody logged; null when it is none, has no answer, or takes no part. Calls that failed have one too,
    /// under a key of their own.
    /// </summary>
    public CacheEntry? EntryOf(RecordedInteraction record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var call = record.Interaction;
        if (!LoggedCalls.Has(call) || record.Request is null || record.Response is null) return null;
        // Its key is made now, under today's generation: what was logged before a purge would come back by it.
        if (PolicyOf(call.Project) is not { } policy || call.Timestamp < policy.PurgedAt) return null;
        if (DecodedBody.Find(record.Request) is not { } body || ToolInput.Of(body) is not { } input) return null;
        var key = Key(call.Project, call.Name!, input, Declared(call.Metadata), policy, ofFailures: call.Status != InteractionStatus.Success);
        if (key.Refusal is not null) return null;
        var marks = Curation.CacheMarks.Of(record.Facts);
        return marks.IsEvicted ? null : new CacheEntry
        {
            Project = call.Project,
            Policy = policy.Policy.Name,
            Generation = policy.Generation,
            Source = call.Id,
            Timestamp = call.Timestamp,
            Partition = key.Partition,
            Exact = key.Exact,
            Text = key.Text,
            Quality = marks.Quality ?? call.QualityScore,
            IsPinned = marks.IsPinned,
        };
    }

    /// <summary>What the caller declared as <c>cache_inputs</c> in the metadata: names and content hashes.</summary>
    private static List<KeyValuePair<string, string>>? Declared(string? metadata)
    {
        if (metadata is null || !metadata.Contains(DeclaredInputs.MetadataName, StringComparison.Ordinal)) return null;
        return DeclaredInputs.Read(metadata);
    }
}
