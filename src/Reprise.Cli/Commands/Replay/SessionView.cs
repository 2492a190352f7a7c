using System.Globalization;
using Reprise.Cli.Output;
using Reprise.Replay.Sessions;
using Spectre.Console;

namespace Reprise.Cli.Commands.Replay;

/// <summary>A branch turn by turn, and a session with its branches, as a person reads them.</summary>
internal static class SessionView
{
    private const int PreviewWidth = 60;
    private static readonly Style s_differs = new(Color.Yellow);
    private static readonly Style s_faint = new(decoration: Decoration.Dim);

    public static void Write(Terminal terminal, BranchDocument branch)
    {
        var console = terminal.People;
        console.WriteHeading($"Branch {branch.BranchId}");
        console.WriteLineSafe(Headline(branch), s_faint);
        var table = Tables.New("turn#", "answer", "tools", "before#", "now#", "cost before#", "now#", "says now");
        foreach (var turn in branch.Turns)
        {
            table.AddRow(
                Tables.Cell(turn.OriginalId is null ? $"+{turn.Turn}" : turn.Turn.ToString(CultureInfo.InvariantCulture)),
                Tables.Cell(AnswerOf(branch, turn), turn.Diverged ? s_differs : null),
                Tables.Cell(turn.Tools is null ? "" : string.Join(", ", turn.Tools.Select(static tool => tool.From == "recorded" ? tool.Tool : $"{tool.Tool} ({tool.From})"))),
                Tables.Cell(Format.Milliseconds(turn.LatencyMs.Original)),
                Tables.Cell(Format.Milliseconds(turn.LatencyMs.Replay)),
                Tables.Cell(Format.Cost(turn.CostUsd.Original)),
                Tables.Cell(Format.Cost(turn.CostUsd.Replay)),
                Tables.Cell(Tables.Shorten(turn.Preview.Replay ?? "", PreviewWidth)));
        }

        console.Write(table);
        console.WriteLine();
        console.WriteLineSafe(Verdict(branch));
        if (branch.NotReached is { } missed) console.WriteLineSafe($"Turns that did not come about: {string.Join(", ", missed)}.", s_faint);
        if (branch.NotCarried is { } lost) console.WriteLineSafe($"Not carried over to the other provider: {SafeText.Line(string.Join(", ", lost))}.", s_differs);
        if (branch.Stop is not { } stop) return;
        console.WriteLineSafe($"Stopped{(stop.Turn is { } at ? $" at turn {at}" : "")}: {stop.Message}", Tables.StyleOf("error"));
        foreach (var works in stop.StillWorks) console.WriteLineSafe($"- {SafeText.Line(works)}");
    }

    public static void Write(Terminal terminal, SessionTreeDocument tree)
    {
        var console = terminal.People;
        console.WriteHeading(tree.BranchId is { } own ? $"Branch {own}" : tree.TraceId is { } trace ? $"Trace {trace}" : $"Session {tree.SessionId}");
        if (tree.BranchId is not null) console.WriteLineSafe(tree.TraceId is { } of ? $"of trace {of}" : $"of session {tree.SessionId}", s_faint);
        var table = Tables.New("turn#", "continues#", "rebuilt", "asked", "answered", "calls");
        foreach (var turn in tree.Turns)
        {
            table.AddRow(
                Tables.Cell(turn.Turn.ToString(CultureInfo.InvariantCulture)), Tables.Cell(turn.Continues?.ToString(CultureInfo.InvariantCulture) ?? Format.Unknown), Tables.Cell(turn.Rebuilt),
                Tables.Cell(Tables.Shorten(turn.Prompt ?? "", PreviewWidth)), Tables.Cell(Tables.Shorten(turn.Response ?? "", PreviewWidth)), Tables.Cell(string.Join(", ", turn.ToolCalls ?? [])));
        }

        console.Write(table);
        console.WriteLine();
        if (tree.Branches.Count == 0) console.WriteLineSafe("No branches.");
        WriteBranches(console, tree, parent: null, "");
    }

    private static void WriteBranches(IAnsiConsole console, SessionTreeDocument tree, string? parent, string indent)
    {
        foreach (var branch in tree.Branches.Where(branch => branch.ParentBranch == parent))
        {
            console.WriteLineSafe($"{indent}└ {branch.BranchId}  {Headline(branch)}");
            console.WriteLineSafe($"{indent}  {Verdict(branch)}", branch.FirstDivergence is null ? s_faint : s_differs);
            WriteBranches(console, tree, branch.BranchId, indent + "  ");
        }
    }

    private static string Headline(BranchDocument branch)
    {
        var changed = new List<string>();
        if (branch.Changes is { } changes)
        {
            if (changes.Prompt is not null) changed.Add("prompt");
            if (changes.System is not null) changed.Add("system prompt");
            if (changes.Model is { } model) changed.Add($"model {model}");
            if (changes.Provider is { } provider) changed.Add($"provider {provider}");
            if (changes.Parameters is { } parameters) changed.AddRange(parameters.Keys);
            if (changes.Context is not null) changed.Add("documents");
        }

        return string.Create(CultureInfo.InvariantCulture, $"{branch.Mode}, from turn {branch.ForkTurn} of {branch.OriginTurns}, {(changed.Count == 0 ? "nothing changed" : "changed: " + string.Join(", ", changed))}, {branch.State}");
    }

    private static string AnswerOf(BranchDocument branch, BranchTurnDocument turn) => turn.Difference is null ? "same"
        : (turn.Difference switch { "tool_calls" => "other tool calls", "status" => turn.Status.Replay ?? "other status", "json" => "other JSON", _ => "other words" })
            + (turn.Turn == branch.FirstDivergence ? "  ◀ first" : "");

    private static string Verdict(BranchDocument branch)
    {
        if (branch.FirstDivergence is { } first) return string.Create(CultureInfo.InvariantCulture, $"First differs at turn {first}; {branch.Diverged} of {branch.Turns.Count} turns differ{SoFar(branch)}.");
        return branch.Turns.Count == 0 ? "No turn is answered yet." : string.Create(CultureInfo.InvariantCulture, $"All {branch.Turns.Count} turns are answered as recorded{SoFar(branch)}.");
    }

    /// <summary>What a branch says that did not come to its end is not said of the whole.</summary>
    private static string SoFar(BranchDocument branch) => branch.State == "completed" ? "" : string.Create(CultureInfo.InvariantCulture, $" so far; the branch is {branch.State}");
}
