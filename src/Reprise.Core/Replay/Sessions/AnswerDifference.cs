using System.Text.Json.Serialization;
using Reprise.Comparison;
using Reprise.Interactions;
using Reprise.Wire;

namespace Reprise.Replay.Sessions;

/// <summary>In what an answer differs from the recorded one, for whoever acts on it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AnswerDifference>))]
public enum AnswerDifference
{
    /// <summary>In nothing: the same tools with the same arguments, the same words or the same JSON value.</summary>
    [JsonStringEnumMemberName("none")]
    None,

    /// <summary>One of them failed.</summary>
    [JsonStringEnumMemberName("status")]
    Status,

    /// <summary>Other tools, other arguments, or another order.</summary>
    [JsonStringEnumMemberName("tool_calls")]
    ToolCalls,

    /// <summary>Another JSON value.</summary>
    [JsonStringEnumMemberName("json")]
    Json,

    /// <summary>Other words.</summary>
    [JsonStringEnumMemberName("text")]
    Text,
}

/// <summary>Tells whether an answer differs from the recorded one, as a comparison of two calls does. Ids of calls, spacing of JSON and reasons to finish do not count.</summary>
internal static class AnswerJudge
{
    /// <param name="original">The recorded call.</param>
    /// <param name="replay">The new one.</param>
    /// <param name="similarity">From which similarity of words on two texts count as the same; 1 wants them letter for letter.</param>
    public static AnswerDifference Compare(RecordedInteraction original, RecordedInteraction replay, double similarity)
    {
        var (before, after) = (SessionTurn.AnswerOf(original), SessionTurn.AnswerOf(replay));
        var difference = Compare(before, after);
        if (IsAnswered(original) != IsAnswered(replay)) return AnswerDifference.Status;
        if (!IsAnswered(original)) return AnswerDifference.None;
        return difference == AnswerDifference.Text && similarity < 1 && WordOverlap.Of(TextOf(before), TextOf(after)) >= similarity ? AnswerDifference.None : difference;
    }

    public static AnswerDifference Compare(AnswerReading before, AnswerReading after)
    {
        if (!SameCalls(before.ToolCalls, after.ToolCalls)) return AnswerDifference.ToolCalls;
        var (one, other) = (TextOf(before), TextOf(after));
        if (one == other) return AnswerDifference.None;
        using var first = JsonAnswer.Find(one);
        using var second = first is null ? null : JsonAnswer.Find(other);
        if (first is null || second is null) return AnswerDifference.Text;
        return JsonDifferences.Between(first.RootElement, second.RootElement).Count == 0 ? AnswerDifference.None : AnswerDifference.Json;
    }

    public static bool SameCalls(IReadOnlyList<ToolCall> before, IReadOnlyList<ToolCall> after) =>
        before.Count == after.Count && ToolCallComparison.Between(before, after).All(static call => call.Equal);

    private static bool IsAnswered(RecordedInteraction recorded) => recorded.Interaction.Status is InteractionStatus.Success;

    public static string TextOf(AnswerReading answer) => string.IsNullOrEmpty(answer.Content) ? answer.Refusal ?? "" : answer.Content;
}
