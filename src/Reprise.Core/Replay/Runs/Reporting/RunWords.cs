using System.Globalization;
using System.Text.Json;

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
    public static string ChangesOf(ReplayRunDocument run)
    {
        ArgumentNullException.ThrowIfNull(run);
        string?[] parts =
        [
            run.Model is { } model ? $"model {model}" : null,
            run.Provider is { } provider ? $"provider {provider}" : null,
            run.System is null ? null : run.System.Length == 0 ? "no system prompt" : "another system prompt",
            run.Prompt is null ? null : "another prompt",
            .. (run.Parameters ?? new Dictionary<string, JsonElement>()).Select(static parameter => $"{parameter.Key} {parameter.Value.GetRawText()}"),
        ];
        var said = string.Join(", ", parts.OfType<string>());
        return said.Length == 0 ? "nothing changed" : said;
    }

    /// <summary>What the run went over, in one line.</summary>
    public static string SourceOf(ReplayRunDocument run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var limit = run.Limit is { } most ? string.Create(CultureInfo.InvariantCulture, $", the oldest {most}") : "";
        if (run.Dataset is { } dataset) return $"dataset {dataset}{limit}";
        var from = run.From is { } first ? string.Create(CultureInfo.InvariantCulture, $" from {first.UtcDateTime:yyyy-MM-dd HH:mm}") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{(string.IsNullOrWhiteSpace(run.Filter) ? "all" : run.Filter)}{from} before {run.To?.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC{limit}");
    }
}
