using System.Globalization;

namespace Reprise.Replay.Runs.Reporting;

/// <summary>Words and numbers of a report, the same in all its forms.</summary>
public static class RunWords
{
    public const string None = "–";

    public static string Of(RunState state) => state switch
    {
        RunState.BudgetReached => "budget reached",
        _ => state.ToString().ToLowerInvariant(),
    };

    public static string Of(RunOutcome outcome) => outcome.ToString().ToLowerInvariant();

    /// <summary>Why a pair is among the worst, in one line without recorded text.</summary>
    public static string Of(RunWorst pair)
    {
        ArgumentNullException.ThrowIfNull(pair);
        return pair.Outcome switch
        {
            RunOutcome.Failed => $"the replay failed with {pair.Error}",
            RunOutcome.Changed => $"the answer changed; similarity {Number(pair.Similarity)}",
            _ => $"score {Signed(pair.Difference)} against the original",
        };
    }

    public static string Number(double? value) => value?.ToString("0.###", CultureInfo.InvariantCulture) ?? None;

    public static string Signed(double? value) => value?.ToString("+0.###;-0.###;0", CultureInfo.InvariantCulture) ?? None;

    public static string Share(double? value) => value?.ToString("0.0 %", CultureInfo.InvariantCulture) ?? None;

    public static string PValue(double? value) => value switch
    {
        null => None,
        < 0.0001 => "< 0.0001",
        _ => value.Value.ToString("0.####", CultureInfo.InvariantCulture),
    };

    /// <summary>What the run did otherwise, in one line; texts only by their presence.</summary>
    public static string Of(ReplayChanges changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        string?[] parts =
        [
            changes.Model is { } model ? $"model {model}" : null,
            changes.Provider is { } provider ? $"provider {provider}" : null,
            changes.System is null ? null : changes.System.Length == 0 ? "no system prompt" : "another system prompt",
            changes.Prompt is null ? null : "another prompt",
            changes.Context.Count == 0 ? null : $"{changes.Context.Count} documents",
            .. changes.Parameters.Select(static parameter => $"{parameter.Key} {parameter.Value.GetRawText()}"),
        ];
        var said = string.Join(", ", parts.OfType<string>());
        return said.Length == 0 ? "nothing changed" : said;
    }

    /// <summary>What the run went over, in one line.</summary>
    public static string Of(RunSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var limit = source.Limit is { } most ? string.Create(CultureInfo.InvariantCulture, $", the oldest {most}") : "";
        if (source.Dataset is { } dataset) return string.Create(CultureInfo.InvariantCulture, $"dataset {dataset}@{source.DatasetVersion}{limit}");
        var from = source.From is { } first ? string.Create(CultureInfo.InvariantCulture, $" from {first.UtcDateTime:yyyy-MM-dd HH:mm}") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{(string.IsNullOrWhiteSpace(source.Filter) ? "all" : source.Filter)}{from} before {source.To?.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC{limit}");
    }
}
