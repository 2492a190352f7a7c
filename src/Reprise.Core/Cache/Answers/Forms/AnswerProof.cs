using System.Text.Json;
using System.Text.Json.Nodes;
using Reprise.Wire;

namespace Reprise.Cache.Answers.Forms;

/// <summary>Proves a made answer: our own reader must find in it what it finds in the recorded one. What cannot be proved is not given.</summary>
internal static class AnswerProof
{
    /// <param name="recorded">As the provider said it.</param>
    /// <param name="made">As we would say it.</param>
    /// <param name="hasCounts">Whether the made one must tell the same token counts.</param>
    public static bool Same(AnswerReading recorded, AnswerReading made, bool hasCounts) =>
        made is { IsComplete: true, Error: null, ErrorCode: null, ErrorMessage: null }
        && SameText(recorded.Content, made.Content)
        && SameText(recorded.Reasoning, made.Reasoning)
        && SameText(recorded.Refusal, made.Refusal)
        && recorded.FinishReason == made.FinishReason
        && SameOrigin(recorded, made, hasCounts)
        && recorded.ToolCalls.Count == made.ToolCalls.Count
        && recorded.ToolCalls.Zip(made.ToolCalls).All(pair => Same(pair.First, pair.Second));

    /// <summary>The same for an answer whose text was replaced: it says that text and nothing else, and keeps where it comes from.</summary>
    public static bool IsEdited(AnswerReading recorded, AnswerReading made, string text, bool hasCounts) =>
        made is { IsComplete: true, Error: null, ErrorCode: null, ErrorMessage: null, Reasoning: null, Refusal: null, ToolCalls.Count: 0 }
        && SameText(text, made.Content)
        && SameOrigin(recorded, made, hasCounts);

    private static bool SameOrigin(AnswerReading recorded, AnswerReading made, bool hasCounts) =>
        recorded.Model == made.Model && recorded.ResponseId == made.ResponseId && (!hasCounts || recorded.Usage == made.Usage);

    private static bool SameText(string? one, string? other) => string.Equals(one ?? "", other ?? "", StringComparison.Ordinal);

    private static bool Same(ToolCall one, ToolCall other) => one.Id == other.Id && one.Name == other.Name && SameArguments(one.Arguments, other.Arguments);

    private static bool SameArguments(string one, string other)
    {
        if (one == other) return true;
        try
        {
            return JsonNode.DeepEquals(JsonNodes.TryRead(one), JsonNodes.TryRead(other)) && JsonNodes.TryRead(one) is not null;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or JsonException)
        {
            // A name that stands twice, or half a letter: not to be compared, and so not the same.
            return false;
        }
    }
}
