using Reprise.Capture;
using Reprise.Interactions;

namespace Reprise.Replay;

/// <summary>What the record says of a replay besides its bytes.</summary>
internal static class ReplayLabels
{
    /// <summary>The tag of everything that was sent as a replay.</summary>
    public const string Tag = "replay";

    /// <summary>
    /// The original's user, type, tags and metadata, so that whoever looks at these finds the replay beside it. Not its session and trace: a replay added to them would
    /// change what they were. Its template only while the replay still asks what the template made.
    /// </summary>
    public static CallLabels Of(Interaction original, ReplayChanges changes, string? run) => new()
    {
        UserId = original.UserId,
        PromptType = original.PromptType,
        Tags = original.Tags.Contains(Tag, StringComparer.Ordinal) ? original.Tags : [.. original.Tags, Tag],
        Metadata = OwnMetadata.Without(original.Metadata),
        PromptTemplate = changes.Prompt is null && changes.System is null && changes.Context.Count == 0 ? original.PromptTemplate : null,
        Replay = new ReplayOrigin(original.Id, run),
    };
}
