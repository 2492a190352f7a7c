using System.Text.Json;
using System.Text.Json.Nodes;
using Reprise.Datasets;
using Reprise.Interactions;

namespace Reprise.Replay.Runs;

/// <summary>One thing to replay: a recorded call, or a case of a dataset.</summary>
/// <param name="Key">Tells it from all others of the run: the original's id, or the case's name made into an id.</param>
/// <param name="Original">The recorded call; null for a case that brings its own request.</param>
/// <param name="Case">Of a dataset; null for a run over a filter.</param>
internal sealed record RunCase(InteractionId Key, InteractionId? Original, DatasetCase? Case)
{
    /// <summary>Names the case in the metadata of its replay.</summary>
    public const string MetadataName = "case_id";

    public static RunCase Of(InteractionId original) => new(original, original, null);

    public static RunCase Of(DatasetCase item) => new(InteractionId.FromForeign(item.CaseId), item.InteractionId, item);

    /// <summary>The metadata of its replay: the original's, and the name of the case so that it is found again.</summary>
    public string? MetadataWith(string? original)
    {
        if (Case is null) return original;
        JsonObject all;
        try
        {
            all = original is null ? [] : JsonNode.Parse(original) as JsonObject ?? [];
        }
        catch (JsonException)
        {
            all = [];
        }

        all[MetadataName] = Case.CaseId;
        return all.ToJsonString();
    }

    /// <summary>Of which case an interaction is the replay; null when it is none of a run.</summary>
    /// <param name="replay">Of the run.</param>
    /// <param name="ofDataset">Whether the run goes over a dataset.</param>
    public static InteractionId? KeyOf(Interaction replay, bool ofDataset)
    {
        if (!ofDataset) return replay.Replay?.Of;
        if (replay.Metadata is not { } metadata) return null;
        try
        {
            using var document = JsonDocument.Parse(metadata);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(MetadataName, out var name) && name.ValueKind == JsonValueKind.String && name.GetString() is { Length: > 0 } text
                ? InteractionId.FromForeign(text)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
