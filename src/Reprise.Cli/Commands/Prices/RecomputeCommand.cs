using System.CommandLine;
using System.Text.Json;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Client.Documents;

namespace Reprise.Cli.Commands.Prices;

/// <summary><c>reprise prices recompute</c>: prices what is on record again.</summary>
internal static class RecomputeCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("recompute", "Price interactions on record again; each change is added to the record as a correction");
        var connection = ConnectionOptions.AddTo(command, terminal);
        var filter = FilterOptions.AddTo(command, terminal, connection, "What to price again");
        var output = OutputOptions.AddTo(command);
        var dry = new Option<bool>("--dry-run") { Description = "Count what would change, and change nothing" };
        command.Options.Add(dry);

        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var request = new RecomputeRequest { Q = filter.Text(parsed), From = filter.From(parsed), To = filter.To(parsed), DryRun = parsed.GetValue(dry) };
            var answer = await Progress.ShowAsync(terminal, "pricing", total: null, _ => client.RecomputePricesAsync(request, cancellationToken));
            if (output.IsJson(parsed)) JsonLines.Write(terminal.Output, answer.WriteTo);
            else WriteResult(terminal, answer);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static void WriteResult(Terminal terminal, JsonElement answer)
    {
        if (answer.ValueKind != JsonValueKind.Object) return;
        foreach (var property in answer.EnumerateObject())
        {
            if (property.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array) continue;
            terminal.People.WriteLineSafe($"{property.Name.Replace('_', ' ')}: {property.Value}");
        }
    }
}
