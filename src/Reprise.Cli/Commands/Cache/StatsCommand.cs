using System.CommandLine;
using System.Globalization;
using Reprise.Cache.Statistics;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Spectre.Console;

namespace Reprise.Cli.Commands.Cache;

/// <summary><c>reprise cache stats</c>.</summary>
internal static class StatsCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("stats", "Hits, misses and why, what was saved, and how often hits were wrong");
        var connection = ConnectionOptions.AddTo(command, terminal);
        var range = TimeRangeOptions.AddTo(command, terminal);
        var output = OutputOptions.AddTo(command);
        var policy = new Option<string?>("--policy") { Description = "Only this policy", HelpName = "name" };
        var by = new Option<string?>("--by") { Description = "Also a table by 'hour', 'day' or 'week' (UTC)", HelpName = "time" };
        by.AcceptOnlyFromAmong("hour", "day", "week");
        command.Options.Add(policy);
        command.Options.Add(by);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var bucket = parsed.GetValue(by) switch { "hour" => "1h", "day" => "1d", "week" => "1w", _ => null };
            var statistics = await client.GetCacheStatisticsAsync(range.From(parsed), range.To(parsed), parsed.GetValue(policy), bucket, cancellationToken);
            if (output.IsJson(parsed)) JsonLines.Write(terminal.Output, statistics);
            else Write(terminal, statistics);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static void Write(Terminal terminal, CacheStatistics statistics)
    {
        if (statistics.Total is { Lookups: 0, Bypasses: 0 })
        {
            terminal.Tell("No request took part. One takes part with the header 'Reprise-Cache: on', or all do with 'reprise cache policy use --use always'.");
            return;
        }

        var table = Tables.New("policy", "lookups#", "hit rate#", "exact#", "reworded#", "misses#", "bypassed#", "saved#", "wrong of checked#", "95 %#", "must be sure#", "entries#");
        foreach (var policy in statistics.Policies)
        {
            AddRow(policy.Policy, policy.Count, policy.SavedCostUsd, policy.Checks is { } checks ? $"{checks.Wrong} of {checks.Checked}" : Format.Unknown,
                policy.Checks is { } found ? $"{Share(found.Low)} – {Share(found.High)}" : Format.Unknown, policy.RequiredProbability is { } required ? Share(required) : Format.Unknown, policy.Entries);
        }

        AddRow("total", statistics.Total, statistics.SavedCostUsd, "", "", "", statistics.Entries);
        terminal.People.Write(table);
        terminal.People.WriteLineSafe(
            $"A hit took {Format.Milliseconds((long?)statistics.HitLatencyMs)} and a miss {Format.Milliseconds((long?)statistics.MissLatencyMs)}; waiting saved: {Format.Milliseconds((long?)statistics.SavedLatencyMs)}");
        if (statistics.WouldHit is { } would)
            terminal.People.WriteLineSafe($"In shadow mode {Format.Count(would.Count)} more would have been answered, which cost {Format.Cost(would.SavedCostUsd)}");
        WriteBuckets(terminal, statistics);
        if (statistics.Reasons.Count == 0) return;
        var reasons = Tables.New("not answered", "because", "times#");
        foreach (var reason in statistics.Reasons) reasons.AddRow(Tables.Cell(reason.Status), Tables.Cell(reason.Reason), Tables.Cell(Format.Count(reason.Count)));
        terminal.People.Write(reasons);

        void AddRow(string name, CacheCount count, decimal? saved, string wrong, string interval, string sure, long? entries) => table.AddRow(
            Tables.Cell(name), Tables.Cell(Format.Count(count.Lookups)), Tables.Cell(Format.Share(count.HitsExact + count.HitsSemantic, count.Lookups)), Tables.Cell(Format.Count(count.HitsExact)),
            Tables.Cell(Format.Count(count.HitsSemantic)), Tables.Cell(Format.Count(count.Misses)), Tables.Cell(Format.Count(count.Bypasses)), Tables.Cell(Format.Cost(saved)), Tables.Cell(wrong),
            Tables.Cell(interval), Tables.Cell(sure), Tables.Cell(Format.Count(entries)));
    }

    private static void WriteBuckets(Terminal terminal, CacheStatistics statistics)
    {
        if (statistics.Buckets.Count == 0) return;
        var table = Tables.New("from (UTC)", "lookups#", "hit rate#", "saved#");
        foreach (var bucket in statistics.Buckets)
            table.AddRow(Tables.Cell(Format.Time(bucket.Bucket)), Tables.Cell(Format.Count(bucket.Count.Lookups)), Tables.Cell(Format.Share(bucket.Count.HitsExact + bucket.Count.HitsSemantic, bucket.Count.Lookups)), Tables.Cell(Format.Cost(bucket.SavedCostUsd)));
        terminal.People.Write(table);
    }

    private static string Share(double share) => share > 1 ? "never" : string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.0#} %");
}
