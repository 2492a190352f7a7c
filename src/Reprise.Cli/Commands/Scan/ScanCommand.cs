using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Reprise.Cli.Options;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands.Scan;

/// <summary><c>reprise scan</c>: scans what is on record again. The server works in pieces of some seconds; the command asks until nothing is left.</summary>
internal static class ScanCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("scan", "Scan what is on record for injections, rules, secrets and suspicious tokens, and add what is found as facts")
        {
            TestCommand.Create(terminal),
            StatusCommand.Create(terminal),
            PolicyCommand.Create(terminal),
        };
        var connection = ConnectionOptions.AddTo(command, terminal);
        var filter = FilterOptions.AddTo(command, terminal, connection, "What to scan");
        var output = OutputOptions.AddTo(command);
        var everything = new Option<bool>("--everything") { Description = "Everything in the project; needed where no filter and no time is given" };
        var rules = new Option<string?>("--rules") { Description = "Look only for the YARA rules of this file", HelpName = "file" };
        var dry = new Option<bool>("--dry-run") { Description = "Say what would be added, and add nothing" };
        command.Options.Add(everything);
        command.Options.Add(rules);
        command.Options.Add(dry);

        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (q, from, to) = (filter.Text(parsed) ?? (parsed.GetValue(everything) ? "" : null), filter.From(parsed)?.ToString("O", CultureInfo.InvariantCulture), filter.To(parsed)?.ToString("O", CultureInfo.InvariantCulture));
            if (q is null && from is null && to is null) throw CommandFailedException.Usage("reprise scan: say what to scan, or --everything.");
            var text = parsed.GetValue(rules) is { } file ? await File.ReadAllTextAsync(file, cancellationToken) : null;
            using var client = connection.Open(parsed);
            var (scanned, found, facts, cursor) = (0, 0, 0, (string?)null);
            do
            {
                var part = await client.ScanAsync(q, from, to, text, parsed.GetValue(dry), cursor, cancellationToken);
                scanned += part.GetProperty("scanned").GetInt32();
                found += part.GetProperty("found").GetInt32();
                facts += part.GetProperty("facts").GetInt32();
                foreach (var item in part.GetProperty("items").EnumerateArray())
                {
                    if (output.IsJson(parsed)) JsonLines.Write(terminal.Output, item.WriteTo);
                    else terminal.Tell($"{item.GetProperty("interaction_id").GetString()}  {item.GetProperty("reason").GetString()}");
                }

                cursor = part.TryGetProperty("cursor", out var next) && next.ValueKind == JsonValueKind.String ? next.GetString() : null;
            }
            while (cursor is not null);
            if (!output.IsJson(parsed)) terminal.Tell($"{Format.Count(scanned)} scanned, something in {Format.Count(found)}, {Format.Count(facts)} facts {(parsed.GetValue(dry) ? "would be added" : "added")}.");
            return ExitCodes.Ok;
        });
        return command;
    }
}
