using Reprise.Wire;

namespace Reprise.Comparison;

/// <summary>The tool calls of two answers side by side, in order. Ids do not count: they are new every time.</summary>
internal static class ToolCallComparison
{
    public static IReadOnlyList<ToolCallDifference> Between(IReadOnlyList<ToolCall> original, IReadOnlyList<ToolCall> replay)
    {
        var differences = new ToolCallDifference[Math.Max(original.Count, replay.Count)];
        for (var i = 0; i < differences.Length; i++) differences[i] = Between(original.ElementAtOrDefault(i), replay.ElementAtOrDefault(i));
        return differences;
    }

    private static ToolCallDifference Between(ToolCall? original, ToolCall? replay)
    {
        if (original is null || replay is null) return new ToolCallDifference(false, Shown(original), Shown(replay), []);
        var (equal, differences) = CompareArguments(original.Arguments, replay.Arguments);
        return new ToolCallDifference(equal && original.Name == replay.Name, Shown(original), Shown(replay), differences);
    }

    /// <summary>As JSON where both are; else letter by letter. No arguments and an empty object are the same: providers differ in what they send for none.</summary>
    private static (bool Equal, IReadOnlyList<JsonDifference> Differences) CompareArguments(string original, string replay)
    {
        if (string.Equals(original, replay, StringComparison.Ordinal)) return (true, []);
        using var one = JsonAnswer.FindAny(Given(original));
        using var other = JsonAnswer.FindAny(Given(replay));
        if (one is null || other is null) return (false, []);
        var differences = JsonDifferences.Between(one.RootElement, other.RootElement);
        return (differences.Count == 0, differences);
    }

    private static string Given(string arguments) => string.IsNullOrWhiteSpace(arguments) ? "{}" : arguments;

    private static string? Shown(ToolCall? call) => call is null ? null : $"{call.Name}({call.Arguments})";
}
