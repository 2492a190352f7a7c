using System.Globalization;
using Reprise.Cli.Output;
using Reprise.Replay;
using Spectre.Console;

namespace Reprise.Cli.Commands.Replay;

/// <summary>A replay as a person reads it: both answers, how they compare, and where they differ.</summary>
internal static class ReplayView
{
    private static readonly Style s_faint = new(decoration: Decoration.Dim);

    public static void Write(Terminal terminal, ReplayResultDocument result)
    {
        var console = terminal.People;
        if (result.Replay is null || result.Comparison is null)
        {
            WriteRequest(console, result.Request);
            return;
        }

        WriteSide(console, "Original", result.Original);
        WriteSide(console, "Replay", result.Replay);
        WriteComparison(console, result.Comparison);
        DifferenceView.Write(console, result.Comparison);
        if (result.Summary is { } summary) WriteSummary(console, summary);
        WriteList(console, "Not carried over", result.Request.NotCarried);
        WriteList(console, "Notes", result.Notes);
    }

    private static void WriteRequest(IAnsiConsole console, ReplayRequestDocument request)
    {
        console.WriteHeading("Would be sent");
        console.WriteLineSafe($"{request.Method} {request.Path} to {request.Provider} ({request.Dialect})");
        foreach (var (name, value) in request.Headers ?? new Dictionary<string, string>()) console.WriteLineSafe($"{name}: {value}", s_faint);
        console.WriteLineSafe("\n" + (request.Body ?? "(the body is no text)") + "\n");
        WriteList(console, "Not carried over", request.NotCarried);
    }

    private static void WriteSide(IAnsiConsole console, string name, ReplayedCallDocument call)
    {
        console.WriteHeading($"{name} {call.InteractionId}");
        console.WriteLineSafe(
            string.Join(", ", new[] { call.Provider, call.Model, call.Status, Format.Milliseconds(call.LatencyMs), $"{Format.Count(call.PromptTokens)} tokens in, {Format.Count(call.CompletionTokens)} out", Format.Cost(call.CostUsd), call.FinishReason }
                .Where(static part => !string.IsNullOrEmpty(part))),
            s_faint);
        if (call.ErrorMessage is { Length: > 0 } error) console.WriteLineSafe(error, Tables.StyleOf("error"));
        console.WriteLineSafe(string.IsNullOrEmpty(call.Response) ? "(no text)\n" : call.Response.TrimEnd() + "\n");
    }

    private static void WriteComparison(IAnsiConsole console, ComparisonDocument comparison)
    {
        console.WriteHeading("Comparison");
        var table = Tables.New("", "original#", "replay#", "");
        Row("same answer", null, null, comparison.Same ? "yes" : "no", comparison.Same ? new Style(Color.Green) : new Style(Color.Yellow));
        Row("words in common", null, null, Share(comparison.ResponseSimilarity));
        if (comparison.EmbeddingSimilarity is { } meaning) Row("meaning", null, null, Share(meaning));
        if (comparison.JsonEqual is { } equal) Row("JSON values", null, null, equal ? "equal" : "different");
        if (comparison.ToolCalls is not null) Row("tool calls", null, null, comparison.ToolCallsEqual ? "equal" : "different");
        Row("changed", null, null, Changed(comparison));
        Row("status", comparison.Status.Original, comparison.Status.Replay, null);
        Row("finish reason", comparison.FinishReason.Original ?? Format.Unknown, comparison.FinishReason.Replay ?? Format.Unknown, null);
        Row("latency", Format.Milliseconds(comparison.LatencyMs.Original), Format.Milliseconds(comparison.LatencyMs.Replay), Ratio(comparison.LatencyMs.Original, comparison.LatencyMs.Replay));
        if (comparison.TtftMs is { Original: not null } or { Replay: not null }) Row("first token", Format.Milliseconds(comparison.TtftMs.Original), Format.Milliseconds(comparison.TtftMs.Replay), null);
        Row("tokens in", Format.Count(comparison.PromptTokens.Original), Format.Count(comparison.PromptTokens.Replay), null);
        Row("tokens out", Format.Count(comparison.CompletionTokens.Original), Format.Count(comparison.CompletionTokens.Replay), null);
        Row("cost", Format.Cost(comparison.CostUsd.Original), Format.Cost(comparison.CostUsd.Replay), Ratio((double?)comparison.CostUsd.Original, (double?)comparison.CostUsd.Replay));
        console.Write(table);
        console.WriteLine();

        void Row(string name, string? original, string? replay, string? note, Style? style = null) =>
            table.AddRow(Tables.Cell(name, s_faint), Tables.Cell(original), Tables.Cell(replay), Tables.Cell(note, style));
    }

    private static void WriteSummary(IAnsiConsole console, ReplaySummary summary)
    {
        console.WriteHeading(string.Create(CultureInfo.InvariantCulture, $"{summary.Times} times"));
        console.WriteLineSafe(string.Create(
            CultureInfo.InvariantCulture,
            $"{summary.Same} the same as the original, {summary.DifferentAnswers} different answers, {summary.Failed} failed; words in common {Share(summary.MeanResponseSimilarity)} on average, "
            + $"median latency {Format.Milliseconds(summary.MedianLatencyMs)}, cost {Format.Cost(summary.CostUsd)} together\n"));
    }

    private static void WriteList(IAnsiConsole console, string heading, IReadOnlyList<string>? lines)
    {
        if (lines is null or []) return;
        console.WriteHeading(heading);
        foreach (var line in lines) console.WriteLineSafe($"- {SafeText.Line(line)}");
        console.WriteLine();
    }

    private static string Changed(ComparisonDocument comparison)
    {
        var changed = new List<string>(4);
        if (comparison.PromptModified) changed.Add("prompt");
        if (comparison.SystemModified) changed.Add("system prompt");
        if (comparison.ParamsModified) changed.Add("parameters");
        if (comparison.ModelModified) changed.Add("model");
        return changed.Count == 0 ? "nothing" : string.Join(", ", changed);
    }

    private static string Share(double value) => string.Create(CultureInfo.InvariantCulture, $"{value * 100:0.#} %");

    private static string? Ratio(double? original, double? replay) =>
        original is > 0 && replay is not null ? string.Create(CultureInfo.InvariantCulture, $"×{replay / original:0.00}") : null;
}
