using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Client;
using Reprise.Client.Documents;
using Spectre.Console;

namespace Reprise.Cli.Commands;

/// <summary><c>reprise stats</c>: counts, tokens, cost and latency, by whatever is asked.</summary>
internal static class StatsCommand
{
    private static readonly string[] DefaultBy = ["model", "status", "day"];

    public static Command Create(Terminal terminal)
    {
        var command = new Command("stats", "Count calls, tokens, cost and latency");
        var connection = ConnectionOptions.AddTo(command, terminal);
        var filter = FilterOptions.AddTo(command, terminal, connection, "What to count");
        var output = OutputOptions.AddTo(command);
        var by = new Option<string[]>("--by")
        {
            Description = "One table by these: 'hour', 'day' or 'week' (UTC) and up to two fields, such as --by day,model [default: a table each by model, status and day]",
            HelpName = "what",
        };
        by.Validators.Add(result =>
        {
            var grouping = Grouping.Read(result.Tokens.Select(static token => token.Value));
            if (grouping.Fields.Count > 2 || grouping.Buckets > 1 || grouping.IsEmpty) result.AddError("--by: takes one of hour, day, week, and at most two fields.");
        });
        var limit = Limits.Positive("--limit", "At most this many rows a table [default: 100]", "-n");
        command.Options.Add(by);
        command.Options.Add(limit);

        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var given = parsed.GetValue(by) ?? [];
            var groupings = given is [] ? DefaultBy.Select(static name => Grouping.Read([name])) : [Grouping.Read(given)];
            var all = new AggregateSearch { Filter = filter.Text(parsed), From = filter.From(parsed), To = filter.To(parsed) };
            var total = (await client.AggregateAsync(all, cancellationToken)).Rows is [var row, ..] ? row : new AggregateRowDocument();
            if (!output.IsJson(parsed) && total.Count == 0)
            {
                terminal.Tell("Nothing to count.");
                return ExitCodes.Ok;
            }

            // Calls go on being recorded; all tables end where the total does, so that they agree.
            var until = total.LastTimestamp?.AddMilliseconds(1) is { } last && (all.To is null || last < all.To) ? last : all.To;
            foreach (var grouping in groupings)
            {
                var search = all with { To = until, Bucket = grouping.Bucket, GroupBy = grouping.Fields, Limit = parsed.GetValue(limit) ?? 100 };
                var result = await client.AggregateAsync(search, cancellationToken);
                if (output.IsJson(parsed)) WriteJson(terminal, grouping, result.Rows);
                else WriteTable(terminal, grouping, result, total);
            }

            if (output.IsJson(parsed)) WriteJson(terminal, Grouping.Read([]), [total]);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static void WriteTable(Terminal terminal, Grouping grouping, AggregateDocument result, AggregateRowDocument total)
    {
        var table = Tables.New([
            .. grouping.Bucket is null ? Array.Empty<string>() : [$"{grouping.BucketName} (UTC)"], .. grouping.Fields,
            "calls#", "share#", "errors#", "tokens in#", "cached#", "tokens out#", "cost#", "p50#", "p95#"]);
        foreach (var row in result.Rows) AddRow(row, row.Bucket is { } bucket ? grouping.Show(bucket) : "", row.Group ?? []);
        AddRow(total, "total", ["total"]);
        terminal.People.Write(table);
        terminal.People.WriteLine();
        if (result.Truncated) terminal.Tell("Rows were cut off; more with --limit.");

        void AddRow(AggregateRowDocument row, string bucket, IReadOnlyList<string?> group)
        {
            List<string> cells = [];
            if (grouping.Bucket is not null) cells.Add(bucket);
            for (var i = 0; i < grouping.Fields.Count; i++) cells.Add(i < group.Count ? group[i] ?? "(none)" : "");
            cells.AddRange([
                Format.Count(row.Count), Format.Share(row.Count, total.Count), Format.Count(row.Errors), Format.Count(row.PromptTokens), Format.Count(row.CachedTokens),
                Format.Count(row.CompletionTokens), Format.Cost(row.CostUsd), Format.Milliseconds(row.LatencyMsP50), Format.Milliseconds(row.LatencyMsP95)]);
            table.AddRow(cells.Select(static cell => Tables.Cell(cell)));
        }
    }

    /// <summary>Each row says what it is grouped by, so that lines of several tables can stand in one stream; the last is the total, by nothing.</summary>
    private static void WriteJson(Terminal terminal, Grouping grouping, IReadOnlyList<AggregateRowDocument> rows)
    {
        foreach (var row in rows)
        {
            var named = JsonSerializer.SerializeToElement(row, ClientJson.Default.AggregateRowDocument);
            JsonLines.Write(terminal.Output, writer =>
            {
                writer.WriteStartObject();
                writer.WriteStartObject("by");
                if (grouping.Bucket is not null && row.Bucket is { } bucket) writer.WriteString(grouping.BucketName, grouping.Show(bucket));
                for (var i = 0; i < grouping.Fields.Count; i++) writer.WriteString(grouping.Fields[i], row.Group is { } group && i < group.Count ? group[i] : null);
                writer.WriteEndObject();
                foreach (var property in named.EnumerateObject().Where(static property => property.Name is not ("group" or "bucket"))) property.WriteTo(writer);
                writer.WriteEndObject();
            });
        }
    }

    /// <summary>What a table is by.</summary>
    private sealed record Grouping(string? Bucket, string BucketName, int Buckets, IReadOnlyList<string> Fields)
    {
        public bool IsEmpty => Buckets == 0 && Fields.Count == 0;

        public static Grouping Read(IEnumerable<string> given)
        {
            string[] words = [.. given.SelectMany(static text => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];
            string[] buckets = [.. words.Where(static word => WidthOf(word) is not null)];
            return new Grouping(buckets is [] ? null : WidthOf(buckets[0]), buckets is [] ? "" : buckets[0], buckets.Length, [.. words.Where(static word => WidthOf(word) is null)]);
        }

        public string Show(DateTimeOffset bucket) =>
            bucket.UtcDateTime.ToString(BucketName == "hour" ? "yyyy-MM-dd HH:mm" : "yyyy-MM-dd", CultureInfo.InvariantCulture);

        private static string? WidthOf(string word) => word switch { "hour" => "1h", "day" => "1d", "week" => "7d", _ => null };
    }
}
